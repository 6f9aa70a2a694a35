"""The words of our letters, in each language that we write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LetterText:
    """A subject and a plain text, with `{named}` places."""

    subject: str
    body: str


CHOOSE_PASSWORD: Mapping[str, LetterText] = {
    "fr": LetterText(
        "Choisissez votre mot de passe : {title}",
        """Bonjour,

Vous avez demandé à accéder à « {title} » avec cette adresse.

Pour confirmer qu'elle est à vous et choisir votre mot de passe, ouvrez ce lien :

{link}

Il sert une seule fois, jusqu'au {expires}.

Si vous n'avez rien demandé, ne faites rien : sans ce lien, personne ne peut choisir de mot de passe.

Ce message est envoyé automatiquement ; personne ne lit les réponses.
""",
    ),
    "en": LetterText(
        "Choose your password: {title}",
        """Hello,

You asked for access to “{title}” with this address.

To confirm that it is yours and to choose your password, open this link:

{link}

It works once, until {expires}.

If you asked for nothing, do nothing: without this link nobody can choose a password.

This message is sent automatically; nobody reads the replies.
""",
    ),
}
