"""Letters that only say what happened, and what to do if it was somebody else."""

from __future__ import annotations

from collections.abc import Mapping

from consultkit.operations.letter_text import LetterText


def _notice(french: tuple[str, str], english: tuple[str, str]) -> Mapping[str, LetterText]:
    return {
        "fr": LetterText(f"{french[0]} : {{title}}", _FRENCH_NOTICE.format(what=french[1])),
        "en": LetterText(f"{english[0]}: {{title}}", _ENGLISH_NOTICE.format(what=english[1])),
    }


_FRENCH_NOTICE = """Bonjour,

Sur « {{title}} », {what}

Si c'est vous, il n'y a rien à faire. Sinon, choisissez aussitôt un nouveau mot de passe depuis la page de
connexion, et écrivez au contact de la consultation.

Ce message est envoyé automatiquement ; personne ne lit les réponses.
"""
_ENGLISH_NOTICE = """Hello,

On “{{title}}”, {what}

If it was you, there is nothing to do. Otherwise choose a new password at once from the sign-in page, and
write to the contact of the consultation.

This message is sent automatically; nobody reads the replies.
"""

NOTICES: Mapping[str, Mapping[str, LetterText]] = {
    "address_taken": _notice(
        ("Cette adresse a déjà un compte", "un compte demande à prendre cette adresse, qui en a déjà un."),
        ("This address has an account", "an account asks to take this address, which has one already."),
    ),
    "address_changed": _notice(
        ("Votre compte a changé d'adresse", "votre compte a quitté cette adresse pour une autre."),
        ("Your account has another address", "your account has left this address for another one."),
    ),
    "password_changed": _notice(
        ("Votre mot de passe a changé", "le mot de passe de votre compte vient de changer."),
        ("Your password has changed", "the password of your account has just been changed."),
    ),
    "account_deleted": _notice(
        ("Votre compte est supprimé", "votre compte vient d'être supprimé, avec ses brouillons."),
        ("Your account is deleted", "your account has just been deleted, with its drafts."),
    ),
    "withdrawn": _notice(
        (
            "Votre contribution est retirée",
            "une contribution envoyée par vous vient d'être retirée : elle n'est plus étudiée ni comptée.",
        ),
        (
            "Your contribution is withdrawn",
            "a contribution that you sent was just withdrawn: it is neither studied nor counted any more.",
        ),
    ),
    "second_factor_changed": _notice(
        (
            "Votre second facteur a changé",
            "le second facteur de votre compte (application, clé d'accès ou codes) vient de changer.",
        ),
        (
            "Your second factor has changed",
            "the second factor of your account (application, passkey or codes) has just been changed.",
        ),
    ),
    "recovery_code_used": _notice(
        (
            "Un code de secours a servi",
            "un code de secours de votre compte vient de servir à la place du second facteur.",
        ),
        (
            "A recovery code was used",
            "a recovery code of your account was just used in the place of the second factor.",
        ),
    ),
    "ways_changed": _notice(
        (
            "Un moyen de connexion a changé",
            "un moyen de connexion vient d'être joint à votre compte, ou retiré.",
        ),
        ("A way to sign in has changed", "a way to sign in was just joined to your account, or removed."),
    ),
}
