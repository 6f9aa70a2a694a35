"""Every line of the scorecard, one module each, in the order of their numbers."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from guarantees.line import Line


def line_called(name: str) -> Line:
    """Without the others, which bring much with them: a process that plants a fault needs one."""
    beginning = f"{name[0].lower()}{int(name[1:]):02}_"
    return _of_module(next(module for module in _modules() if module.startswith(beginning)))


def __getattr__(name: str) -> list[Line]:
    if name != "LINES":
        raise AttributeError(name)
    return _all()


@cache
def _all() -> list[Line]:
    return sorted(map(_of_module, _modules()), key=lambda line: (line.id[0], int(line.id[1:])))


def _modules() -> list[str]:
    return [module.name for module in pkgutil.iter_modules(__path__)]


def _of_module(name: str) -> Line:
    line: Line = import_module(f"{__name__}.{name}").LINE
    return line
