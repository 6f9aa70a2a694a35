"""The open data of those who contributed and of whom nothing was told before. Pure.

Each publication tells of other people than those before it, and nothing that was published changes: so the
difference of two publications is one of them, which is safe by itself.

Of each person or firm one contribution is told, the first: several would tell on one another. Those that are
too rare to be told in the table are not counted either, so no difference of the two gives them away.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from consultkit.errors import NotOpenError
from consultkit.form import Form
from consultkit.records import Answers, Json
from consultkit.results.opening.cells import Told, mean_of, partition, several
from consultkit.results.opening.classes import STAR, classed, silenced, unvaried
from consultkit.results.opening.people import Tokens, is_known, together, tokens_of
from consultkit.results.opening.plan import BETWEEN, Codes, Column, Plan, number_of
from consultkit.results.opening.scanning import Names, found_in


@dataclass(frozen=True, slots=True)
class Contribution:
    """What is known of one that stands."""

    reference: str
    form: Form
    answers: Answers
    who: Tokens
    """Its respondent and its firm, as digests that tell nothing by themselves."""
    names: Names = field(default_factory=Names)


@dataclass(frozen=True, slots=True)
class Finding:
    """A text that is held back, for an official to look at."""

    reference: str
    question: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """How often each answer to a question was given; None where it is not told."""

    column: Column
    everybody: int
    """Those who are told of at all, whether they answered or not."""
    told: Told


@dataclass(frozen=True, slots=True)
class Averaged:
    """The mean of an amount, to three digits; None where it is not told."""

    column: Column
    mean: Decimal | None


@dataclass(frozen=True, slots=True)
class Withheld:
    """What is not told, and why."""

    known: int = 0
    """Contributions of people of whom something was told before."""
    again: int = 0
    """Further contributions of people who have one that is told."""
    rare: int = 0
    """Those who could be told apart."""
    texts: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """What may be told. Rows and texts are in the order of what they say, which is nobody's."""

    plan: Plan
    rows: tuple[tuple[str, ...], ...]
    """The cells of the columns of `plan.rows`."""
    texts: tuple[tuple[str, str], ...]
    """Question and text."""
    counted: tuple[Counted, ...]
    averaged: tuple[Averaged, ...]
    people: int
    """How many are told of."""
    tokens: Tokens
    """Who they are, for the publications to come."""
    withheld: Withheld


@dataclass(frozen=True, slots=True)
class _Row:
    """One person, as told."""

    contribution: Contribution
    codes: Mapping[str, Codes]
    """By column of the table; none for what is silenced."""
    starred: frozenset[str]
    silent: frozenset[str]
    """The columns of which nothing is told in its class."""

    def tells(self, column: Column) -> bool:
        """Whether nothing on which the column depends is silent here."""
        return column.id not in self.silent and not column.sources & self.silent


def open_up(plan: Plan, contributions: Sequence[Contribution], known: Collection[str] = ()) -> Opened:
    """What may be told of those of whom nothing is `known`, from the contributions in order of arrival.

    Raises NotOpenError when they are too few.
    """
    people, first, passed = _people(contributions, known)
    rows, rare = _rows(plan, [contributions[places[0]] for places in first])
    if len(rows) < plan.rule.k:
        raise NotOpenError(
            "Too few are new: {least} people or firms are needed.",
            mend="Wait until more have answered.",
            code="too_few_new",
            params={"least": plan.rule.k},
        )
    told = {row.contribution.reference for row in rows}
    whole = [places for places in first if contributions[places[0]].reference in told]
    texts, findings = _texts(plan, rows)
    counted = tuple(_counts(plan, rows))
    return Opened(
        plan=plan,
        rows=tuple(sorted(_cells(plan, row) for row in rows)) if plan.rows else (),
        texts=tuple(sorted(texts)),
        counted=counted,
        averaged=tuple(_averages(plan, rows, counted)),
        people=len(rows),
        tokens=tokens_of([one.who for one in contributions], (place for one in whole for place in one)),
        withheld=Withheld(passed, people - len(first), rare, tuple(findings)),
    )


def _people(
    contributions: Sequence[Contribution], known: Collection[str]
) -> tuple[int, list[tuple[int, ...]], int]:
    """How many contributions are new, those of each new person, and how many are of known ones."""
    sent = [one.who for one in contributions]
    everybody = together(sent)
    new = [places for places in everybody if not is_known(tokens_of(sent, places), known)]
    number = sum(map(len, new))
    return number, new, len(contributions) - number


def _rows(plan: Plan, contributions: Sequence[Contribution]) -> tuple[list[_Row], int]:
    read = [_read(plan, one) for one in contributions]
    keys = [tuple(BETWEEN.join(codes[one.id]) for one in plan.quasi_identifiers) for codes in read]
    classes: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, key in enumerate(classed(keys, plan.rule.k)):
        if key is not None:
            classes[key].append(place)
    rows = [
        row for key, places in classes.items() for row in _of_class(plan, key, places, contributions, read)
    ]
    return rows, len(contributions) - len(rows)


