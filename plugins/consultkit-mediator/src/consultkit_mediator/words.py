"""What officials read of a referral, in the first language of the consultation."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, str]

FRENCH: Words = {
    "title": "Saisine du médiateur : {company} / {other_party}",
    "lacks_confidentiality": "L'engagement de confidentialité.",
    "lacks_applicant": "L'identité du demandeur : « {what} ».",
    "lacks_other_party": "L'identité de l'autre partie.",
    "lacks_subject": "L'objet du litige.",
    "reference": "Référence :",
    "undertakings": "Engagements :",
    "undertaken": "le demandeur accepte la saisine et s'engage à la confidentialité.",
    "applicant": "Le demandeur",
    "other_party": "L'autre partie",
    "subject_title": "L'objet du litige",
    "facts_title": "Les faits",
    "previous_steps_title": "Les démarches déjà faites",
    "situation_title": "La situation",
    "company_term": "Raison sociale",
    "siret_term": "SIRET",
    "address_term": "Adresse",
    "family_name_term": "Nom",
    "given_name_term": "Prénom",
    "email_term": "Courriel",
    "mobile_term": "Téléphone mobile",
    "headcount_term": "Effectif",
    "name_term": "Dénomination",
    "legal_entity_term": "Entité juridique",
    "country_term": "Pays",
    "vat_term": "Numéro de TVA",
    "readme": "Dossier {reference}\n\nsaisine.json : la saisine, décrite par referral.schema.json.\n",
    "readme_pdf": "saisine.pdf : la même, à lire.\n",
    "readme_no_pdf": "Ce service ne produit pas de PDF : saisine.json contient toute la saisine.\n",
    "readme_files": "pieces/ : {count} pièce(s) jointe(s).\n",
    "readme_held_back": "{count} autre(s) pièce(s) n'ont pas été jugées saines et ne sont pas remises.\n",
}
ENGLISH: Words = {
    "title": "Referral to the mediator: {company} / {other_party}",
    "lacks_confidentiality": "The undertaking of confidentiality.",
    "lacks_applicant": "The applicant's identity: “{what}”.",
    "lacks_other_party": "The identity of the other party.",
    "lacks_subject": "The subject of the dispute.",
    "reference": "Reference:",
    "undertakings": "Undertakings:",
    "undertaken": "the applicant agrees to the referral and undertakes to keep it confidential.",
    "applicant": "The applicant",
    "other_party": "The other party",
    "subject_title": "The subject of the dispute",
    "facts_title": "The facts",
    "previous_steps_title": "Steps taken already",
    "situation_title": "The situation",
    "company_term": "Company",
    "siret_term": "SIRET",
    "address_term": "Address",
    "family_name_term": "Last name",
    "given_name_term": "First name",
    "email_term": "E-mail",
    "mobile_term": "Mobile telephone",
    "headcount_term": "Staff",
    "name_term": "Name",
    "legal_entity_term": "Legal entity",
    "country_term": "Country",
    "vat_term": "VAT number",
    "readme": "Case {reference}\n\nsaisine.json: the referral, described by referral.schema.json.\n",
    "readme_pdf": "saisine.pdf: the same, to be read.\n",
    "readme_no_pdf": "This service makes no PDF: saisine.json holds the whole referral.\n",
    "readme_files": "pieces/: {count} attachment(s).\n",
    "readme_held_back": "{count} more were not found clean, and are not handed over.\n",
}


def words_in(language: str) -> Words:
    return FRENCH if language == "fr" else ENGLISH
