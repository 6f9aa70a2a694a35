"""The charts of a summary, in the visitor's language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from consultkit.results import Band, Counted, Distribution, QuestionSummary, Summary
from consultkit.results.charts import Bar, Chart, Point, bars, line
from consultkit.schema import Question
from consultkit.web.language import current_language, gettext, localised, ngettext

MOST_BARS = 20
"""Of long lists, those that were given most often are drawn; the table under them has all that are."""


def charts_of(summary: Summary) -> dict[str, Chart]:
    """By the name of the question in the counts: `rows[].name` for what is asked in rows."""
    drawn: dict[str, Chart | None] = {}
    for summed in summary.questions:
        name = summed.strand.name
        drawn[name] = chart_of(summed.counted, title_of(summed), summed)
        for inner in summed.in_rows:
            its = inner.by_row
            drawn[f"{name}[].{inner.question.id}"] = chart_of(its, localised(its.question.label))
    return {name: chart for name, chart in drawn.items() if chart is not None}


def chart_of(counted: Counted, title: str, summed: QuestionSummary | None = None) -> Chart | None:
    """None where there is nothing to draw: texts are read, and what is sealed is not counted."""
    if counted.codes:
        return _of_codes(counted, title, summed)
    if counted.numbers:
        return _of_numbers(counted.question, counted.numbers, title)
    return _of_months(counted, title) if counted.months else None


def title_of(summed: QuestionSummary) -> str:
    """The label; where the id is another question's by now, with the last version that asked this one."""
    label = localised(summed.question.label)
    return f"{label} (version {summed.until})" if summed.until else label


def number_in_words(number: Decimal) -> str:
    """As the visitor's language writes it."""
    return str(format_decimal(number, locale=current_language()))


def measure_in_words(question: Question, number: Decimal) -> str:
    """With the unit of the question, if it has one."""
    unit = getattr(question, "sign", None) or getattr(question, "unit", None)
    said = number_in_words(number)
    return f"{said}\u00a0{localised(unit)}" if unit else said


def month_in_words(month: str) -> str:
    """« novembre 2018 »."""
    year, _, number = month.partition("-")
    return format_date(date(int(year), int(number), 1), "MMMM y", locale=current_language())


def said_of(count: int, share: float) -> str:
    """« 12 (34 %) »."""
    return f"{number_in_words(Decimal(count))} ({round(100 * share)}\u00a0%)"


def _of_codes(counted: Counted, title: str, summed: QuestionSummary | None) -> Chart:
    language = current_language()
    label_of = summed.code_label if summed else counted.question.code_label
    given = [
        Bar(label_of(one.code, language), one.count, said_of(one.count, float(one.share)))
        for one in counted.codes
    ]
    if len(given) > MOST_BARS:
        given = sorted(given, key=lambda one: -one.value)[:MOST_BARS]
    return bars(
        title, _answers(counted.answered), given, (gettext("Answer"), gettext("Number")), counted.answered
    )


def _of_numbers(question: Question, numbers: Distribution, title: str) -> Chart:
    given = [
        Bar(_band(question, band, numbers), band.count, said_of(band.count, band.count / numbers.count))
        for band in numbers.bands
    ]
    return bars(title, middle_in_words(question, numbers), given, (gettext("Band"), gettext("Number")))


def middle_in_words(question: Question, numbers: Distribution) -> str:
    """Where the middle of the numbers lies, and between which the middle half."""
    said = {
        name: measure_in_words(question, getattr(numbers, name))
        for name in ("least", "lower_quartile", "median", "upper_quartile", "most")
    }
    return (
        gettext(
            "Half are at most %(median)s; the middle half lies between %(lower_quartile)s and "
            "%(upper_quartile)s; all between %(least)s and %(most)s."
        )
        % said
    )


def _band(question: Question, band: Band, numbers: Distribution) -> str:
    if band.least == band.below:
        return measure_in_words(question, band.least)
    if band is numbers.bands[-1]:
        return gettext("From %(least)s on") % {"least": measure_in_words(question, band.least)}
    return gettext("From %(least)s to less than %(below)s") % {
        "least": number_in_words(band.least),
        "below": measure_in_words(question, band.below),
    }


def _of_months(counted: Counted, title: str) -> Chart:
    points = [Point(month_in_words(month), count, str(count)) for month, count in counted.months]
    return line(title, _answers(counted.answered), points, (gettext("Month"), gettext("Number")))


def _answers(number: int) -> str:
    return ngettext("%(num)s answer", "%(num)s answers", number) % {"num": number}
