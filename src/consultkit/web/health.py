"""Whether this process lives, and whether people can be sent to it: for the supervisor and the proxy."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

from flask.typing import ResponseReturnValue

from consultkit.doctor import READINESS, WORKER, Diagnosis, Grade, ServedSubject, examine
from consultkit.web.access import Access, open_to
from consultkit.web.extension import the_kit

_PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


@open_to(Access.EVERYBODY)
def health() -> ResponseReturnValue:
    """`ok` from every process that answers: restarting it would mend nothing else."""
    return "ok\n", _PLAIN


@open_to(Access.EVERYBODY)
def ready() -> ResponseReturnValue:
    """`ready` when all is there that a contribution needs, else 503; each with its words.

    A worker that was not seen is named and does not count: what it has to do waits for it.
    """
    subject = ServedSubject(the_kit())
    needed = examine(subject, READINESS)
    is_ready = all(one.verdict.grade is Grade.SOUND for one in needed)
    words = _words([*needed, *examine(subject, [WORKER])])
    status = HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE
    return f"{'ready' if is_ready else 'not ready'}\n{words}", status, _PLAIN


def _words(diagnoses: Iterable[Diagnosis]) -> str:
    return "".join(f"{one.verdict.grade.sign} {one.name}: {_said(one)}\n" for one in diagnoses)


def _said(one: Diagnosis) -> str:
    """What is sound tells nobody about versions and places."""
    return "sound" if one.verdict.grade is Grade.SOUND else one.verdict.said
