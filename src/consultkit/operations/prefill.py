"""What an identity provider told of a person, as answers to the questions that the file names."""

from __future__ import annotations

from consultkit.form import Form, prefilled
from consultkit.operations.clock import Clock
from consultkit.records import Answers, Respondent
from consultkit.storage import Archive, identities


class Prefill:
    """Read anew each time: nothing of it is kept but the answers that the person leaves in their draft."""

    def __init__(self, archive: Archive, clock: Clock) -> None:
        self._archive = archive
        self._clock = clock

    def answers(self, form: Form, respondent: Respondent, way: str) -> Answers:
        """Empty when the file fills nothing in for this way: then nothing is read either."""
        rule = form.consultation.respondent.rule_of(way)
        if rule is None or not rule.prefill:
            return {}
        with self._archive.reading() as tx:
            claims = identities.claims_of(tx, respondent.id, way)
        today = self._clock.now().astimezone(form.consultation.window.zone).date()
        return prefilled(form, way, claims, today)
