"""Where the pages about one's own account hang."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("account", __name__, url_prefix="/account")
