"""The kept counts equal a full recount, whatever was sent and however it was folded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultkit.operations.counting import recount
from consultkit.results import SKIPPED
from consultkit.storage import tallies
from consultkit.storage.tables import facets, metadata

if TYPE_CHECKING:
    from tests.conftest import Serve, Service

PRACTICES = ["delisting", "ranking", "payment"]
ANSWERS = st.fixed_dictionaries(
    {
        "practices": st.lists(st.sampled_from(PRACTICES), min_size=1, unique=True).map(
            lambda chosen: sorted(chosen, key=PRACTICES.index)
        ),
        "notice": st.booleans(),
        "firm_name": st.just("Phare"),
    },
    optional={"story": st.sampled_from(["It began in May.", "Nothing more."])},
)


def empty(service: Service) -> None:
    with service.archive.writing() as tx:
        for table in reversed(metadata.sorted_tables):
            if table.name != "forms":
                tx.connection.execute(table.delete())


@pytest.mark.parametrize("protect", ["personal", "all"])
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(sent=st.lists(st.tuples(ANSWERS, st.booleans()), max_size=6))
def test_kept_counts_equal_a_full_recount(
    serve: Serve, protect: str, sent: list[tuple[dict[str, object], bool]]
) -> None:
    service = serve(more=f"protect: {protect}\n")
    empty(service)
    for answers, fold in sent:
        service.send(service.draft(service.respondent(), answers))
        if fold:
            with service.archive.writing() as tx:
                tallies.fold(tx)
    with service.archive.reading() as tx:
        kept = tallies.counts_of(tx, "fair")
        pairs = {**tallies.pairs_with(tx, "fair", "notice"), **tallies.pairs_with(tx, "fair", "practices")}
    recounted = recount(service.archive, service.forms, "fair")
    assert {mark: n for mark, n in kept.items() if mark[0][:1] != "@"} == recounted.marks
    assert pairs == recounted.pairs
    assert sum(n for (of, _), n in kept.items() if of == "@day") == len(sent)
    assert kept.get(("", ""), 0) == len(sent)
    assert kept.get(("practices", "ranking"), 0) == sum(
        "ranking" in answers["practices"] for answers, _ in sent
    )
    closed = sum(n for (of, code), n in kept.items() if of[:1] != "@" and code and code != SKIPPED)
    assert service.count("facets") == (closed,)


def test_a_sealed_choice_is_counted_as_answered_and_its_code_is_nowhere(serve: Serve) -> None:
    service = serve("intake_sealed_choice.yaml")
    service.send(service.draft(service.respondent()))
    with service.archive.reading() as tx:
        counts = tallies.counts_of(tx, "fair")
        coded = tx.connection.execute(facets.select()).all()
    assert counts["practices", ""] == 1
    assert not [code for question, code in counts if question == "practices" and code]
    assert not [row for row in coded if row.question == "practices"]
