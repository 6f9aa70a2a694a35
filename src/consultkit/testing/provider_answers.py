"""The forms in which a stand-in answers over HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from werkzeug.wrappers import Response

_PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def see(address: str, params: Mapping[str, str]) -> Response:
    joint = "&" if "?" in address else "?"
    location = f"{address}{joint}{urlencode(params)}" if params else address
    return Response(status=303, headers={"Location": location, "Cache-Control": "no-store"})


def page(content: str, status: int = 200) -> Response:
    return Response(content, status, _PAGE_HEADERS, content_type="text/html; charset=utf-8")


def as_json(document: Mapping[str, Any], status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(json.dumps(document), status, headers, content_type="application/json; charset=utf-8")
