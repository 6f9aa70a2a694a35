"""Answers to the campaign, as the form keeps them. Firms and people are invented."""

from __future__ import annotations

from consultkit import Json

PUBLISHER: dict[str, Json] = {
    "qualite": "entreprise",
    "siret": "73282932000074",
    "raison_sociale": "Éditions du Val d'Argent",
    "adresse": "3 rue des Cigognes\n67000 Strasbourg",
    "effectif": "02",
    "ca_annuel": "500k_2m",
    "civilite": "madame",
    "nom": "Kœnig",
    "prenom": "Élise",
    "fonction": "Gérante",
    "courriel": "elise.koenig@editions-val-argent.example",
    "mobile": "+33612345678",
    "plateforme": "amazon",
    "entite_plateforme": "Amazon Services Europe",
    "pays_plateforme": "Luxembourg",
    "vendeur_depuis": "2012-03-01",
    "part_ca": "20.0",
    "pratiques": ["dereferencement_offres", "documents_comptables", "absence_interlocuteur"],
    "date_debut": "2018-06-18",
    "perimetre": "certaines_offres",
    "nombre_offres": 140,
    "preavis": False,
    "motif": False,
    "retabli": False,
    "recit": (
        "Du jour au lendemain, nos bandes dessinées ont disparu de la plateforme, qui faisait environ 20 % "
        "de notre chiffre d'affaires. Aucun motif. Impossible d'obtenir les pièces comptables de nos ventes, "
        "et personne à qui parler : les formulaires renvoient des réponses automatiques."
    ),
    "contact_plateforme": True,
    "contact_reponse": "automatique",
    "contact_le": "2018-10-02",
    "recours_interne": True,
    "mediation_anterieure": False,
    "action_judiciaire": False,
    "procedure_collective": "non",
    "perte_ca_pct": "20.0",
    "urgence_noel": True,
    "solutions": ["retablissement", "motif_ecrit", "interlocuteur", "documents_comptables"],
    "pieces": ["echanges", "captures"],
    "partage_plateforme": "sans_identite",
    "saisine_mediateur": True,
    "engagement_confidentialite": True,
    "temoignage": False,
    "exactitude": True,
}
"""The launch case told by the press: a family publisher delisted overnight, about 20 % of its turnover lost,
no accounting documents to be had, no one to talk to."""
