"""Letters to those who manage a desk: that contributions will be erased, or that something stopped it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from uuid import uuid5

from consultkit.operations.mailing import post_given
from consultkit.records import Letter, Role
from consultkit.schema import Consultation
from consultkit.storage import Transaction, accounts, persons


@dataclass(frozen=True, slots=True)
class RetentionText:
    """`subject` has a place `{title}`; `text` has `{number}`, `{day}` and `{link}`."""

    subject: str
    text: str
    day: str
    """How a day is written, for `strftime`."""


_TEXTS: Mapping[str, Mapping[str, RetentionText]] = {
    "announced": {
        "fr": RetentionText(
            "Effacement annoncé : {title}",
            """Bonjour,

La durée de conservation annoncée aux répondants arrive à son terme. À partir du {day}, {number} contributions
seront effacées, avec leurs pièces, leurs saisines et tout ce qui a été noté à leur sujet. Les résultats
comptés s'effacent avec elles ; ce qui est publié le reste.

D'ici là, établissez le rapport et les exports dont vous avez besoin. Ce qui doit être gardé plus longtemps
peut l'être, avec un motif :

{link}
""",
            "%d/%m/%Y",
        ),
        "en": RetentionText(
            "Erasure announced: {title}",
            """Hello,

The time for which respondents were told that their answers are kept is ending. From {day} on,
{number} contributions will be erased, with their files, their referrals and all that was noted about them.
The results that were counted go with them; what is published stays.

Until then, make the report and the exports that you need. What must be kept longer can be, with a reason:

{link}
""",
            "%Y-%m-%d",
        ),
    },
    "stopped": {
        "fr": RetentionText(
            "Effacement interrompu : {title}",
            """Bonjour,

La durée de conservation de {number} contributions est échue, et leur effacement a été interrompu le {day}.
La page suivante dit pourquoi ; il sera tenté de nouveau toutes les heures :

{link}
""",
            "%d/%m/%Y",
        ),
        "en": RetentionText(
            "Erasure stopped: {title}",
            """Hello,

The time of keeping of {number} contributions is over, and their erasure was stopped on {day}.
This page says why; it is tried again every hour:

{link}
""",
            "%Y-%m-%d",
        ),
    },
}


def tell_managers(
    tx: Transaction,
    letter: str,
    consultation: Consultation,
    address: str,
    *,
    at: datetime,
    number: int,
    day: datetime,
) -> None:
    """`letter` is `announced` or `stopped`; once a day to each. `address` is that of the page of the desk."""
    for official in accounts.colleagues(tx, consultation.id):
        if official.role is Role.MANAGER and official.email:
            known = persons.language_of_account(tx, official.id)
            language = known if known in _TEXTS[letter] else "fr"
            words, local = _TEXTS[letter][language], day.astimezone(consultation.window.zone)
            text = words.text.format(number=number, day=local.strftime(words.day), link=address)
            title = " ".join(consultation.title.in_language(language).split())
            post_given(
                tx,
                Letter(words.subject.format(title=title), text, _marked_up(text)),
                official.email,
                letter_id=uuid5(official.id, f"{letter}|{consultation.id}|{at.date().isoformat()}"),
                at=at,
                language=language,
                consultation=consultation.id,
            )


def _marked_up(text: str) -> str:
    return "".join(f"<p>{escape(part)}</p>" for part in text.strip().split("\n\n"))
