"""A crowd at a site to which something is done, and what is left of it afterwards."""

from __future__ import annotations

from collections.abc import Callable

from guarantees import market
from guarantees.crowd import Client, contributing
from guarantees.killing import Server, free_port, served
from guarantees.market import Market
from guarantees.told import Told, unkept

CLIENTS = 8

Harm = Callable[[Server, Told], None]


def maltreat(site: Market, contributions: int, harm: Harm) -> tuple[Told, list[str]]:
    """What the crowd was told while `harm` was done, and what of that is not so. `contributions` is about how
    many it makes.
    """
    told, port = Told(), free_port()
    kit = site.open()
    market.settle(kit.archive)
    # Nobody is as quick as the quickest.
    each = 2 * contributions // CLIENTS + 250
    clients = [Client(kit, port, told, each) for _ in range(CLIENTS)]
    kit.close()
    with served(site, port) as server, contributing(clients, told, site.trial.seed):
        harm(server, told)
    return told, [*told.misanswered(), *_left(site, told)]


def _left(site: Market, told: Told) -> list[str]:
    kit = site.open()
    try:
        return unkept(kit.archive, told)
    finally:
        kit.close()


def in_words(told: Told) -> str:
    return (
        f"{told.acknowledged:,} requests acknowledged for {len(told.references):,} contributions, "
        f"{told.answers['broken']:,} tried again"
    )
