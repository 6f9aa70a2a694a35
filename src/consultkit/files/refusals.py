"""Why a file is not taken."""

from __future__ import annotations

from consultkit.errors import AnswerFault


class FileRefused(Exception):  # noqa: N818 - it says what became of the file, as AnswerRefused does
    """A file that is not taken; `fault` is the instruction to show. It may name the file by `{name}`."""

    def __init__(self, fault: AnswerFault) -> None:
        super().__init__(fault.message)
        self.fault = fault

    def of(self, name: str) -> FileRefused:
        """The same, of the file of this name."""
        params = {**self.fault.params, "name": name}
        return FileRefused(AnswerFault(self.fault.code, self.fault.message, params))


def refused_file(code: str, message: str, **params: str | int) -> FileRefused:
    """`message` is an English msgid, an instruction, with `{named}` places for the params."""
    return FileRefused(AnswerFault(code, message, params))


def not_what_it_says(extension: str) -> FileRefused:
    return refused_file(
        "content",
        "Choose another file: “{name}” is not a {extension} file, or it is damaged.",
        extension=extension.upper(),
    )


def locked() -> FileRefused:
    return refused_file("locked", "Remove the password of “{name}”, then choose it again.")
