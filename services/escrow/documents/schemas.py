"""Documents as published."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import UploadFile
from pydantic import Field, PlainSerializer, WithJsonSchema

from chassis.fields import In, Out

Digest = Annotated[
    bytes,
    PlainSerializer(bytes.hex, return_type=str),
    WithJsonSchema({"type": "string", "pattern": "^[0-9a-f]{64}$"}),
]


class UploadIn(In):
    """A form with one file in it, and nothing else."""

    file: UploadFile


class DocumentOut(Out):
    """A document that approvals refer to."""

    id: UUID
    sha256: Digest = Field(description="SHA-256 of the content, in hexadecimal.")
    file_name: str
    media_type: str = Field(description="As the uploader declared it.")
    size_bytes: int
    made_by: str
    made_at: datetime
