"""The rules of a form read one question after another, as plainly as can be: what the journey must equal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .random_forms import Written


@dataclass
class Naive:
    """What is shown, what counts, and what is wrong."""

    answers: Mapping[str, Any]
    seen: list[str] = field(default_factory=list)
    counted: dict[str, Any] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)
    stopped: bool = False

    def walk(self, pages: Sequence[Written]) -> Naive:
        for page in pages:
            if not self.stopped and holds(page.get("show_if"), self.counted):
                self.walk_page(page["questions"])
        return self

    def walk_page(self, entries: Sequence[Written]) -> None:
        for entry in entries:
            if self.stopped:
                return
            if entry["type"] != "group":
                self.visit(entry)
            elif holds(entry.get("show_if"), self.counted):
                for inner in entry["questions"]:
                    self.visit(inner)

    def visit(self, asked: Written) -> None:
        if not holds(asked.get("show_if"), self.counted):
            return
        self.seen.append(asked["id"])
        if asked["type"] == "information_wall":
            self.wrong.add(asked["id"])
            self.stopped = True
        elif asked["type"] == "computed":
            self.work_out(asked)
        elif asked["type"] != "statement":
            self.judge(asked, self.answers.get(asked["id"]))

    def work_out(self, asked: Written) -> None:
        sources = [self.counted[one] for one in asked.get("sum", asked.get("count")) if one in self.counted]
        if sources:
            self.counted[asked["id"]] = sum(sources) if "sum" in asked else len(sources)

    def judge(self, asked: Written, value: Any) -> None:
        if value is None:
            self.wrong |= {asked["id"]} if asked["required"] else set()
        elif asked["type"] == "repeat":
            self.judge_rows(asked, value)
        elif asked["type"] == "choice" and not self.offers(asked, value):
            self.wrong.add(asked["id"])
        else:
            self.counted[asked["id"]] = value

    def judge_rows(self, asked: Written, rows: Sequence[Mapping[str, Any]]) -> None:
        read = [Naive(row, counted=dict(self.counted)) for row in rows]
        for row in read:
            row.walk_page(asked["questions"])
        if any(row.wrong for row in read):
            self.wrong.add(asked["id"])
            return
        own = {one["id"] for one in asked["questions"]}
        self.counted[asked["id"]] = [
            {id_: value for id_, value in row.counted.items() if id_ in own} for row in read
        ]

    def offers(self, asked: Written, value: Any) -> bool:
        code = value["code"] if isinstance(value, dict) else value
        return any(
            option["id"] == code and holds(option.get("show_if"), self.counted) for option in asked["options"]
        )


def holds(condition: Written | None, answers: Mapping[str, Any]) -> bool:
    """Whether a condition is fulfilled: a comparison, its contrary, or several together."""
    if condition is None:
        return True
    ((source, said),) = condition.items()
    if source == "not":
        return not holds(said, answers)
    if source in ("all", "any"):
        parts = [holds(part, answers) for part in said]
        return all(parts) if source == "all" else any(parts)
    value = answers.get(source)
    if value is None:
        return False
    ((word, expected),) = said.items() if isinstance(said, dict) else (("is", said),)
    plain = value.get("code", value.get("codes", value)) if isinstance(value, dict) else value
    return {
        "answered": lambda: True,
        "is": lambda: type(plain) is type(expected) and plain == expected,
        "one_of": lambda: plain in expected,
        "includes": lambda: expected in plain,
        "above": lambda: plain > expected,
    }[word]()
