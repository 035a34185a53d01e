"""Personal data moves to a new key: killed at any point all is readable, nothing is under the old one after."""

import json
import os
import random
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from chassis.personal import FileKeys, Vault, draw_keys
from services.customer.jobs import queues
from tests.customer.making import phone, report
from tests.support.forking import Program, environment_of
from tests.support.running import Running
from tests.support.sql import superuser, wait_for
from tests.support.working import working

PATH = "/v1/key-rotations"


def keys_of(service: Running) -> Path:
    path = service.settings.personal_keys_file
    assert path is not None
    return path


def draw_new_key(service: Running, key_id: str) -> None:
    """Put a new current key into the file beside the old ones, and have the service's process read it."""
    path = keys_of(service)
    held = json.loads(path.read_text())
    held["keys"] |= dict(draw_keys(key_id)["keys"])
    held["current"] = key_id
    path.write_text(json.dumps(held))
    service.client.app.state.vault = Vault(FileKeys(path))  # type: ignore[attr-defined]


def drop_other_keys(service: Running) -> None:
    """Take every key but the current one out of the file."""
    path = keys_of(service)
    held = json.loads(path.read_text())
    held["keys"] = {held["current"]: held["keys"][held["current"]]}
    path.write_text(json.dumps(held))
    service.client.app.state.vault = Vault(FileKeys(path))  # type: ignore[attr-defined]


def key_ids(service: Running) -> set[str]:
    with superuser(service.database) as sql:
        rows = sql.rows("SELECT key_of(id_number) AS key FROM customer UNION SELECT key_of(phone) FROM customer")
    return {row["key"] for row in rows}


def readable(service: Running, asked: dict[str, Any]) -> None:
    """Found by number, and revealed as it was reported."""
    manager = service.staff("ls-manager-1")
    (seen,) = manager.do("/v1/customers/search", {"id_number": asked["id_number"]}, expect=200)["items"]
    shown = manager.do(f"/v1/customers/{seen['id']}/reveal", {"reason": "identity check"}, expect=200)
    assert (shown["id_number"], shown["phone"]) == (asked["id_number"], asked["phone"])


def many(service: Running, count: int) -> list[dict[str, Any]]:
    asked = [report() for _ in range(count)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda each: service.staff("core-banking").do("/v1/customers", each, expect=201), asked))
    return asked


def test_a_rotation_moves_every_number_and_the_old_key_may_go(fresh_service: Running) -> None:
    reports, lead_phone = many(fresh_service, 30), phone()
    lead = {"name": "李女士", "phone": lead_phone, "product": "car", "outlet": "ls-1"}
    lead_id = fresh_service.staff("ls-outlet").do("/v1/leads", lead, expect=201)["id"]
    draw_new_key(fresh_service, "2")
    asked = fresh_service.staff("core-banking").do(PATH, {}, expect=202)
    assert fresh_service.staff("head").do(PATH, {}, expect=409)["code"] == "KEY_ROTATION_UNDER_WAY"

    def look() -> Any:
        seen = fresh_service.staff("auditor").see(f"{PATH}/{asked['id']}")
        return seen if seen["state"] != "running" else None

    with working(fresh_service, *queues(fresh_service.settings)):
        done = wait_for(look, "the rotation", 30)
    drop_other_keys(fresh_service)

    assert (done["state"], done["key_id"], done["counts"]) == ("completed", "2", {"read": 30, "resealed": 31})
    assert key_ids(fresh_service) == {"2"}
    for each in reports:
        readable(fresh_service, each)
    revealed = fresh_service.staff("ls-manager-1").do(
        f"/v1/leads/{lead_id}/reveal", {"reason": "call back"}, expect=200
    )
    assert revealed["phone"] == lead_phone
    stream = fresh_service.staff("auditor").send("GET", f"{PATH}/{asked['id']}/stream").text
    assert '"completed"' in stream


def test_only_core_banking_and_the_head_office_move_keys(service: Running) -> None:
    for name in ("ls-manager-1", "ls-risk", "auditor", "city"):
        service.staff(name).do(PATH, {}, expect=403)


def command(service: Running) -> Program:
    return Program(["services.customer.rotate_keys"], environment_of(service.settings))


def killed_again_and_again(service: Running, chance: random.Random, kills: int, customers: int) -> None:
    """Kill the operator's command at random moments while customers are reported and read, then let it end."""
    reports = many(service, customers)
    draw_new_key(service, "2")
    for _ in range(kills):
        process = command(service)
        # From before its first statement to the end of it.
        end = time.monotonic() + chance.uniform(0.3, 2.5)
        while time.monotonic() < end and process.poll() is None:
            fresh = report()
            service.staff("core-banking").do("/v1/customers", fresh, expect=201)
            reports.append(fresh)
            readable(service, chance.choice(reports))
        process.kill()
        process.wait()
        for each in chance.sample(reports, 5):
            readable(service, each)
    last = command(service)

    assert last.wait(120) == 0
    assert key_ids(service) == {"2"}
    drop_other_keys(service)
    for each in reports:
        readable(service, each)


def test_a_rotation_killed_at_random_points_under_load_leaves_everything_readable(fresh_service: Running) -> None:
    killed_again_and_again(fresh_service, random.Random(os.environ.get("LOANOPS_SEED", "keys")), 1, 40)


@pytest.mark.prove
def test_a_rotation_killed_again_and_again_leaves_everything_readable(fresh_service: Running) -> None:
    """More customers than a chunk holds, so that a kill falls between and within chunks."""
    killed_again_and_again(fresh_service, random.Random(os.environ.get("LOANOPS_SEED", "keys")), 12, 2_500)


def test_numbers_written_under_an_old_key_meanwhile_are_found_by_another_pass(fresh_service: Running) -> None:
    """A process that has not read the new file goes on sealing under the old key: the rotation does not end before."""
    many(fresh_service, 3)
    old: Vault = fresh_service.client.app.state.vault  # type: ignore[attr-defined]
    draw_new_key(fresh_service, "2")
    assert command(fresh_service).wait(60) == 0
    fresh_service.client.app.state.vault = old  # type: ignore[attr-defined]
    late = report()
    fresh_service.staff("core-banking").do("/v1/customers", late, expect=201)
    assert key_ids(fresh_service) == {"1", "2"}
    assert command(fresh_service).wait(60) == 0
    drop_other_keys(fresh_service)

    assert key_ids(fresh_service) == {"2"}
    readable(fresh_service, late)
