"""Sentences that somebody might write about what happened to them, whatever the consultation is about."""

from __future__ import annotations

import random

WHEN = (
    "Début septembre",
    "Un lundi matin",
    "Depuis trois mois",
    "La veille d'un week-end",
    "Juste avant l'été",
)
WHAT = (
    "tout s'est arrêté sans un mot",
    "nous avons reçu un message que personne ne sait expliquer",
    "la règle a changé alors que rien ne l'annonçait",
    "notre dossier a été fermé par une machine",
    "la moitié de nos recettes a disparu",
    "on nous demande des pièces que nous avons déjà données",
)
THEN = (
    "J'ai écrit quatre fois, et chaque réponse était la même.",
    "Au téléphone, on me renvoie au formulaire, qui me renvoie au téléphone.",
    "Mon comptable attend toujours les justificatifs.",
    "Deux salariées travaillent avec moi et je ne sais que leur dire.",
    "Nous avons gardé toutes les captures d'écran.",
    "La décision serait automatique, mais nul ne dit sur quoi elle repose.",
    "Un confrère du même village raconte exactement la même chose.",
    "Je n'ose pas me plaindre trop fort, de peur que cela empire.",
)
WISH = (
    "J'attends seulement qu'on me dise pourquoi.",
    "Il nous faut un interlocuteur qui ait un nom.",
    "Un préavis de deux semaines aurait suffi.",
    "Que l'on nous rende ce qui est à nous, et nous n'en parlerons plus.",
)
CAMPAIGN = (
    "Comme tous les membres de notre groupement, je demande que cesse cette situation.",
    "Les petites entreprises ne peuvent pas se défendre seules contre des décisions sans visage.",
    "Nous demandons un préavis, un motif écrit et une personne à qui parler.",
)
"""What a group asks its members to copy: some share of them do, with or without words of their own."""
PHRASES = ("Gérante", "Artisan", "Responsable des ventes", "Sans objet", "Voir plus haut", "À préciser")


def story(chance: random.Random) -> str:
    """Three to six sentences; every tenth person copies what their group wrote."""
    own = [
        f"{chance.choice(WHEN)}, {chance.choice(WHAT)}.",
        *chance.sample(THEN, chance.randint(1, 4)),
        chance.choice(WISH),
    ]
    if chance.random() < 0.1:
        return " ".join([*chance.sample(own, chance.randint(0, 2)), *CAMPAIGN])
    return " ".join(own)


def fitting(text: str, longest: int | None) -> str:
    """As many of its sentences as there is room for."""
    if longest is None or len(text) <= longest:
        return text
    return text[: longest + 1].rpartition(". ")[0][:longest] or text[:longest]
