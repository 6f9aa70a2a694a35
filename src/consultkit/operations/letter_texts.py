"""The words of our letters, in each language that we write, by what they are for."""

from __future__ import annotations

from collections.abc import Mapping

from consultkit.operations.draft_letters import DRAFT_LETTERS
from consultkit.operations.letter_text import LetterText
from consultkit.operations.notice_texts import NOTICES

_CHOOSE_PASSWORD: Mapping[str, LetterText] = {
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

_JOIN: Mapping[str, LetterText] = {
    "fr": LetterText(
        "Joindre un moyen de connexion à votre compte : {title}",
        """Bonjour,

Sur « {title} », une personne connectée autrement (par FranceConnect ou ProConnect) demande à joindre ce moyen
de connexion au compte de cette adresse : elle verra tout ce que ce compte contient.

Si c'est vous, ouvrez ce lien dans le navigateur où vous êtes connecté :

{link}

Il sert une seule fois, jusqu'au {expires}.

Si ce n'est pas vous, ne faites rien : rien ne changera.

Ce message est envoyé automatiquement ; personne ne lit les réponses.
""",
    ),
    "en": LetterText(
        "Join a way to sign in to your account: {title}",
        """Hello,

On “{title}”, somebody who signed in another way (with FranceConnect or ProConnect) asks to join that way to
the account of this address: they will see all that the account holds.

If it is you, open this link in the browser where you are signed in:

{link}

It works once, until {expires}.

If it is not you, do nothing: nothing will change.

This message is sent automatically; nobody reads the replies.
""",
    ),
}

_LEAVE_ADDRESS: Mapping[str, LetterText] = {
    "fr": LetterText(
        "Votre compte demande à changer d'adresse : {title}",
        """Bonjour,

Il est demandé que votre compte sur « {title} » quitte cette adresse pour une autre. Le changement se fera
quand les deux adresses l'auront confirmé.

Pour le confirmer d'ici, ouvrez ce lien :

{link}

Il sert une seule fois, jusqu'au {expires}.

Si ce n'est pas vous, n'ouvrez pas ce lien et changez votre mot de passe : quelqu'un le connaît.

Ce message est envoyé automatiquement ; personne ne lit les réponses.
""",
    ),
    "en": LetterText(
        "Your account asks to change its address: {title}",
        """Hello,

It was asked that your account on “{title}” leaves this address for another one. The change takes place when
both addresses have confirmed it.

To confirm it from here, open this link:

{link}

It works once, until {expires}.

If it is not you, do not open this link, and change your password: somebody knows it.

This message is sent automatically; nobody reads the replies.
""",
    ),
}

_TAKE_ADDRESS: Mapping[str, LetterText] = {
    "fr": LetterText(
        "Confirmez votre nouvelle adresse : {title}",
        """Bonjour,

Un compte sur « {title} » demande à prendre cette adresse.

Si c'est le vôtre, ouvrez ce lien :

{link}

Il sert une seule fois, jusqu'au {expires}.

Si vous n'avez rien demandé, ne faites rien : rien ne changera.

Ce message est envoyé automatiquement ; personne ne lit les réponses.
""",
    ),
    "en": LetterText(
        "Confirm your new address: {title}",
        """Hello,

An account on “{title}” asks to take this address.

If it is yours, open this link:

{link}

It works once, until {expires}.

If you asked for nothing, do nothing: nothing will change.

This message is sent automatically; nobody reads the replies.
""",
    ),
}


LETTERS: Mapping[str, Mapping[str, LetterText]] = {
    "choose_password": _CHOOSE_PASSWORD,
    "join": _JOIN,
    "leave_address": _LEAVE_ADDRESS,
    "take_address": _TAKE_ADDRESS,
    **DRAFT_LETTERS,
    **NOTICES,
}
"""By their words."""

LINK_PATHS: Mapping[str, str] = {
    "choose_password": "/account/password/{token}",
    "join": "/account/join/{token}",
    "leave_address": "/account/address/{token}",
    "take_address": "/account/address/{token}",
    "draft_waits": "/{consultation}/",
    "asked": "/{consultation}/",
    "followed_up": "/{consultation}/",
}
"""Where the link of a letter leads."""
