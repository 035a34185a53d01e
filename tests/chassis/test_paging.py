"""Lists and their cursors (contract 1, Lists)."""

import base64
from typing import Any

import pytest

from chassis.errors import BadInput
from chassis.paging import decode, encode, page
from tests.chassis.house import a_thing
from tests.support.building import reference
from tests.support.running import Running, Staff


def _things(house: Running, count: int) -> list[str]:
    manager = house.staff("ls-manager-1")
    return [manager.do("/v1/things", a_thing(reference("t")))["id"] for _ in range(count)]


def _walk(staff: Staff, path: str, **parameters: Any) -> list[list[str]]:
    pages, cursor = [], None
    while True:
        given = parameters | ({"cursor": cursor} if cursor else {})
        answer = staff.see(path, **given)
        pages.append([item["id"] for item in answer["items"]])
        cursor = answer["next_cursor"]
        if cursor is None:
            return pages


def test_a_list_is_walked_newest_first_and_ends_with_null(fresh_house: Running) -> None:
    made = _things(fresh_house, 5)
    pages = _walk(fresh_house.staff("ls-manager-1"), "/v1/things", limit=2)

    assert [len(each) for each in pages] == [2, 2, 1]
    assert [identity for each in pages for identity in each] == made[::-1]
    assert _walk(fresh_house.staff("ls-manager-1"), "/v1/things", limit=5) == [made[::-1]]


def test_an_empty_list_has_no_cursor(fresh_house: Running) -> None:
    assert fresh_house.staff("sz-manager-1").see("/v1/things") == {"items": [], "next_cursor": None}


def test_what_comes_in_while_a_list_is_walked_moves_nothing(fresh_house: Running) -> None:
    made = _things(fresh_house, 4)
    manager = fresh_house.staff("ls-manager-1")
    first = manager.see("/v1/things", limit=2)
    _things(fresh_house, 3)
    second = manager.see("/v1/things", limit=2, cursor=first["next_cursor"])

    assert [item["id"] for item in first["items"] + second["items"]] == made[::-1]


def test_a_larger_limit_is_coerced_to_200(fresh_house: Running) -> None:
    assert page(201, None, "x", {}).limit == page(10**30, None, "x", {}).limit == 200
    assert fresh_house.staff("ls-manager-1").see("/v1/things", limit=10**30)["items"] == []


@pytest.mark.parametrize("limit", ["0", "-1", "x", "", "1.5", "1e2"])
def test_a_limit_below_one_is_refused(house: Running, limit: str) -> None:
    problem = house.staff("ls-manager-1").see("/v1/things", limit=limit, expect=422)

    assert [fault["pointer"] for fault in problem["errors"]] == ["/limit"]


def test_fifty_unless_told_otherwise() -> None:
    assert page(50, None, "x", {}).limit == 50


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "!!!!",
        "汉字",
        "\x00",
        "a" * 5000,
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
        base64.urlsafe_b64encode(b"no colon").decode(),
        encode("01890000-0000-7000-8000-000000000000", "0123456789abcdef"),
    ],
    ids=lambda cursor: ascii(cursor[:20]),
)
def test_a_cursor_that_is_not_ours_is_refused_by_name(house: Running, cursor: str) -> None:
    problem = house.staff("ls-manager-1").see("/v1/things", cursor=cursor, expect=422)

    assert [fault["pointer"] for fault in problem["errors"]] == ["/cursor"]


def test_a_cursor_is_bound_to_its_filter_and_list(fresh_house: Running) -> None:
    _things(fresh_house, 3)
    manager = fresh_house.staff("ls-manager-1")
    cursor = manager.see("/v1/things", limit=1)["next_cursor"]
    codes = [
        manager.see(path, expect=422, cursor=cursor, **filters)["errors"][0]["code"]
        for path, filters in (("/v1/things", {"state": "draft"}), ("/v1/audit-events", {}))
    ]

    assert codes == ["FOREIGN_CURSOR", "FOREIGN_CURSOR"]
    assert len(manager.see("/v1/things", limit=200, cursor=cursor)["items"]) == 2


@pytest.mark.parametrize("position", ["no uuid", "1", "\x00", "9" * 40])
def test_a_cursor_with_a_forged_position_is_refused(house: Running, position: str) -> None:
    """The binding is no secret; what stands behind it is input like any other."""
    for path, listing, filters in (
        ("/v1/things", "things", {"state": None}),
        ("/v1/audit-events", "audit-events", {}),
    ):
        if path == "/v1/audit-events" and position == "1":
            continue  # a position of that list
        binding = page(1, None, listing, filters).binding
        problem = house.staff("auditor").see(path, cursor=encode(position, binding), expect=422)

        assert problem["errors"][0]["code"] == "FOREIGN_CURSOR"


def test_a_cursor_grants_no_access(fresh_house: Running) -> None:
    """It says where, not what: with another branch's eyes the same cursor shows nothing of this one's."""
    _things(fresh_house, 3)
    cursor = fresh_house.staff("ls-manager-1").see("/v1/things", limit=1)["next_cursor"]

    assert fresh_house.staff("sz-manager-1").see("/v1/things", cursor=cursor)["items"] == []


def test_what_is_encoded_is_decoded_and_nothing_else() -> None:
    assert decode(encode("a:b", "f" * 16), "f" * 16) == "a:b"
    with pytest.raises(BadInput):
        decode(encode("", "f" * 16), "f" * 16)
