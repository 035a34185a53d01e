"""Policies: versions with a start, made by one person and activated by another (domain S6, O3; contract, section 1)."""

import asyncio
import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

import asyncpg
import pytest
from fastapi import FastAPI

from chassis import policies
from chassis.app import create_app
from chassis.clock import Clock
from chassis.db import Database
from chassis.errors import BadInput, FieldError, Text
from chassis.fields import In, Percent
from chassis.identity import WHOLE_BANK
from chassis.settings import ServiceSettings
from tests.support.building import reference
from tests.support.postgres import discard, fresh_database
from tests.support.running import Running, Staff, running

AT = "/v1/limits"


class Limits(In):
    low: Percent
    high: Percent


def in_order(rules: Limits) -> None:
    if rules.low > rules.high:
        raise BadInput([FieldError("/rules/low", "LOW_ABOVE_HIGH", Text("Low is above high", "下限高于上限"))])


def create(settings: ServiceSettings, clock: Clock) -> FastAPI:
    access = policies.rules(AT, "limit", {"risk_officer"})
    routers = [policies.router(AT, "limits", Limits, check=in_order)]
    return create_app(settings, "Limits", routers, access, conflicts=policies.CONFLICTS, clock=clock)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    database = fresh_database("escrow")
    with running("escrow", create, database, tmp_path_factory.mktemp("policies")) as found:
        yield found
    discard(database)


@pytest.fixture
def maker(service: Running) -> Staff:
    return service.staff("ls-risk")


@pytest.fixture
def checker(service: Running) -> Staff:
    return service.staff("ls-risk-2")


def version(effective_from: str = "2026-01-01", low: str = "1.00", high: str = "2.00") -> dict[str, Any]:
    return {
        "version": reference("v"),
        "effective_from": effective_from,
        "rules": {"low": low, "high": high},
    }


def test_a_version_is_drafted_by_one_and_activated_by_another(maker: Staff, checker: Staff) -> None:
    """S6, O3."""
    body = version()
    drafted = maker.do(AT, body, expect=201)
    active = checker.do(f"{AT}/{body['version']}/activate", expect=200)

    assert {name: drafted[name] for name in body} == body
    assert (drafted["kind"], drafted["state"], drafted["activated_by"]) == ("limits", "draft", None)
    assert (active["state"], active["made_by"], active["activated_by"]) == ("active", "ls-risk", "ls-risk-2")
    assert checker.see(f"{AT}/{body['version']}") == active
    assert active in maker.see(AT, limit=200)["items"]


def test_who_drafted_a_version_does_not_activate_it(maker: Staff) -> None:
    """O3."""
    at = f"{AT}/{maker.do(AT, version())['version']}"

    assert maker.do(f"{at}/activate", expect=403)["code"] == "MAKER_IS_CHECKER"
    assert maker.see(at)["state"] == "draft"


def test_activating_is_offered_to_those_who_may(service: Running, maker: Staff, checker: Staff) -> None:
    at = f"{AT}/{maker.do(AT, version())['version']}"

    assert maker.see(at)["allowed_actions"] == []
    assert checker.see(at)["allowed_actions"] == ["activate"]
    assert service.staff("ls-manager-1").see(at)["allowed_actions"] == []
    assert checker.do(f"{at}/activate")["allowed_actions"] == []


def test_activation_needs_a_key_and_the_etag_of_the_draft(maker: Staff, checker: Staff) -> None:
    at = f"{AT}/{maker.do(AT, version())['version']}"
    key = {"Idempotency-Key": str(uuid.uuid4())}
    etag = checker.send("GET", at).headers["ETag"]

    assert checker.send("POST", f"{at}/activate").json()["code"] == "IDEMPOTENCY_KEY_REQUIRED"
    assert checker.send("POST", f"{at}/activate", headers=key).json()["code"] == "IF_MATCH_REQUIRED"
    assert checker.send("POST", f"{at}/activate", headers=key | {"If-Match": '"other"'}).status_code == 412
    assert checker.send("POST", f"{at}/activate", headers=key | {"If-Match": etag}).status_code == 200
    assert checker.do(f"{at}/activate", headers={"If-Match": etag}, expect=412)["code"] == "IF_MATCH_STALE"
    assert checker.do(f"{at}/activate", expect=409)["code"] == "INVALID_STATE"


def test_a_list_carries_no_etag(maker: Staff) -> None:
    maker.do(AT, version())

    assert "ETag" not in maker.send("GET", AT).headers


def test_a_version_name_is_taken_once_and_never_changed(maker: Staff, checker: Staff) -> None:
    body = version()
    maker.do(AT, body)

    assert checker.do(AT, body | {"effective_from": "2027-01-01"}, expect=409)["code"] == "POLICY_VERSION_EXISTS"
    assert maker.see(f"{AT}/{body['version']}")["effective_from"] == "2026-01-01"


@pytest.mark.parametrize("name", ["a/b", "", "..", "two words", "x\x00"])
def test_a_version_name_can_stand_in_a_path(maker: Staff, name: str) -> None:
    problem = maker.do(AT, version() | {"version": name}, expect=422)

    assert [fault["pointer"] for fault in problem["errors"]] == ["/version"]


