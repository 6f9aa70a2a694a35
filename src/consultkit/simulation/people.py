"""People and firms that do not exist, the same ones for the same seed."""

from __future__ import annotations

import random
from dataclasses import dataclass

# fmt: off
GIVEN = (
    "Aline", "Anatole", "Basile", "Blanche", "Célestin", "Clémence", "Damien", "Delphine", "Edgar", "Élise",
    "Fanny", "Firmin", "Gaëlle", "Gaspard", "Hélène", "Hugo", "Irène", "Isidore", "Jeanne", "Joris",
    "Karim", "Léonie", "Loïc", "Lucie", "Malo", "Margaux", "Nadia", "Nestor", "Odile", "Oscar", "Pauline",
    "Perrin", "Rachida", "Rémi", "Sabine", "Solène", "Théo", "Ulysse", "Valentine", "Victor", "Yann",
    "Zélie",
)
# fmt: on
# fmt: off
FAMILY = (
    "Aubrac", "Bellanger", "Bruyère", "Cassagne", "Chastel", "Corbeau", "Darmont", "Delorge", "Estève",
    "Fauvel", "Ferrandon", "Gaillac", "Garance", "Hautbois", "Huguenin", "Jolivet", "Kerambrun",
    "Lacroisette", "Lanvaux", "Lestrade", "Maillebois", "Marsac", "Montclair", "Noirmont", "Orsoni",
    "Pasquier", "Peyrebrune", "Quéméneur", "Rivoire", "Roquebrune", "Sauvageon", "Tavernay", "Terrefort",
    "Vaubrun", "Verdelet", "Ygrec",
)
# fmt: on
# fmt: off
TRADES = (
    "Atelier", "Boutique", "Comptoir", "Établissements", "Fabrique", "Librairie", "Maison", "Manufacture",
    "Papeterie", "Quincaillerie", "Savonnerie", "Tissages",
)
# fmt: on
STREETS = ("rue des Cigognes", "quai des Brumes", "place du Marché", "chemin des Vignes", "avenue de la Gare")
TOWNS = (
    ("67000", "Strasbourg"),
    ("29000", "Quimper"),
    ("33000", "Bordeaux"),
    ("59000", "Lille"),
    ("13001", "Marseille"),
    ("69001", "Lyon"),
    ("35000", "Rennes"),
    ("87000", "Limoges"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Who answers, and the firm they answer for."""

    given_name: str
    family_name: str
    company: str
    siret: str
    street: str
    postal_code: str
    town: str

    @property
    def email(self) -> str:
        """Under `.example`, which leads nowhere (RFC 2606)."""
        return f"{_plain(self.given_name)}.{_plain(self.family_name)}@{_plain(self.company)}.example"

    @property
    def siren(self) -> str:
        return self.siret[:9]


def person(chance: random.Random) -> Person:
    """Somebody. Numbers of firms have their check digits; a real firm may have the same one by chance."""
    family = chance.choice(FAMILY)
    postal_code, town = chance.choice(TOWNS)
    return Person(
        given_name=chance.choice(GIVEN),
        family_name=family,
        company=f"{chance.choice(TRADES)} {chance.choice(FAMILY)}",
        siret=_siret(chance),
        street=f"{chance.randint(1, 120)} {chance.choice(STREETS)}",
        postal_code=postal_code,
        town=town,
    )


def _siret(chance: random.Random) -> str:
    siren = _with_check_digit(f"{chance.randint(3, 9)}{chance.randint(0, 9_999_999):07d}")
    return _with_check_digit(f"{siren}{chance.randint(1, 99):04d}")


def _with_check_digit(digits: str) -> str:
    """The number with its last digit, by the formula of Luhn."""
    doubled = (int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    total = sum(number - 9 if number > 9 else number for number in doubled)
    return f"{digits}{-total % 10}"


def _plain(text: str) -> str:
    letters = text.lower().translate(str.maketrans("éèêëàâîïôöùûüç ", "eeeeaaiioouuuc-"))
    return "".join(letter for letter in letters if letter.isalnum() or letter == "-")
