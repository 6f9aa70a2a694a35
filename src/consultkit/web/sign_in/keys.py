"""The key of ours that a provider encrypts for, at the address registered there: `/auth/<name>/jwks`."""

from __future__ import annotations

from flask import jsonify
from flask.typing import ResponseReturnValue

from consultkit.errors import NotFoundError
from consultkit.identity import PublishesKeys
from consultkit.web.access import Access, open_to
from consultkit.web.extension import the_kit
from consultkit.web.sign_in.blueprint import blueprint


@blueprint.get("/auth/<provider>/jwks")
@open_to(Access.EVERYBODY)
def published_keys(provider: str) -> ResponseReturnValue:
    """The public half, as a JWKS (RFC 7517), of a way that has a key."""
    kit = the_kit()
    for consultation in kit.consultations:
        for way in kit.sign_in_ways(consultation.id):
            if way.name == provider and isinstance(way, PublishesKeys):
                return jsonify(way.published_keys())
    raise NotFoundError("There are no keys here.")
