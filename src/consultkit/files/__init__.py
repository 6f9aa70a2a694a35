"""What may be handed in: formats known by their content, pictures made anew, names made safe."""

from consultkit.files.formats import FORMATS, FileFormat
from consultkit.files.names import extension_of, safe_name
from consultkit.files.refusals import FileRefused, refused_file
from consultkit.files.taking import Taken, take

__all__ = [
    "FORMATS",
    "FileFormat",
    "FileRefused",
    "Taken",
    "extension_of",
    "refused_file",
    "safe_name",
    "take",
]
