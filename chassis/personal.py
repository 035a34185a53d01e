"""Personal data at rest: sealed for the one place it stands in, found again by a blind index, masked in every answer.

A sealed value is `version (1 byte) · length of the key id (1) · key id · nonce (12) · AES-256-GCM ciphertext and tag`.
Table, column, row and key id are authenticated with it, so that a ciphertext put into another row or column opens
nowhere. The blind index is HMAC-SHA256 under a key of its own over table, column and value: equal values have equal
indexes in one column, and only there.

In memory such a value is a `Personal`, which shows itself masked wherever it is printed; `clear()` is the one way out.
"""

import base64
import binascii
import functools
import hashlib
import hmac
import json
import re
import secrets
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn, Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from chassis.settings import ServiceSettings

VERSION = 1
KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
CIPHERS_MAX = 16
VALUE_LENGTH_MAX = 200
NOT_FOR_OTHERS = 0o037  # the owner, and a group that may only read: how secrets are mounted
MASK = "*"

_KEY_ID = re.compile(r"[A-Za-z0-9._-]{1,32}")
_ID_NUMBER = re.compile(r"[1-9][0-9]{16}[0-9X]", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_LOOKS_PERSONAL = re.compile(r"[0-9](?:[ -]?[0-9]){10}")


class Unreadable(Exception):
    """A sealed value that does not open here: tampered with, moved from another place, or of a key we do not have."""


class Personal:
    """A personal text. Printed, formatted or serialised it is masked; it compares without telling by its timing."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def clear(self) -> str:
        """The text itself: for what checks, seals or rightfully shows it."""
        return self._text

    def __str__(self) -> str:
        return MASK * 5

    def __repr__(self) -> str:
        return f"Personal({self})"

    def __format__(self, _: str) -> str:
        return str(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Personal):
            return NotImplemented
        return hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash((Personal, self._text))

    def __reduce__(self) -> NoReturn:
        raise TypeError("personal data is not pickled")

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        text = core_schema.str_schema(strict=True, strip_whitespace=True, min_length=1, max_length=VALUE_LENGTH_MAX)
        made = core_schema.no_info_after_validator_function(cls, text)
        return core_schema.json_or_python_schema(
            json_schema=made,
            python_schema=core_schema.union_schema([core_schema.is_instance_schema(cls), made]),
            serialization=core_schema.plain_serializer_function_ser_schema(str, return_schema=core_schema.str_schema()),
        )


@dataclass(frozen=True)
class Place:
    """Where a sealed value stands: it opens there and nowhere else."""

    table: str
    column: str
    row: UUID


@dataclass(frozen=True)
class DataKey:
    """A key for sealing, by its id."""

    id: str
    secret: bytes


class KeyProvider(Protocol):
    """Where the keys come from: a file, or the bank's key management."""

    def current(self) -> DataKey:
        """The key that seals what is written now."""

    def find(self, key_id: str) -> DataKey | None:
        """The key with that id, if we have it."""

    def lookup(self) -> bytes:
        """The key of the blind index; a change of it means indexing everything anew."""


class FileKeys:
    """Keys from a JSON file `{"current": id, "keys": {id: base64}, "lookup": base64}`, all of 32 bytes.

    Raises ValueError for a file that others may read or that holds anything else, OSError for none.
    """

    def __init__(self, path: Path) -> None:
        if stat.S_IMODE(path.stat().st_mode) & NOT_FOR_OTHERS:
            raise ValueError("the file with the keys of personal data must not be open to others (chmod 600)")
        held: Any = json.loads(path.read_text())
        try:
            self._keys = {key_id: DataKey(_key_id(key_id), _secret(text)) for key_id, text in held["keys"].items()}
            self._current = self._keys[held["current"]]
            self._lookup = _secret(held["lookup"])
        except (KeyError, TypeError, AttributeError):
            raise ValueError("the file with the keys of personal data holds current, keys and lookup") from None
        if any(hmac.compare_digest(self._lookup, key.secret) for key in self._keys.values()):
            raise ValueError("the key of the blind index must be a key of its own")

    def current(self) -> DataKey:
        """The key that seals what is written now."""
        return self._current

    def find(self, key_id: str) -> DataKey | None:
        """The key with that id, if the file has it."""
        return self._keys.get(key_id)

    def lookup(self) -> bytes:
        """The key of the blind index."""
        return self._lookup


def draw_keys(key_id: str = "1") -> Mapping[str, Any]:
    """Fresh keys, as `FileKeys` reads them."""
    return {
        "current": key_id,
        "keys": {key_id: base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()},
        "lookup": base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode(),
    }


class Vault:
    """Seals and opens personal data, and makes the index by which it is found."""

    def __init__(self, keys: KeyProvider) -> None:
        self._keys = keys

    @property
    def current_key_id(self) -> str:
        """The id of the key that seals what is written now."""
        return self._keys.current().id

    def seal(self, value: Personal, place: Place) -> bytes:
        """The value encrypted under the current key, with a fresh nonce, for that place."""
        return self.seal_bytes(value.clear().encode(), place)

    def open(self, sealed: bytes, place: Place) -> Personal:
        """The value that was sealed for that place. Raises Unreadable."""
        return Personal(self.open_bytes(sealed, place).decode())

    def seal_bytes(self, content: bytes, place: Place) -> bytes:
        """Anything encrypted, as `seal` does it: a line of a file, a document."""
        key = self._keys.current()
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = _cipher(key.secret).encrypt(nonce, content, _bound(place, key.id))
        return bytes([VERSION, len(key.id)]) + key.id.encode() + nonce + sealed

    def open_bytes(self, sealed: bytes, place: Place) -> bytes:
        """What `seal_bytes` sealed for that place. Raises Unreadable."""
        key_id, nonce, ciphertext = _parted(sealed)
        key = self._keys.find(key_id)
        if key is None:
            raise Unreadable(f"{place.table}.{place.column}: there is no key {key_id}")
        try:
            return _cipher(key.secret).decrypt(nonce, ciphertext, _bound(place, key.id))
        except InvalidTag:
            raise Unreadable(f"{place.table}.{place.column}: not sealed for this place, or changed since") from None

    def index(self, value: Personal, table: str, column: str) -> bytes:
        """What finds an equal value in that column: 32 bytes, meaningless without the key."""
        return hmac.digest(self._keys.lookup(), f"{table}|{column}|{value.clear()}".encode(), hashlib.sha256)


def vault_of(settings: ServiceSettings) -> Vault:
    """The vault of a service that keeps personal data. Raises ValueError at its start when it has no keys."""
    if settings.personal_keys_file is None:
        raise ValueError("LOANOPS_PERSONAL_KEYS_FILE must name the keys of this service's personal data")
    return Vault(FileKeys(settings.personal_keys_file))


def masked(head: int, tail: int) -> Callable[[Personal], str]:
    """A mask that leaves so many characters at both ends; all is masked where it would hide fewer than four."""

    def mask(value: Personal) -> str:
        text = value.clear()
        if len(text) - head - tail < 4:
            return MASK * len(text)
        return text[:head] + MASK * (len(text) - head - tail) + text[len(text) - tail :]

    return mask


mask_id_number = masked(3, 4)  # 371***********123X
mask_phone = masked(3, 4)  # 138****5678
mask_card = masked(0, 4)  # ***************0001


def normal_id_number(text: str) -> str:
    """An identity number as it is kept: its check character in upper case."""
    return text.upper()


def is_id_number(text: str) -> bool:
    """Whether it is a resident identity number: region, a real day of birth, sequence, and the right check character.

    Source: GB 11643-1999, section 3 and annex A (ISO 7064, MOD 11-2).
    """
    if not _ID_NUMBER.fullmatch(text):
        return False
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True))
    return born.year >= 1850 and _CHECKS[total % 11] == text[17]


