"""Every line of the scorecard at its small size: it holds, and it notices each fault that is planted."""

import pytest

from guarantees.judging import run
from guarantees.line import Fault, Line
from guarantees.lines import LINES

FAULTS = [pytest.param(line, fault, id=f"{line.id}-{fault.name}") for line in LINES for fault in line.faults]


@pytest.mark.parametrize("line", [pytest.param(line, id=line.id) for line in LINES])
def test_a_promise_holds(line: Line) -> None:
    assert not run(line).breaches


@pytest.mark.parametrize(("line", "fault"), FAULTS)
def test_a_planted_fault_is_noticed(line: Line, fault: Fault) -> None:
    assert run(line, fault).breaches


@pytest.mark.parametrize("line", [pytest.param(line, id=line.id) for line in LINES])
def test_a_line_can_fail(line: Line) -> None:
    assert line.faults
