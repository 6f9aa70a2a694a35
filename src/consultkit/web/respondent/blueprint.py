"""Where the respondent's pages hang."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("respondent", __name__)
