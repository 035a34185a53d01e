"""State machines: one visible table, one door (contract 1, States)."""

import importlib
import pkgutil

import pytest

import services
from chassis.errors import InvalidState
from chassis.states import Moves
from tests.chassis.house import a_thing
from tests.support.building import reference
from tests.support.running import Running

MOVES = Moves(
    {
        "requested": {"review": "reviewed", "cancel": "cancelled"},
        "reviewed": {"confirm": "confirmed", "cancel": "cancelled"},
    }
)


def test_a_move_of_the_table_is_made() -> None:
    assert MOVES.after("requested", "review") == "reviewed"
    assert MOVES.after("reviewed", "cancel") == "cancelled"


@pytest.mark.parametrize(
    ("state", "verb"),
    [("requested", "confirm"), ("reviewed", "review"), ("cancelled", "cancel"), ("nowhere", "review"), ("", "")],
)
def test_every_other_move_is_invalid_and_says_from_where(state: str, verb: str) -> None:
    with pytest.raises(InvalidState) as caught:
        MOVES.after(state, verb)

    assert f"'{state}'" in caught.value.detail.en
    assert verb in caught.value.detail.zh


def test_a_final_state_offers_nothing() -> None:
    assert MOVES.verbs("requested") == ["cancel", "review"]
    assert MOVES.verbs("confirmed") == []


def test_the_table_knows_all_its_states_and_moves() -> None:
    assert MOVES.states == ["cancelled", "confirmed", "requested", "reviewed"]
    assert sorted(MOVES) == [
        ("requested", "cancel", "cancelled"),
        ("requested", "review", "reviewed"),
        ("reviewed", "cancel", "cancelled"),
        ("reviewed", "confirm", "confirmed"),
    ]


def test_the_table_is_not_changed_through_what_it_was_made_of() -> None:
    table = {"a": {"go": "b"}}
    moves = Moves(table)
    table["a"]["go"] = "c"

    assert moves.after("a", "go") == "b"


def test_every_state_of_a_service_can_be_reached() -> None:
    """A state that no move leads to is one that nobody can be in, the first one apart."""
    tables: dict[str, Moves] = {}
    for service in pkgutil.iter_modules(services.__path__):
        package = importlib.import_module(f"services.{service.name}")
        for capability in pkgutil.iter_modules(package.__path__, f"services.{service.name}."):
            if capability.ispkg and "rules" in {m.name for m in pkgutil.iter_modules(_path_of(capability.name))}:
                rules = importlib.import_module(f"{capability.name}.rules")
                found = [value for value in vars(rules).values() if isinstance(value, Moves)]
                tables |= {f"{capability.name} {place}": moves for place, moves in enumerate(found)}

    assert len(tables) >= 3
    for name, moves in tables.items():
        reached = {after for before, _, after in moves if after != before}
        first = next(before for before, _, _ in moves)
        assert [state for state in moves.states if state not in {first, *reached}] == [], name


def _path_of(package: str) -> list[str]:
    return list(importlib.import_module(package).__path__)


def test_a_state_is_never_set_by_the_client(house: Running) -> None:
    """Contract 1, States: a client moves a thing by a verb, and by nothing else."""
    manager = house.staff("ls-manager-1")
    problem = manager.do("/v1/things", a_thing(reference("x"), state="approved"), expect=422)
    made = manager.do("/v1/things", a_thing(reference("x")))

    assert problem["errors"][0]["pointer"] == "/state"
    assert made["state"] == "draft"


def test_an_illegal_move_is_409_and_allowed_actions_do_not_offer_it(house: Running) -> None:
    made = house.staff("ls-manager-1").do("/v1/things", a_thing(reference("x")))
    other = house.staff("ls-manager-2")
    offered = other.see(f"/v1/things/{made['id']}")["allowed_actions"]
    other.do(f"/v1/things/{made['id']}/approve")
    problem = other.do(f"/v1/things/{made['id']}/approve", expect=409)

    assert (made["allowed_actions"], offered) == ([], ["approve"])
    assert problem["code"] == "INVALID_STATE"
    assert other.see(f"/v1/things/{made['id']}")["allowed_actions"] == []
    assert house.staff("auditor").see(f"/v1/things/{made['id']}")["allowed_actions"] == []
