"""What a consultation asks of an identity provider, in the words of the person whom it is about."""

from __future__ import annotations

from collections.abc import Mapping

from consultkit.schema import SignInRule
from consultkit.web.language import gettext


def told_by(rule: SignInRule) -> tuple[str, ...]:
    """One entry a scope, in the order of the file; none when nothing but a key is asked."""
    words = _words()
    return tuple(words.get(scope, scope) for scope in rule.ask)


def _words() -> Mapping[str, str]:
    return {
        "identite_pivot": gettext("your civil status (names, gender, date and place of birth)"),
        "profile": gettext("your names, your gender and your date of birth"),
        "birth": gettext("your place of birth"),
        "given_name": gettext("your first names"),
        "family_name": gettext("your last name at birth"),
        "usual_name": gettext("your last name"),
        "preferred_username": gettext("the last name that you use"),
        "gender": gettext("your gender"),
        "birthdate": gettext("your date of birth"),
        "birthplace": gettext("the town where you were born"),
        "birthcountry": gettext("the country where you were born"),
        "email": gettext("your e-mail address"),
        "phone": gettext("your telephone number"),
        "siret": gettext("the SIRET number of your establishment"),
        "siren": gettext("the SIREN number of your organisation"),
        "organization_label": gettext("the name of your organisation"),
        "roles": gettext("whether you work for the State or a local authority"),
        "uid": gettext("the identifier that your employer knows you by"),
    }
