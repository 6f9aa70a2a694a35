"""Places in texts that no earlier answer could fill."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from consultkit.errors import ConsultationFileError
from consultkit.schema import Consultation

Load = Callable[[str], Consultation]
FILE = """\
consultation: places
title: Des lieux
window: {opens: 2018-10-31 08:00, closes: 2018-11-30}
respondent: {sign_in: [account]}
privacy: {controller: C, basis: public_task, purpose: P, dpo: dpo@example.org, keep: 6 months}
pages:
  - id: one
    title: Un
    questions:
      - {id: read_me, type: statement, label: À lire}
      - {id: shop, type: text, label: Quelle boutique ?}
      - id: rows
        type: repeat
        label: Vos lieux
        row: Lieu
        questions: [{id: place, type: text, label: "Où, %s"}]
  - id: two
    title: "%s"
    questions: [{id: later, type: text, label: "%s"}]
"""


def test_earlier_answers_are_named_anywhere_later(load: Load) -> None:
    assert load(FILE % ("{shop} ?", "De {shop}", "Et {shop}, { ceci } ?"))


@pytest.mark.parametrize(
    ("texts", "line", "what"),
    [
        (("x", "y", "{shoop} ?"), 19, "There is no question `shoop` to be read here."),
        (("x", "y", "{later} ?"), 19, "`later` comes later than this text."),
        (("x", "{later}", "y"), 18, "`later` comes later than this text."),
        (("x", "y", "{place}"), 19, "`place` is asked in each row of `rows`: it has no single answer."),
        (("x", "{read_me}", "y"), 18, "`read_me` has no answer to be read here."),
        (("{rows}", "x", "y"), 16, "`rows` comes later than this text."),
    ],
)
def test_what_could_never_be_filled_is_a_fault_with_its_line(load: Load, texts, line, what) -> None:
    with pytest.raises(ConsultationFileError) as caught:
        load(FILE % texts)
    assert [(problem.line, problem.message) for problem in caught.value.problems] == [(line, what)]
