"""What was chosen, whether or not words of the respondent's own come with it.

`other`, or `{"code": "other", "text": …}`; a list of ids, or `{"codes": […], "texts": {"other": …}}`.
"""

from __future__ import annotations

from collections.abc import Mapping

from consultkit.records import Json


def codes_alone(value: Json) -> Json:
    """The id or the list of ids; a value of any other shape as it is."""
    if not isinstance(value, dict):
        return value
    if value.keys() == {"code", "text"}:
        return value["code"]
    return value["codes"] if value.keys() == {"codes", "texts"} else value


def texts_of(value: Json) -> Mapping[str, str]:
    """The words that came with what was chosen, by the option's id."""
    if not isinstance(value, dict):
        return {}
    texts = value.get("texts") if "codes" in value else {str(value.get("code")): value.get("text")}
    return {code: str(text) for code, text in texts.items()} if isinstance(texts, dict) else {}


def with_text(code: str, texts: Mapping[str, str]) -> Json:
    """The value of one choice."""
    return {"code": code, "text": texts[code]} if code in texts else code


def with_texts(codes: list[Json], texts: Mapping[str, str]) -> Json:
    """The value of several."""
    return {"codes": codes, "texts": dict(texts)} if texts else codes
