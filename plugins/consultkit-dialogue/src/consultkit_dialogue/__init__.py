"""A plugin of consultkit: problems that several firms meet with one party, and what the party replies."""

from consultkit_dialogue.settings import DialogueSettings

__all__ = ["DialogueSettings"]
