"""What somebody might post to a question, as a browser would: by its type, or the type that it extends."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from stdnum import iban
from stdnum.fr import tva

from consultkit.records import Json
from consultkit.schema import Question
from consultkit.simulation.people import Person
from consultkit.simulation.words import PHRASES, fitting, story

Posted = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """Who answers, on which day."""

    person: Person
    today: date
    chance: random.Random


def posted_by(question: Question, moment: Moment) -> Posted:
    """Nothing where nobody could say what the type takes. What is posted may still be refused: try again."""
    for kind in (vars(one)["kind"] for one in type(question).__mro__ if "kind" in vars(one)):
        if kind in _KNOWN:
            return _KNOWN[kind](question, moment)
    return _one_of(question, moment)


def known_types() -> frozenset[str]:
    """The types that are answered in a way of their own; others that are closed get one of their codes."""
    return frozenset(_KNOWN)


@cache
def _weights(question_id: str, number: int) -> tuple[float, ...]:
    """Few answers are frequent and most are rare, other ones for each question and the same for everybody."""
    weights = [1 / (rank + 2) ** 0.9 for rank in range(number)]
    random.Random(question_id).shuffle(weights)  # noqa: S311 - a distribution, not a secret
    return tuple(weights)


def _drawn(question: Question, codes: Sequence[str], chance: random.Random) -> str:
    return chance.choices(codes, _weights(question.id, len(codes)))[0]


def _one_of(question: Question, moment: Moment) -> Posted:
    codes = question.all_codes()
    return (_drawn(question, codes, moment.chance),) if question.coded and codes else ()


def _choice(question: Question, moment: Moment) -> Posted:
    code = _drawn(question, question.all_codes(), moment.chance)
    return _with_words(question, question.again(code), moment)


def _with_words(question: Question, posted: Posted, moment: Moment) -> Posted:
    """What an option asks to be specified is."""
    names = question.names()
    return tuple(
        moment.chance.choice(PHRASES) if name.endswith(".text") and _is_chosen(name, posted) else one
        for name, one in zip(names, posted, strict=False)
    )


def _is_chosen(name: str, posted: Posted) -> bool:
    code = name.removesuffix(".text").rpartition(".")[2]
    return code in posted


def _choices(question: Question, moment: Moment) -> Posted:
    codes, least = question.all_codes(), getattr(question, "min", 1)
    most = min(getattr(question, "max", None) or 3, len(codes))
    number = moment.chance.randint(least, max(least, most))
    chosen = list(dict.fromkeys(_drawn(question, codes, moment.chance) for _ in range(number * 3)))[:number]
    alone = [option.id for option in getattr(question, "options", ()) if option.exclusive]
    kept = [code for code in codes if code in chosen]
    kept = [code for code in kept if code in alone][:1] or kept
    return _with_words(question, question.again(list[Json](kept)), moment)


def _linked(question: Question, moment: Moment) -> Posted:
    below = list(getattr(question, "below", {}))
    code = _drawn(question, below, moment.chance)
    return tuple(code for _name in question.names())


def _listed(question: Question, moment: Moment) -> Posted:
    return question.again(_drawn(question, question.all_codes(), moment.chance))


def _matrix(question: Question, moment: Moment) -> Posted:
    options = list(getattr(question, "by_id", {}))
    return tuple(_drawn(question, options, moment.chance) for _name in question.names())


def _ranking(question: Question, moment: Moment) -> Posted:
    ranks = list(getattr(question, "ranks", ()))
    padded = [*ranks, *[""] * (len(question.names()) - len(ranks))]
    return tuple(moment.chance.sample(padded, len(padded)))


def _text(question: Question, moment: Moment) -> Posted:
    who = moment.person
    known = {
        "organization": who.company,
        "given-name": who.given_name,
        "family-name": who.family_name,
        "name": f"{who.given_name} {who.family_name}",
        "address-level2": who.town,
        "postal-code": who.postal_code,
    }
    words = known.get(getattr(question, "autocomplete", None) or "", moment.chance.choice(PHRASES))
    return (fitting(words, getattr(question, "max_length", None)),)


def _long_text(question: Question, moment: Moment) -> Posted:
    if getattr(question, "autocomplete", None) == "street-address":
        who = moment.person
        return (f"{who.street}\n{who.postal_code} {who.town}",)
    return (fitting(story(moment.chance), getattr(question, "max_length", None)),)


def _number(question: Question, moment: Moment) -> Posted:
    least, most = _bounds(question)
    # Many small ones and a few great ones, as amounts are.
    size = Decimal(str(round(min(moment.chance.lognormvariate(2.5, 1.4), 1e6), 2)))
    return (_said(min(least + size, most), getattr(question, "decimals", 0)),)


def _share(question: Question, moment: Moment) -> Posted:
    least, most = _bounds(question)
    share = Decimal(str(round(moment.chance.betavariate(1.5, 4), 3)))
    return (_said(least + (most - least) * share, getattr(question, "decimals", 0)),)


def _decimal(question: Question, moment: Moment) -> Posted:
    return _share(question, moment) if _bounds(question)[1] <= 100 else _number(question, moment)


def _bounds(question: Question) -> tuple[Decimal, Decimal]:
    least, most = getattr(question, "min", None), getattr(question, "max", None)
    low = Decimal(str(least if least is not None else 0))
    return low, Decimal(str(most)) if most is not None else max(low, Decimal(0)) + 1_000_000


def _said(number: Decimal, decimals: int) -> str:
    return str(number.quantize(Decimal(1).scaleb(-decimals)))


def _date(_question: Question, moment: Moment) -> Posted:
    return (_day(moment).strftime("%d/%m/%Y"),)


def _day(moment: Moment) -> date:
    """More often a recent one."""
    return moment.today - timedelta(days=int(moment.chance.expovariate(1 / 120)) + 1)


def _datetime(_question: Question, moment: Moment) -> Posted:
    return (_day(moment).strftime("%d/%m/%Y"), f"{moment.chance.randint(8, 19):02d}:30")


def _period(_question: Question, moment: Moment) -> Posted:
    first = _day(moment)
    last = min(first + timedelta(days=moment.chance.randint(1, 60)), moment.today)
    return (first.strftime("%d/%m/%Y"), last.strftime("%d/%m/%Y"))


def _address(_question: Question, moment: Moment) -> Posted:
    who = moment.person
    return (who.street, "", who.postal_code, who.town, "")


_KNOWN: Mapping[str, Callable[[Question, Moment], Posted]] = {
    "choice": _choice,
    "choices": _choices,
    "linked_choice": _linked,
    "listed": _listed,
    "matrix": _matrix,
    "ranking": _ranking,
    "text": _text,
    "long_text": _long_text,
    "integer": _number,
    "decimal": _decimal,
    "percent": _share,
    "date": _date,
    "datetime": _datetime,
    "time_period": _period,
    "address": _address,
    "confirm": lambda _question, _moment: ("yes",),
    "email": lambda _question, moment: (moment.person.email,),
    # Kept by ARCEP for works of fiction: nobody answers there.
    "phone": lambda _question, moment: (f"01 99 00 {moment.chance.randint(0, 99):02d} 01",),
    "url": lambda _question, moment: (f"https://{moment.person.email.partition('@')[2]}/",),
    "siret": lambda _question, moment: (moment.person.siret,),
    "siren": lambda _question, moment: (moment.person.siren,),
    "vat_number": lambda _question, moment: (_vat(moment.person.siren),),
    "iban": lambda _question, moment: (_iban(moment.chance),),
    "full_name": lambda _question, moment: (moment.person.given_name, moment.person.family_name),
    "signature_statement": lambda _question, moment: (
        f"{moment.person.given_name} {moment.person.family_name}",
        "yes",
    ),
}


def _vat(siren: str) -> str:
    number = f"FR{(int(siren) * 100 + 12) % 97:02d}{siren}"
    return number if tva.is_valid(number) else ""


def _iban(chance: random.Random) -> str:
    bank = f"{chance.randint(10000, 99999)}{chance.randint(0, 99999):05d}"
    account = f"{chance.randint(0, 10**11 - 1):011d}"
    key = 97 - (89 * int(bank[:5]) + 15 * int(bank[5:]) + 3 * int(account)) % 97
    national = f"{bank}{account}{key:02d}"
    return f"FR{iban.calc_check_digits(f'FR00{national}')}{national}"
