"""Our own rules of safety: what no file of the product may do, each with an example that breaks it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from contract.house import OURS, ROOT, is_test

_REQUESTS = {"get", "post", "put", "patch", "delete", "head", "request"}
_OF_RE = {"compile", "match", "search", "fullmatch", "sub", "split", "findall", "finditer"}
_LOGGED = {"debug", "info", "warning", "error", "exception", "critical"}
_UNSAFE_LOADS = {"yaml.load", "yaml.load_all", "yaml.unsafe_load", "yaml.full_load"}
_SHELLS = {"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"}
_WAITS = ("/simulation/", "operations/backoff.py", "operations/worker.py")
"""Where lots decide how long to wait, or what made-up people say."""
_ANSWERS = {"answers", "answer"}


@dataclass(frozen=True)
class Rule:
    """`breaks` looks at one node of a file; `but` are the places that may."""

    says: str
    breaks: Callable[[ast.AST], bool]
    example: str
    but: tuple[str, ...] = ()

    def broken_in(self, text: str) -> list[int]:
        return [getattr(node, "lineno", 0) for node in _nodes(text) if self.breaks(node)]

    def is_for(self, name: str) -> bool:
        return not any(place in name for place in self.but)


def product() -> Iterator[tuple[str, str]]:
    """Name and text of each file of the product: ours and the plugins', without their tests."""
    for path in OURS:
        if not is_test(path):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def broken() -> list[str]:
    """Where a rule is broken, in words."""
    return [fault for name, text in product() for fault in _broken_in(name, text)]


@cache
def _broken_in(name: str, text: str) -> list[str]:
    rules = [rule for rule in RULES if rule.is_for(name)]
    return [f"{name}:{line}: {rule.says}" for rule in rules for line in rule.broken_in(text)]


def unescaped() -> list[str]:
    """Templates that trust a text: `|safe`, but on words of their own, or a block without escaping."""
    trusting = re.compile(r"(?<!['\"] )\|\s*safe\b|autoescape\s+false")
    pages = [page for folder in ("src", "plugins") for page in Path(ROOT, folder).rglob("*.html")]
    assert len(pages) > 50, "The templates were looked for in the wrong place."
    return [
        str(page.relative_to(ROOT)) for page in pages if trusting.search(page.read_text(encoding="utf-8"))
    ]


@lru_cache(maxsize=1)
def _nodes(text: str) -> list[ast.AST]:
    """One file is looked at by every rule in turn."""
    return list(ast.walk(ast.parse(text)))


def _called(node: ast.AST) -> str:
    return _dotted(node.func) if isinstance(node, ast.Call) else ""


def _dotted(node: ast.expr) -> str:
    """`a.b.c`; of what is no such name, its last word alone: `.c`."""
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _keywords(node: ast.AST) -> dict[str | None, str]:
    return {one.arg: ast.unparse(one.value) for one in node.keywords} if isinstance(node, ast.Call) else {}


def _imports(*modules: str) -> Callable[[ast.AST], bool]:
    starts = tuple(f"{module}." for module in modules)

    def breaks(node: ast.AST) -> bool:
        if isinstance(node, ast.Import):
            return any(f"{alias.name}.".startswith(starts) for alias in node.names)
        return isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith(starts)

    return breaks


def _calls(*names: str) -> Callable[[ast.AST], bool]:
    return lambda node: _called(node) in names


def _endless(node: ast.AST) -> bool:
    owner, _, verb = _called(node).rpartition(".")
    return owner in {"requests", "session"} and verb in _REQUESTS and "timeout" not in _keywords(node)


def _naive(node: ast.AST) -> bool:
    owner, _, verb = _called(node).rpartition(".")
    bare = isinstance(node, ast.Call) and not node.args and not node.keywords
    clocks = {"datetime", "datetime.datetime", "date", "datetime.date"}
    return owner in clocks and (verb in {"utcnow", "utcfromtimestamp", "today"} or (verb == "now" and bare))


def _pasted_sql(node: ast.AST) -> bool:
    verb = _called(node).rpartition(".")[2]
    runs = verb in {"text", "execute", "exec_driver_sql", "executescript"}
    return runs and isinstance(node, ast.Call) and bool(node.args) and isinstance(node.args[0], ast.JoinedStr)


def _tells_answers(node: ast.AST) -> bool:
    owner, _, verb = _called(node).rpartition(".")
    if verb not in _LOGGED or "log" not in owner.lower():
        return False
    return any(_names(one) & _ANSWERS for one in ast.walk(node))


def _names(node: ast.AST) -> set[str]:
    return {str(getattr(node, kind)) for kind in ("id", "attr") if hasattr(node, kind)}


def _foreign_pattern(node: ast.AST) -> bool:
    owner, _, verb = _called(node).rpartition(".")
    if owner != "re" or verb not in _OF_RE or not isinstance(node, ast.Call) or not node.args:
        return False
    return any("pattern" in word.lower() for one in ast.walk(node.args[0]) for word in _names(one))


RULES = (
    Rule("loads YAML that makes objects", _calls(*_UNSAFE_LOADS), "yaml.load(text)"),
    Rule(
        "runs a shell",
        lambda node: _called(node) in _SHELLS or _keywords(node).get("shell") == "True",
        "subprocess.run(words, shell=True)",
    ),
    Rule("waits for a server without end", _endless, "requests.get(url)", ("identity/provider.py",)),
    Rule(
        "believes any certificate",
        lambda node: _keywords(node).get("verify") == "False",
        "requests.get(url, timeout=5, verify=False)",
    ),
    Rule("runs text as code", _calls("eval", "exec", "compile", "__import__"), "eval(text)"),
    Rule(
        "reads objects from bytes",
        _imports("pickle", "marshal", "shelve", "dill"),
        "import pickle",
    ),
    Rule("draws lots that can be guessed", _imports("random"), "import random", _WAITS),
    Rule("takes a time without a zone", _naive, "datetime.now()"),
    Rule("pastes SQL together", _pasted_sql, "connection.execute(f'SELECT {x}')", ("/storage/",)),
    Rule("logs answers", _tells_answers, "log.info('%s', draft.answers)"),
    Rule("prints", _calls("print", "pprint"), "print(answers)", ("stand_in.py",)),
    Rule(
        "asserts, which python -O leaves out",
        lambda node: isinstance(node, ast.Assert),
        "assert allowed",
    ),
    Rule("trusts HTML", _calls("Markup", "markupsafe.Markup"), "Markup(text)", ("web/charts.py",)),
    Rule(
        "tries a pattern of a file on an engine that goes back",
        _foreign_pattern,
        "re.match(pattern, text)",
        ("exports/sheet_rows.py",),
    ),
    Rule(
        "reads XML that may expand",
        _imports("xml.etree", "xml.dom", "xml.parsers", "lxml"),
        "import xml.etree.ElementTree",
    ),
    Rule("names a file that another may take", _calls("tempfile.mktemp"), "tempfile.mktemp()"),
)
