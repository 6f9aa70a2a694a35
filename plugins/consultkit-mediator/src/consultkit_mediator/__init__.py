"""A plugin of consultkit: it puts a contribution before the business mediator."""

from consultkit_mediator.settings import MediatorSettings

__all__ = ["MediatorSettings"]