def _read(plan: Plan, contribution: Contribution) -> Mapping[str, Codes]:
    return {column.id: column.codes(_value(plan, contribution, column)) for column in plan.rows}


def _value(plan: Plan, contribution: Contribution, column: Column) -> Json:
    return contribution.answers.get(column.id) if plan.tells(contribution.form, column) else None


def _of_class(
    plan: Plan,
    key: tuple[str, ...],
    places: Sequence[int],
    contributions: Sequence[Contribution],
    read: Sequence[Mapping[str, Codes]],
) -> Iterator[_Row]:
    identifying = [one.id for one in plan.quasi_identifiers]
    starred = frozenset(name for name, cell in zip(identifying, key, strict=True) if cell == STAR)
    same = unvaried([{n: c for n, c in read[at].items() if n not in identifying} for at in places])
    sources = {column.id: column.sources for column in plan.columns}
    silent = silenced(starred | same, sources)
    for at in places:
        codes = {name: () if name in silent else codes for name, codes in read[at].items()}
        yield _Row(contributions[at], codes, starred, silent)


def _cells(plan: Plan, row: _Row) -> tuple[str, ...]:
    return tuple(
        STAR if column.id in row.starred else BETWEEN.join(row.codes[column.id]) for column in plan.rows
    )


def _texts(plan: Plan, rows: Sequence[_Row]) -> tuple[list[tuple[str, str]], list[Finding]]:
    texts, findings = [], []
    for column in plan.texts:
        for row in rows:
            text = _value(plan, row.contribution, column)
            if not isinstance(text, str) or not row.tells(column):
                continue
            kinds = found_in(text, row.contribution.names)
            if kinds:
                findings.append(Finding(row.contribution.reference, column.id, kinds))
            else:
                texts.append((column.id, text))
    return texts, findings


def _counts(plan: Plan, rows: Sequence[_Row]) -> Iterator[Counted]:
    """A question after another one that has hidden counts is not told: its number would be one of them."""
    hiding: set[str] = set()
    for column in plan.columns:
        if column in plan.texts or not _is_closed(column):
            continue
        given = [_given(plan, row, column) for row in rows if row.tells(column)]
        told = _as_in_rows(column, given) if column in plan.rows else _told(column, given, plan.rule.k)
        if column.sources & hiding:
            told = dict.fromkeys(told)
        if None in told.values():
            hiding.add(column.id)
        yield Counted(column, len(given), told)


def _as_in_rows(column: Column, given: Sequence[Codes]) -> Told:
    """What stands in the table is counted as it stands there: hiding a count would hide nothing."""
    counts = _counted(column, given)
    return counts if column.takes_several else {**counts, "": sum(1 for codes in given if not codes)}


def _is_closed(column: Column) -> bool:
    return column.question.coded or column.question.generalise is not None


def _given(plan: Plan, row: _Row, column: Column) -> Codes:
    if column.id in row.codes:
        return row.codes[column.id]
    return column.codes(_value(plan, row.contribution, column))


def _told(column: Column, given: Sequence[Codes], k: int) -> Told:
    """Where nothing is told, not even which codes were given is: one that stands alone is everybody's."""
    told = _told_of(column, _counted(column, given), given, k)
    return told if any(number is not None for number in told.values()) else dict.fromkeys(column.known_codes)


def _counted(column: Column, given: Sequence[Codes]) -> dict[str, int]:
    counts = Counter(code for codes in given for code in codes)
    return {code: counts[code] for code in dict.fromkeys((*column.known_codes, *sorted(counts)))}


def _told_of(column: Column, counts: Mapping[str, int], given: Sequence[Codes], k: int) -> Told:
    answered, everybody = sum(1 for codes in given if codes), len(given)
    if not column.takes_several and max(map(len, given), default=0) < 2:
        return partition({**counts, "": everybody - answered}, k)
    least, most = _bounds(column, len(counts))
    return several(counts, answered, everybody, k, least=least, most=most)


def _bounds(column: Column, codes: int) -> tuple[int, int]:
    """How many codes an answer holds, at least and at most."""
    least, most = getattr(column.question, "min", 1), getattr(column.question, "max", None)
    return max(least or 1, 1), most or codes


def _averages(plan: Plan, rows: Sequence[_Row], counted: Sequence[Counted]) -> Iterator[Averaged]:
    rule = plan.rule
    hiding = {one.column.id for one in counted if None in one.told.values()}
    for column in plan.counted:
        if column.is_number:
            values = [
                number
                for row in rows
                if row.tells(column)
                and (number := number_of(_value(plan, row.contribution, column))) is not None
            ]
            told = mean_of(values, rule.k, rule.dominance.firms, rule.dominance.share)
            yield Averaged(column, None if column.sources & hiding else told)
