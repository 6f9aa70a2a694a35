"""What the letter says, in each language that it is written in. `{named}` places are filled in as texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One language."""

    subject: str
    hello: str
    received: str
    reference: str
    at: str
    read: str
    keep: str
    goodbye: str


WORDS: Mapping[str, Words] = {
    "fr": Words(
        subject="Votre contribution est bien reçue : {title}",
        hello="Bonjour,",
        received="Votre contribution à « {title} » a bien été reçue.",
        reference="Référence",
        at="Reçue le",
        read="Relire ma contribution",
        keep="Gardez cette référence : elle vous sera demandée pour toute question.",
        goodbye="Ce message est envoyé automatiquement ; personne ne lit les réponses.",
    ),
    "en": Words(
        subject="Your contribution has been received: {title}",
        hello="Hello,",
        received="Your contribution to “{title}” has been received.",
        reference="Reference",
        at="Received on",
        read="Read my contribution again",
        keep="Keep this reference: it will be asked for with any question.",
        goodbye="This message is sent automatically; nobody reads the replies.",
    ),
}
