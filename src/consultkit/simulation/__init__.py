"""Campaigns that nobody answered, to try a consultation, the desk and the results before anybody does."""

from consultkit.simulation.campaign import ISSUER, SimulatedClock, Simulation, simulated
from consultkit.simulation.people import Person, person
from consultkit.simulation.values import Moment, known_types, posted_by
from consultkit.simulation.walking import answers_of

__all__ = [
    "ISSUER",
    "Moment",
    "Person",
    "SimulatedClock",
    "Simulation",
    "answers_of",
    "known_types",
    "person",
    "posted_by",
    "simulated",
]
