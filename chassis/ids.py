"""Identifiers: UUIDv7, so that newest-first lists follow the primary key."""

from uuid import UUID

import uuid_utils.compat

from chassis.errors import NotFound


def new_id() -> UUID:
    """A fresh UUIDv7."""
    return uuid_utils.compat.uuid7()


def id_in_path(text: str) -> UUID:
    """An id from a path. Whatever is not one of ours, of any form, is simply not found (contract, section 1)."""
    try:
        value = UUID(text)
    except ValueError as error:
        raise NotFound from error
    if str(value) != text.lower():
        raise NotFound
    return value
