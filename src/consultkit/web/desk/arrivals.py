"""When and how contributions came, and where drafts were left."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from babel.dates import format_date
from flask import render_template
from flask.typing import ResponseReturnValue

from consultkit.results import Arrivals, Distribution
from consultkit.results.charts import Bar, Chart, Point, bars, line
from consultkit.web.access import Access, open_to
from consultkit.web.desk.blueprint import blueprint
from consultkit.web.desk.drawn import chart_file, drawn
from consultkit.web.desk.summary_charts import number_in_words, said_of
from consultkit.web.extension import consultation_named, the_kit
from consultkit.web.language import current_language, gettext, localised, ngettext
from consultkit.web.visitor import require_official


@blueprint.get("/<consultation>/arrivals")
@open_to(Access.OFFICIAL)
def arrivals(consultation: str) -> ResponseReturnValue:
    """Counted as contributions were sent: nobody is followed to know it."""
    official, found = require_official(consultation), consultation_named(consultation)
    came = the_kit().results.arrivals(official)
    return render_template(
        "desk/arrivals.html",
        consultation=found,
        arrivals=came,
        minutes=_minutes_in_words(came.minutes) if came.minutes else "",
        charts=drawn(charts_of(came), "desk.arrivals_chart", consultation),
    )


@blueprint.get("/<consultation>/arrivals/chart.<any(svg, png, csv):ending>")
@open_to(Access.OFFICIAL)
def arrivals_chart(consultation: str, ending: str) -> ResponseReturnValue:
    """One of its charts as a file."""
    official = require_official(consultation)
    return chart_file(charts_of(the_kit().results.arrivals(official)), ending)


def charts_of(came: Arrivals) -> dict[str, Chart]:
    """By day, by hour, by page, by way of signing in, by device, and by the time that it took."""
    if not came.sent:
        return {}
    sent = ngettext("%(num)s contribution sent", "%(num)s contributions sent", came.sent) % {"num": came.sent}
    number = gettext("Number")
    days = [Point(_day(day), count, str(count)) for day, count in came.by_day]
    hours = [Point(f"{hour} h", count, str(count)) for hour, count in enumerate(came.by_hour)]
    drawn = {
        "days": line(gettext("By day"), sent, days, (gettext("Day"), number)),
        "hours": line(gettext("By hour of the day"), sent, hours, (gettext("Hour"), number)),
        "pages": _pages(came),
        "ways": _counted(gettext("By way of signing in"), sent, [(_way(way), n) for way, n in came.by_way]),
        "devices": _counted(gettext("By device"), sent, [(_device(one), n) for one, n in came.by_device]),
    }
    drawn = {name: chart for name, chart in drawn.items() if chart.rows}
    return drawn | ({"minutes": _minutes(came.minutes)} if came.minutes else {})


def _pages(came: Arrivals) -> Chart:
    begun = came.pages[0].reached if came.pages else 0
    told = ngettext("%(num)s draft begun", "%(num)s drafts begun", begun) % {"num": begun}
    given = [
        Bar(localised(one.page.title), one.reached, _reached(one.reached, one.left)) for one in came.pages
    ]
    return bars(gettext("How far they came"), told, given, (gettext("Page"), gettext("Number")), begun)


def _reached(reached: int, left: int) -> str:
    return f"{number_in_words(Decimal(reached))} (−{number_in_words(Decimal(left))})"


def _counted(title: str, description: str, counts: list[tuple[str, int]]) -> Chart:
    whole = sum(n for _, n in counts)
    given = [Bar(label, n, said_of(n, n / whole)) for label, n in counts]
    return bars(title, description, given, (title, gettext("Number")), whole)


def _minutes(minutes: Distribution) -> Chart:
    given = [
        Bar(_band(band.least, band.below), band.count, said_of(band.count, band.count / minutes.count))
        for band in minutes.bands
    ]
    headings = (gettext("Minutes"), gettext("Number"))
    return bars(
        gettext("Time from the first answer to the sending"), _minutes_in_words(minutes), given, headings
    )


def _minutes_in_words(minutes: Distribution) -> str:
    return gettext(
        "Half took %(median)s minutes at most, pauses included; the middle half, from %(lower)s to %(upper)s."
    ) % {
        "median": number_in_words(minutes.median),
        "lower": number_in_words(minutes.lower_quartile),
        "upper": number_in_words(minutes.upper_quartile),
    }


def _band(least: Decimal, below: Decimal) -> str:
    told = {"least": number_in_words(least), "below": number_in_words(below)}
    return gettext("From %(least)s to less than %(below)s") % told


def _day(day: date) -> str:
    return format_date(day, "d MMM", locale=current_language())


def _way(way: str) -> str:
    """Names of providers are the same in every language."""
    known = {
        "account": gettext("Account of their own"),
        "entry": gettext("Entered by an official"),
        "franceconnect": "FranceConnect",
        "franceconnect_plus": "FranceConnect+",
        "proconnect": "ProConnect",
    }
    return known.get(way, way)


def _device(device: str) -> str:
    known = {"phone": gettext("Telephone"), "tablet": gettext("Tablet"), "computer": gettext("Computer")}
    return known.get(device, device)