def looks_personal(text: str) -> bool:
    """Whether a free text seems to hold a number of a person: eleven digits or more, also with spaces or dashes."""
    return _LOOKS_PERSONAL.search(text) is not None


@functools.lru_cache(maxsize=CIPHERS_MAX)
def _cipher(secret: bytes) -> AESGCM:
    # Making one takes longer than sealing a line with it.
    return AESGCM(secret)


def _bound(place: Place, key_id: str) -> bytes:
    return f"{place.table}|{place.column}|{place.row}|{key_id}".encode()


def _parted(sealed: bytes) -> tuple[str, bytes, bytes]:
    if len(sealed) < 2 or sealed[0] != VERSION:
        raise Unreadable("not a sealed value of a version that we know")
    begins = 2 + sealed[1]
    if len(sealed) < begins + NONCE_BYTES + TAG_BYTES:
        raise Unreadable("a sealed value that is cut short")
    key_id = sealed[2:begins].decode("ascii", "replace")
    return key_id, sealed[begins : begins + NONCE_BYTES], sealed[begins + NONCE_BYTES :]


def _key_id(text: str) -> str:
    if not _KEY_ID.fullmatch(text):
        raise ValueError("a key id has 1 to 32 letters, digits, dots, dashes or underscores")
    return text


def _secret(text: str) -> bytes:
    try:
        secret = base64.b64decode(text, validate=True)
    except binascii.Error:
        secret = b""
    if len(secret) != KEY_BYTES:
        raise ValueError(f"a key of personal data is {KEY_BYTES} bytes in base64")
    return secret
