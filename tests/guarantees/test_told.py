"""The comparison by which lines judge: it finds what it looks for."""

from pathlib import Path

import sqlalchemy as sa

from consultkit.storage.tables import outbox, submissions
from guarantees.databases import DATABASES
from guarantees.line import Trial
from guarantees.market import CHECKED, Market, new_drafts, new_respondent
from guarantees.told import Told, unkept


def test_what_was_told_and_is_not_so_is_found(tmp_path: Path) -> None:
    trial, told = Trial(tmp_path), Told()
    with DATABASES["sqlite"](trial) as url:
        kit = Market(trial, url).open()
        me = new_respondent(kit)
        sent = new_drafts(kit, me, 3)
        for draft in sent:
            receipt = kit.intake.submit(draft.id, me, submit_key=draft.submit_key, answers_sha256=CHECKED)
            told.note(draft.id, receipt.reference, 0)
        assert unkept(kit.archive, told) == []
        with kit.archive.writing() as tx:
            tx.connection.execute(sa.delete(submissions).where(submissions.c.id == sent[0].id))
            tx.connection.execute(sa.delete(outbox).where(outbox.c.subject_id == sent[1].id))
        told.note(sent[2].id, "another", 0)
        lost, other, unpromised = unkept(kit.archive, told)
        kit.close()
    assert lost.startswith(f"lost: contribution {sent[0].id}")
    assert other.startswith(f"other receipt: {sent[2].id}")
    assert unpromised == f"contribution {sent[1].id} has 0 entries in the outbox"
