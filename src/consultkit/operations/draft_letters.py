"""Letters about what waits for its respondent. They hold no answer."""

from __future__ import annotations

from collections.abc import Mapping

from consultkit.operations.letter_text import LetterText

_WAITS: Mapping[str, LetterText] = {
    "fr": LetterText(
        "Votre contribution n'est pas encore envoyée : {title}",
        """Bonjour,

Vous avez commencé une contribution à « {title} » et ne l'avez pas encore envoyée. La consultation ferme
le {closes}.

Pour la relire, la compléter et l'envoyer, connectez-vous :

{link}

Si vous ne voulez plus l'envoyer, il n'y a rien à faire : votre brouillon sera supprimé le {kept_until}.

Ce message est envoyé automatiquement ; personne ne lit les réponses.
""",
    ),
    "en": LetterText(
        "Your contribution is not sent yet: {title}",
        """Hello,

You began a contribution to “{title}” and have not sent it yet. The consultation closes on {closes}.

To read it again, complete it and send it, sign in:

{link}

If you do not want to send it any more, there is nothing to do: your draft is deleted on {kept_until}.

This message is sent automatically; nobody reads the replies.
""",
    ),
}

_DELETED: Mapping[str, LetterText] = {
    "fr": LetterText(
        "Votre brouillon est supprimé : {title}",
        """Bonjour,

La consultation « {title} » est close, et votre brouillon n'a pas été envoyé. Comme annoncé, il vient d'être
supprimé, avec tout ce qu'il contenait.

Ce message est envoyé automatiquement ; personne ne lit les réponses.
""",
    ),
    "en": LetterText(
        "Your draft is deleted: {title}",
        """Hello,

The consultation “{title}” is closed, and your draft was not sent. As announced, it has just been deleted with
all that it held.

This message is sent automatically; nobody reads the replies.
""",
    ),
}

_ASKED: Mapping[str, LetterText] = {
    "fr": LetterText(
        "On vous demande de compléter votre contribution : {title}",
        """Bonjour,

La personne qui étudie votre contribution à « {title} » vous demande un document ou une précision.

Pour lire sa demande et y répondre, connectez-vous avant le {until} :

{link}

Ce message est envoyé automatiquement ; personne ne lit les réponses.
""",
    ),
    "en": LetterText(
        "You are asked to complete your contribution: {title}",
        """Hello,

Whoever studies your contribution to “{title}” asks you for a document or for something more.

To read what is asked and to answer, sign in before {until}:

{link}

This message is sent automatically; nobody reads the replies.
""",
    ),
}

_FOLLOWED: Mapping[str, LetterText] = {
    "fr": LetterText(
        "Des nouvelles de votre contribution : {title}",
        """Bonjour,

Une question vous est posée sur une contribution que vous avez envoyée à « {title} ».

Pour la lire et y répondre, connectez-vous, puis ouvrez le récépissé de votre contribution :

{link}

Ce message est envoyé automatiquement ; personne ne lit les réponses.
""",
    ),
    "en": LetterText(
        "News of your contribution: {title}",
        """Hello,

You are asked something about a contribution that you sent to “{title}”.

To read it and to answer, sign in, then open the receipt of your contribution:

{link}

This message is sent automatically; nobody reads the replies.
""",
    ),
}

DRAFT_LETTERS: Mapping[str, Mapping[str, LetterText]] = {
    "draft_waits": _WAITS,
    "draft_deleted": _DELETED,
    "asked": _ASKED,
    "followed_up": _FOLLOWED,
}
