"""Personal data: sealed for one place, found by a blind index, masked wherever it is shown."""

import json
import logging
import pickle
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from chassis.ids import new_id
from chassis.personal import (
    FileKeys,
    Personal,
    Place,
    Unreadable,
    Vault,
    draw_keys,
    looks_personal,
    mask_card,
    mask_id_number,
    mask_phone,
    vault_of,
)
from chassis.settings import ServiceSettings

NUMBER = "37130219800101123X"


def key_file(directory: Path, content: Any = None, mode: int = 0o600) -> Path:
    path = directory / "keys.json"
    path.write_text(json.dumps(draw_keys() if content is None else content))
    path.chmod(mode)
    return path


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    return Vault(FileKeys(key_file(tmp_path_factory.mktemp("keys"))))


def place(column: str = "id_number", table: str = "customer") -> Place:
    return Place(table, column, new_id())


@given(st.text(min_size=1, max_size=200))
def test_what_was_sealed_for_a_place_opens_there(vault: Vault, text: str) -> None:
    here = place()

    assert vault.open(vault.seal(Personal(text), here), here).clear() == text


def test_the_same_value_is_sealed_differently_each_time_and_never_holds_itself(vault: Vault) -> None:
    here = place()
    sealed = [vault.seal(Personal(NUMBER), here) for _ in range(100)]

    assert len(set(sealed)) == 100
    assert len({value[3:15] for value in sealed}) == 100  # the nonces
    assert not any(NUMBER.encode() in value or NUMBER[:6].encode() in value for value in sealed)


def test_a_sealed_value_opens_in_no_other_row_column_or_table(vault: Vault) -> None:
    here = place()
    sealed = vault.seal(Personal(NUMBER), here)

    for there in (place(), Place("customer", "phone", here.row), Place("staff", "id_number", here.row)):
        with pytest.raises(Unreadable):
            vault.open(sealed, there)


def test_a_sealed_value_with_any_byte_changed_does_not_open(vault: Vault) -> None:
    here = place()
    sealed = vault.seal(Personal(NUMBER), here)

    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(Unreadable):
            vault.open(changed, here)
    for length in range(len(sealed)):
        with pytest.raises(Unreadable):
            vault.open(sealed[:length], here)


def test_a_value_of_an_older_key_still_opens_and_a_new_one_takes_the_current_key(tmp_path: Path) -> None:
    here, old = place(), dict(draw_keys("2025"))
    sealed = Vault(FileKeys(key_file(tmp_path, old))).seal(Personal(NUMBER), here)
    both = old | {"current": "2026", "keys": {**old["keys"], **draw_keys("2026")["keys"]}}
    now = Vault(FileKeys(key_file(tmp_path, both)))

    assert now.open(sealed, here).clear() == NUMBER
    assert now.seal(Personal(NUMBER), here)[2:6] == b"2026"
    with pytest.raises(Unreadable, match="no key 2025"):
        Vault(FileKeys(key_file(tmp_path, draw_keys("2026")))).open(sealed, here)


def test_a_key_id_cannot_be_rewritten_to_another_key_of_the_same_bytes(tmp_path: Path) -> None:
    """The key id is authenticated too."""
    drawn = dict(draw_keys("a"))
    keys = Vault(FileKeys(key_file(tmp_path, drawn | {"keys": {"a": drawn["keys"]["a"], "b": drawn["keys"]["a"]}})))
    here = place()
    sealed = keys.seal(Personal(NUMBER), here)

    with pytest.raises(Unreadable):
        keys.open(sealed[:2] + b"b" + sealed[3:], here)


def test_equal_values_have_equal_indexes_in_one_column_only(vault: Vault, tmp_path: Path) -> None:
    index = vault.index(Personal(NUMBER), "customer", "id_number")
    others = Vault(FileKeys(key_file(tmp_path)))

    assert len(index) == 32
    assert index == vault.index(Personal(NUMBER), "customer", "id_number")
    assert index != vault.index(Personal(NUMBER), "customer", "phone")
    assert index != vault.index(Personal(NUMBER), "guarantor", "id_number")
    assert index != vault.index(Personal("371302198001011248"), "customer", "id_number")
    assert index != others.index(Personal(NUMBER), "customer", "id_number")


