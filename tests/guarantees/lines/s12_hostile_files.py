"""S12 to S14: a consultation file that is meant to harm is refused, or costs its reader next to nothing."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import jinja2

from consultkit import ConsultKitError, read_consultation
from consultkit.schema import patterns, places
from consultkit.schema.load import yaml_tree
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.replacing import replaced

TINY = Path(__file__).parents[2] / "consultations" / "smallest.yaml"
LONGEST_SECONDS = 0.1
GROUPS = ("a+", "a*", "a|a", "a|aa", "a|a?", "[a-z]+", r"\w+", "[^b]+", "(?:a+)+", "a{1,20}")
FRAMES = ("({})+", "({})*", "({}){{2,30}}", "x*({})+y", "({})*b")
CALLS = (
    "7*7",
    "x.__class__",
    "''.__class__.__mro__",
    "config",
    "x|attr('y')",
    "range(10**9)",
    "'x'*10**9",
    "[]",
)
MARKS = ("{{{{ {} }}}}", "{{{{{}}}}}", "{{% if {} %}}1{{% endif %}}", "${{{}}}", "#{{{}}}")

Broken = Iterator[str]


def experiment(trial: Trial) -> Finding:
    length = trial.count(22, 50_000)
    hostile = [f"^{frame.format(group)}$" for group, frame in product(GROUPS, FRAMES)]
    files = dict(_files())
    payloads = [mark.format(call) for call, mark in product(CALLS, MARKS)]
    # The first of each kind only: with a control gone, the next one may take for ever.
    firsts = [
        next(_slow(hostile, "a" * length + "!"), ""),
        next(_taken(files, trial.folder), ""),
        next(_evaluated(payloads), ""),
    ]
    measured = f"{len(hostile)} patterns on {length:,} letters, {len(files)} files, {len(payloads)} templates"
    return Finding(measured, [first for first in firsts if first])


def _slow(hostile: list[str], text: str) -> Broken:
    """Patterns on which an engine that goes back takes twice as long with each letter."""
    for pattern in hostile:
        patterns.matches(pattern, "")  # Compiled once, when the file is read.
        seconds = _seconds(lambda one=pattern: patterns.matches(one, text))
        if seconds > LONGEST_SECONDS:
            yield f"the pattern {pattern} takes {seconds:.2f} s"


def _seconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _taken(files: dict[str, bytes], folder: Path) -> Broken:
    """Each must be refused in words: neither read, nor the end of the process."""
    for name, content in files.items():
        file = folder / "hostile.yaml"
        file.write_bytes(content)
        try:
            read_consultation(file)
        except ConsultKitError:
            continue
        except Exception as error:
            yield f"{name}: {type(error).__name__}"
        yield f"{name} was read"


def _files() -> Iterator[tuple[str, bytes]]:
    text = TINY.read_text()
    bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    bomb += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    yield "a bomb of aliases", "\n".join(bomb).encode()
    yield "an alias in itself", b"a: &a [*a]"
    yield "a merged mapping", f"{text}\nbase: &b {{x: 1}}\nmore: {{<<: *b}}".encode()
    for tag in ("!!python/object/apply:os.system [id]", "!!python/name:os.system", "!!binary aGk=", "!own 1"):
        yield f"the tag {tag}", f"{text}\nmore: {tag}".encode()
    for depth in (21, 1_000, 100_000):
        yield f"{depth} lists", b"a: " + b"[" * depth + b"]" * depth
        yield f"{depth} lists left open", b"a: " + b"[" * depth
        yield f"{depth} mappings", b"{a: " * depth + b"1" + b"}" * depth
        yield (
            f"{depth} levels of blocks",
            "".join(f"{' ' * n}a:\n" for n in range(min(depth, 1_400))).encode(),
        )
    for size in (2**20, 2**24):
        yield f"{size} bytes", text.encode() + b"#" * size
        yield f"a key of {size} letters", b"a" * size + b": 1"
    yield "the same key twice", f"{text}\nconsultation: other".encode()
    yield "two documents", f"{text}\n---\n{text}".encode()
    yield "a directive", f"%YAML 1.1\n---\n{text}".encode()
    yield "no text", bytes(range(256))
    yield "NUL", text.replace("consultation:", "consultation:\0").encode()
    yield "half a surrogate", text.encode() + b"\nmore: \xed\xa0\x80"
    yield "UTF-16", text.encode("utf-16")
    yield "nothing", b""
    yield "a list", b"- a"
    yield "a number of a million digits", f"{text}\nmore: {'9' * 1_000_000}".encode()


def _evaluated(payloads: list[str]) -> Broken:
    """A text of the file is a text: braces name an earlier question, and nothing is computed."""
    for payload in payloads:
        if places.fill_places(payload, lambda _name: None) != payload:
            yield f"{payload} was evaluated"


def _backtracking(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern, text) is not None


def _rendered(words: str, _said: object) -> str:
    return jinja2.Template(words).render(x="x")


LINE = Line(
    id="S12",
    promise="S12 to S14: hostile patterns, YAML and templates in a file do no harm",
    bar=f"each under {LONGEST_SECONDS * 1000:.0f} ms, or refused at load",
    points=3,
    experiment=experiment,
    faults=(
        Fault(
            "backtracking",
            "patterns run on `re`, which goes back",
            lambda: replaced(patterns, "matches", _backtracking),
        ),
        Fault(
            "any depth",
            "a file may nest as deep as it likes",
            lambda: replaced(yaml_tree, "DEEPEST", 10**9),
        ),
        Fault(
            "jinja",
            "texts of the file are Jinja templates",
            lambda: replaced(places, "fill_places", _rendered),
        ),
    ),
)
