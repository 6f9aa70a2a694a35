"""The command that gives the keys, run without a shell. What it writes is neither kept nor told."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from collections.abc import Mapping, Sequence

from consultkit import ConfigurationError

VARIABLE = "CONSULTKIT_KEY_COMMAND"
PATIENCE = 10.0
"""In seconds: a server that starts waits so long for a vault, and no longer."""
_BY_HAND = "Run it by hand, as the user that consultkit runs as."


def keys_of(environment: Mapping[str, str], patience: float = PATIENCE) -> str:
    """What the command of this environment writes. Raises ConfigurationError when it gives nothing.

    The variable is split into words as a shell splits them, and given to no shell.
    """
    try:
        words = shlex.split(environment.get(VARIABLE, ""))
    except ValueError:
        raise ConfigurationError(
            f"{VARIABLE} has a quotation mark that is not closed.", mend="Close it, or write none."
        ) from None
    if not words:
        raise ConfigurationError(
            f"The keys are to come from a command, and {VARIABLE} names none.",
            mend=f"Write it there, such as `{VARIABLE}='vault kv get -field=keys secret/consultkit'`.",
        )
    return _text(_output(words, patience))


def _output(words: Sequence[str], patience: float) -> bytes:
    """The command's words may hold a secret too: only its program is named, and nothing that it says."""
    try:
        # A group of its own, so that what the command itself started ends with it.
        process = subprocess.Popen(  # noqa: S603 - the operator's own words
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise ConfigurationError(
            f"The key command {words[0]} cannot be started: {error.strerror}.", mend=f"Correct {VARIABLE}."
        ) from None
    with process:
        try:
            output, _ = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise ConfigurationError(
                f"The key command {words[0]} gave nothing within {patience:g} seconds.", mend=_BY_HAND
            ) from None
    if process.returncode:
        raise ConfigurationError(
            f"The key command {words[0]} ended with {process.returncode}.", mend=_BY_HAND
        )
    return output


def _text(output: bytes) -> str:
    try:
        return output.decode()
    except UnicodeDecodeError:
        raise ConfigurationError(f"What {VARIABLE} gives is no text.", mend=_BY_HAND) from None
