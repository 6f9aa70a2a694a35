"""What officials read of a referral, in the first language of the consultation."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, str]

FRENCH: Words = {
    "title": "Saisine du médiateur : {company} / {other_party}",
    "confidentiality": "L'engagement de confidentialité.",
    "applicant": "L'identité du demandeur : « {what} ».",
    "other_party": "L'identité de l'autre partie.",
    "subject": "L'objet du litige.",
}
ENGLISH: Words = {
    "title": "Referral to the mediator: {company} / {other_party}",
    "confidentiality": "The undertaking of confidentiality.",
    "applicant": "The applicant's identity: “{what}”.",
    "other_party": "The identity of the other party.",
    "subject": "The subject of the dispute.",
}


def words_in(language: str) -> Words:
    return FRENCH if language == "fr" else ENGLISH