@pytest.mark.parametrize("name", ["unheard-of", "%00", "%20", "x" * 300])
def test_what_is_no_version_is_not_found(maker: Staff, name: str) -> None:
    assert maker.see(f"{AT}/{name}", expect=404)["code"] == "NOT_FOUND"


def test_figures_that_make_no_sense_are_refused_by_pointer(maker: Staff) -> None:
    together = maker.do(AT, version(low="2.01"), expect=422)
    alone = maker.do(AT, version(low="a lot") | {"surprise": 1}, expect=422)

    assert [(fault["pointer"], fault["code"]) for fault in together["errors"]] == [("/rules/low", "LOW_ABOVE_HIGH")]
    assert {(fault["pointer"], fault["code"]) for fault in alone["errors"]} == {
        ("/rules/low", "PERCENT_FORMAT"),
        ("/surprise", "EXTRA_FORBIDDEN"),
    }


def test_a_dry_run_drafts_nothing(maker: Staff) -> None:
    body = version()
    maker.do(f"{AT}?dry_run=true", body, expect=201)

    maker.see(f"{AT}/{body['version']}", expect=404)


def test_only_the_keepers_of_a_policy_draft_it(service: Running) -> None:
    service.staff("ls-manager-1").do(AT, version(), expect=403)
    service.staff("auditor").do(AT, version(), expect=403)
    service.staff("auditor").see(AT)


def test_what_counts_is_the_latest_start_not_after_the_day_and_of_those_the_last_activated(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """S6: a version has a start."""
    database = fresh_database("escrow")
    with running("escrow", create, database, tmp_path_factory.mktemp("in-force")) as service:
        maker, checker = service.staff("ls-risk"), service.staff("ls-risk-2")

        def active(effective_from: str) -> str:
            name = str(maker.do(AT, version(effective_from))["version"])
            checker.do(f"{AT}/{name}/activate")
            return name

        corrected_later, old, new = (active(day) for day in ("2026-02-01", "2026-01-01", "2026-03-01"))
        corrected = active("2026-02-01")
        maker.do(AT, version("2026-02-15"))

        async def counting(day: date) -> str | None:
            connected = Database(service.settings)
            try:
                async with connected.transaction(WHOLE_BANK) as connection:
                    return str((await policies.in_force(connection, "limits", day)).version)
            except LookupError:
                return None
            finally:
                await connected.close()

        found = [
            asyncio.run(counting(date(2026, month, day)))
            for month, day in ((1, 1), (1, 31), (2, 1), (2, 28), (3, 1), (12, 31))
        ]
        before_all = asyncio.run(counting(date(2025, 12, 31)))
    discard(database)

    assert found == [old, old, corrected, corrected, new, new]
    assert corrected_later not in found
    assert before_all is None


def test_the_database_itself_refuses_the_maker_and_any_change(service: Running, maker: Staff) -> None:
    """O3, S6."""
    name = maker.do(AT, version())["version"]
    activate = (
        "UPDATE policy SET state = 'active', activated_by = $2, activated_at = now() "
        "WHERE kind = 'limits' AND version = $1"
    )

    async def attempt() -> None:
        connection = await asyncpg.connect(service.database.runtime_url)
        try:
            with pytest.raises(asyncpg.CheckViolationError, match="policy_maker_is_not_checker"):
                await connection.execute(activate, name, "ls-risk")
            await connection.execute(activate, name, "ls-risk-2")
            with pytest.raises(asyncpg.CheckViolationError, match="never changed"):
                await connection.execute(activate, name, "somebody")
            for forbidden in ("UPDATE policy SET body = '{}'", "DELETE FROM policy"):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(forbidden)
        finally:
            await connection.close()

    asyncio.run(attempt())


def test_the_history_tells_who_drafted_and_who_activated(maker: Staff, checker: Staff) -> None:
    name = maker.do(AT, version())["version"]
    checker.do(f"{AT}/{name}/activate")
    events = [e for e in maker.see("/v1/audit-events", limit=200)["items"] if e["data"].get("version") == name]

    assert [(event["action"], event["actor"], event["data"]["kind"]) for event in events] == [
        ("policy.activate", "ls-risk-2", "limits"),
        ("policy.draft", "ls-risk", "limits"),
    ]
    assert events[0]["before_digest"] == events[1]["after_digest"]


def test_a_default_version_is_planted_as_data(service: Running, maker: Staff) -> None:
    sql = policies.seed_sql(str(uuid.uuid4()), "limits", "planted", "2020-01-01", {"low": "1.00", "high": "2.00"})

    async def plant(statement: str) -> None:
        connection = await asyncpg.connect(service.database.owner_url)
        await connection.execute(statement)
        await connection.close()

    asyncio.run(plant(sql))
    found = maker.see(f"{AT}/planted")

    assert (found["state"], found["rules"]) == ("active", {"low": "1.00", "high": "2.00"})
    assert found["made_by"] != found["activated_by"]
