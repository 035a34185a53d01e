"""What counts as a document that an approval may refer to (domain E6): a file with something in it, plainly named."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from uuid import UUID

from chassis.errors import FieldError, Text

FILE_NAME_LENGTH_MAX = 200
SUFFIX_LENGTH_MAX = 20
UNNAMED = "document"
UNKNOWN_TYPE = "application/octet-stream"

# What a browser may be told a file is: types that it shows or saves, and never runs.
SAFE_TYPES = frozenset(
    {
        "application/pdf",
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "image/jpeg",
        "image/png",
        "image/tiff",
        "text/csv",
        "text/plain",
    }
)
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")

FILE_EMPTY = FieldError("/file", "FILE_EMPTY", Text("The file is empty", "文件为空"))
UNKNOWN_DOCUMENT = Text("There is no such document here", "未找到该文件")
DOCUMENT_REPEATED = Text("This document stands in the list already", "该文件重复引用")
ONE_FILE_ONLY = FieldError("/file", "ONE_FILE_ONLY", Text("Send one file at a time", "每次只能上传一个文件"))


def plain_name(sent: str | None) -> str:
    """The file's name without path, control or direction characters, at most 200 characters, the ending kept.

    A name is shown to those who approve: it must not hide its ending or pass for another one.
    """
    last = (sent or "").replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(
        character for character in last if unicodedata.category(character)[0] not in "CZ" or character == " "
    )
    name = shown.strip()
    if name.strip(".") == "":
        return UNNAMED
    suffix = PurePosixPath(name).suffix
    suffix = suffix if len(suffix) <= SUFFIX_LENGTH_MAX else ""
    return name.removesuffix(suffix)[: FILE_NAME_LENGTH_MAX - len(suffix)] + suffix


def plain_type(sent: str | None) -> str:
    """The media type as declared, in lower case and without parameters; unknown when it is not one."""
    declared = (sent or "").partition(";")[0].strip().lower()
    return declared if _MEDIA_TYPE.fullmatch(declared) else UNKNOWN_TYPE


def type_to_serve(media_type: str) -> str:
    """The media type a stored file is handed out with: its own if that is a safe one, else bytes of unknown kind."""
    return media_type if media_type in SAFE_TYPES else UNKNOWN_TYPE


def reference_faults(
    ids: Sequence[UUID], known: Mapping[UUID, object] | frozenset[UUID], pointer: str
) -> list[FieldError]:
    """The faults of a list of document ids: those that are not here, and those that stand twice."""
    faults = []
    for place, identity in enumerate(ids):
        if identity not in known:
            faults.append(FieldError(f"{pointer}/{place}", "UNKNOWN_DOCUMENT", UNKNOWN_DOCUMENT))
        elif identity in ids[:place]:
            faults.append(FieldError(f"{pointer}/{place}", "DOCUMENT_REPEATED", DOCUMENT_REPEATED))
    return faults
