"""What open data are made of: the contributions that stand, and who sent them, beyond recognition."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from consultkit.form import Form
from consultkit.operations.form_versions import every_version
from consultkit.operations.forms import Forms
from consultkit.operations.naming import KnownNames, known_names
from consultkit.operations.studies import redactions_in, without_redactions
from consultkit.records import Submission
from consultkit.results.opening import Contribution, Names, Opened, Plan, open_up
from consultkit.storage import Archive, Transaction, submissions

_TOKEN = 20
"""Hexadecimal characters of a keyed digest: 80 bits, so that no two people get the same."""


class OpenMaterial:
    """Reads everything there is: the rules need to see all of it to say what is rare."""

    def __init__(self, archive: Archive, forms_: Forms) -> None:
        self._archive = archive
        self._forms = forms_

    def opened(self, consultation: str, known: Collection[str]) -> Opened:
        """What may be told of those of whom nothing is `known`. Raises NotOpenError."""
        plan = Plan(every_version(self._archive, self._forms, consultation))
        with self._archive.reading() as tx:
            names = known_names(tx, consultation) if plan.texts else None
            sent = [self._contribution(one, plan, names) for one in _standing(tx, consultation)]
        return open_up(plan, sent, known)

    def _contribution(self, submission: Submission, plan: Plan, names: KnownNames | None) -> Contribution:
        form = self._forms.by_digest(submission.form_digest)
        return Contribution(
            reference=submission.reference,
            form=form,
            answers=submission.answers,
            who=frozenset(self._who(submission, form, plan)),
            names=names.of(submission.respondent_id, form, submission.answers) if names else Names(),
        )

    def _who(self, submission: Submission, form: Form, plan: Plan) -> set[str]:
        """The contribution too: who joined two accounts is found by what was sent from either."""
        said = {f"respondent|{submission.respondent_id}", f"sent|{submission.id}"}
        firm = submission.answers.get(plan.rule.firm or "")
        if isinstance(firm, str):
            said.add(f"firm|{firm[:9]}")
        return {self._token(form.consultation.id, one) for one in said}

    def _token(self, consultation: str, said: str) -> str:
        return self._archive.keys.keyed_digest("open_data", f"{consultation}|{said}")[:_TOKEN]


def _standing(tx: Transaction, consultation: str) -> Sequence[Submission]:
    """Those that stand, the oldest first, without the passages that officials redacted."""
    hidden = redactions_in(tx, consultation)
    found = [without_redactions(tx, one, hidden) for one in submissions.each(tx, consultation)]
    return found[::-1]
