"""The words of the daily letter, in each language that we write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consultkit.records import Deadline


@dataclass(frozen=True, slots=True)
class DigestText:
    """`lines` are by what they count; each has a place `{number}`."""

    subject: str
    body: str
    html: str
    lines: Mapping[str, str]
    too_many: str
    language: str
    day: str
    """How a day is written, for `strftime`."""

    def due(self, deadline: Deadline) -> str:
        """A line about it."""
        return f"{deadline.day.strftime(self.day)} – {deadline.words[self.language]}"


DIGESTS: Mapping[str, DigestText] = {
    "fr": DigestText(
        subject="Ce qui attend au bureau : {title}",
        body="""Bonjour,

{lines}

Pour y travailler, connectez-vous :

{link}

Ce message est envoyé automatiquement, une fois par jour ouvré, quand quelque chose attend.
""",
        html='<p>Bonjour,</p><ul>{lines}</ul><p><a href="{link}">Aller au bureau</a></p>'
        "<p>Ce message est envoyé automatiquement, une fois par jour ouvré, quand quelque chose attend.</p>",
        lines={
            "received": "Contributions reçues depuis le dernier jour ouvré : {number}",
            "unread": "Contributions que personne n'a encore étudiées : {number}",
            "troubled": "Saisines bloquées ou refusées : {number}",
            "ending": "Demandes aux répondants dont le délai finit sous deux jours : {number}",
            "answered": "Formulaires remplis par des répondants depuis le dernier jour ouvré : {number}",
            "mentions": "Contributions en cours dont une note vous mentionne : {number}",
        },
        too_many="C'est plus que le plafond de contributions non étudiées, qui est de {number}.",
        language="fr",
        day="%d/%m/%Y",
    ),
    "en": DigestText(
        subject="What waits at the desk: {title}",
        body="""Hello,

{lines}

To work on it, sign in:

{link}

This message is sent automatically, once a working day, when something waits.
""",
        html='<p>Hello,</p><ul>{lines}</ul><p><a href="{link}">Go to the desk</a></p>'
        "<p>This message is sent automatically, once a working day, when something waits.</p>",
        lines={
            "received": "Contributions received since the last working day: {number}",
            "unread": "Contributions that nobody has studied yet: {number}",
            "troubled": "Referrals that are stuck or were refused: {number}",
            "ending": "Questions to respondents whose term ends within two days: {number}",
            "answered": "Forms that respondents filled in since the last working day: {number}",
            "mentions": "Contributions in hand with a note that mentions you: {number}",
        },
        too_many="That is more than the quota of contributions nobody has studied, which is {number}.",
        language="en",
        day="%Y-%m-%d",
    ),
}
"""The first is for who has not chosen a language."""
