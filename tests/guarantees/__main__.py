"""`./script/guarantees [LINE …]`: the scorecard at full size. All of it writes `docs/guarantees.md`."""

from __future__ import annotations

import logging
import sys
from argparse import ArgumentParser
from pathlib import Path

from guarantees.judging import Verdict, judge
from guarantees.line import Line
from guarantees.lines import LINES
from guarantees.table import page, row, total

LOG = Path("var/guarantees.log")
"""What the product logs while it is maltreated."""
PAGE = Path(__file__).parent.parent.parent / "docs" / "guarantees.md"


def main() -> None:
    parser = ArgumentParser(prog="./script/guarantees", description=__doc__)
    parser.add_argument("lines", nargs="*", metavar="LINE", help="such as R1 S15; all of them without")
    parser.add_argument("--smoke", action="store_true", help="the small size, as in ./script/test")
    arguments = parser.parse_args()
    LOG.parent.mkdir(exist_ok=True)
    logging.basicConfig(filename=LOG, filemode="w")
    wanted = _wanted(arguments.lines)
    verdicts = [_judged(line, full=not arguments.smoke) for line in wanted]
    print(total(verdicts))
    if not arguments.lines and not arguments.smoke:
        PAGE.write_text(page(verdicts))
    sys.exit(0 if all(verdict.scores for verdict in verdicts) else 1)


def _wanted(names: list[str]) -> list[Line]:
    unknown = set(names) - {line.id for line in LINES}
    if unknown:
        there = ", ".join(line.id for line in LINES)
        sys.exit(f"There is no line {', '.join(sorted(unknown))}. There are {there}.")
    return [line for line in LINES if not names or line.id in names]


def _judged(line: Line, *, full: bool) -> Verdict:
    print(f"{line.id} …", file=sys.stderr, flush=True)
    verdict = judge(line, full=full)
    print(f"{row(verdict)} {verdict.seconds:.0f} s", flush=True)
    return verdict


if __name__ == "__main__":
    main()