def test_a_personal_value_is_masked_however_it_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    value = Personal(NUMBER)
    told = [f"{value}", f"{value!r}", f"{value:>30}", "%s %r" % (value, value), str([value]), str({"n": value})]  # noqa: UP031
    structlog.get_logger().warning("seen", number=value, several=[value])
    logging.getLogger("tests").warning("seen %s", value)
    told += list(capsys.readouterr())

    assert not any(NUMBER[4:14] in text for text in told)
    with pytest.raises(TypeError):
        json.dumps(value)
    with pytest.raises(TypeError):
        pickle.dumps(value)


def test_a_personal_field_is_read_as_a_string_and_never_written_out() -> None:
    class Form(BaseModel):
        number: Personal

    form = Form.model_validate_json(json.dumps({"number": f" {NUMBER} "}))

    assert form.number.clear() == NUMBER
    assert Form(number=Personal(NUMBER)) == form
    assert NUMBER not in f"{form!r} {form.model_dump()} {form.model_dump_json()}"
    assert Form.model_json_schema()["properties"]["number"]["type"] == "string"
    for wrong in (371302, "", "x" * 201, None, ["1"]):
        with pytest.raises(ValidationError):
            Form.model_validate({"number": wrong})


def test_personal_values_compare_by_what_they_hold() -> None:
    assert Personal("a") == Personal("a")
    assert Personal("a") != Personal("b")
    assert Personal("a") != "a"
    assert len({Personal("a"), Personal("a"), Personal("b")}) == 2


def test_masks_leave_what_is_needed_to_recognise_somebody() -> None:
    assert mask_id_number(Personal(NUMBER)) == "371***********123X"
    assert mask_phone(Personal("13812345678")) == "138****5678"
    assert mask_card(Personal("6222020000000000001")) == "***************0001"
    assert mask_phone(Personal("1381234567")) == "**********"  # too short to leave anything


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("identity check at the counter", False),
        ("ticket 2026-1124", False),
        ("number 37130219800101123X", True),
        ("call 138 1234 5678", True),
        ("call 138-1234-5678", True),
        ("", False),
    ],
)
def test_a_free_text_with_somebodys_number_is_noticed(text: str, holds: bool) -> None:
    assert looks_personal(text) is holds


@pytest.mark.parametrize(
    "content",
    [
        {},
        [],
        {"current": "1", "keys": {}, "lookup": ""},
        dict(draw_keys("1")) | {"current": "2"},
        dict(draw_keys()) | {"lookup": "c2hvcnQ="},
        dict(draw_keys()) | {"lookup": "not base64!"},
        {"current": "a b", "keys": {"a b": draw_keys()["lookup"]}, "lookup": draw_keys()["lookup"]},
        {"current": "1", "keys": {"1": "A" * 43 + "="}, "lookup": "A" * 43 + "="},
    ],
)
def test_a_key_file_that_holds_anything_else_stops_the_start(tmp_path: Path, content: Any) -> None:
    with pytest.raises(ValueError, match="key"):
        FileKeys(key_file(tmp_path, content))


@pytest.mark.parametrize("mode", [0o644, 0o660, 0o606])
def test_a_key_file_that_others_may_read_or_write_stops_the_start(tmp_path: Path, mode: int) -> None:
    with pytest.raises(ValueError, match="open to others"):
        FileKeys(key_file(tmp_path, mode=mode))


def test_a_service_that_keeps_personal_data_does_not_start_without_keys() -> None:
    settings = ServiceSettings.model_validate(
        {"service": "x", "issuer": "i", "jwks_url": "file:///x", "database_url": "postgresql://u@127.0.0.1/x"}
    )
    assert settings.personal_keys_file is None

    with pytest.raises(ValueError, match="LOANOPS_PERSONAL_KEYS_FILE"):
        vault_of(settings)
