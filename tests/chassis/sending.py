"""Files of entries, sent and followed: what tests of imports say in one word."""

import json
from typing import Any

from tests.chassis.ledgering import PATH, PATIENCE_SECONDS
from tests.support.building import reference
from tests.support.running import Running, Staff
from tests.support.sql import connected, wait_for

NDJSON, CSV = "application/x-ndjson", "text/csv"


def entry(ref: str | None = None, **changes: Any) -> dict[str, Any]:
    return {"ref": ref or reference("E"), "amount": "12.50"} | changes


def ndjson(*lines: Any) -> str:
    return "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)


def send(
    who: Staff, content: Any, media_type: str = NDJSON, *, path: str = PATH, key: str | None = None, **more: Any
) -> Any:
    headers = {"Content-Type": media_type, "Idempotency-Key": key or reference("key")}
    return who.send("POST", path, content=content, headers=headers, **more)


def finished(who: Staff, import_id: str, path: str = PATH) -> Any:
    def look() -> Any:
        seen = who.see(f"{path}/{import_id}")
        return seen if seen["state"] != "running" else None

    return wait_for(look, "the import's end", PATIENCE_SECONDS)


def taken(who: Staff, content: Any, media_type: str = NDJSON, path: str = PATH) -> Any:
    answer = send(who, content, media_type, path=path)
    assert answer.status_code == 202, answer.text
    return finished(who, answer.json()["id"], path)


def rejections(who: Staff, import_id: str, **parameters: Any) -> list[tuple[int, str, str]]:
    items = who.see(f"{PATH}/{import_id}/rejections", **parameters)["items"]
    return [(item["line"], item["code"], item["pointer"]) for item in items]


def entries(service: Running, prefix: str) -> dict[str, int]:
    with connected(service.database.owner_url) as sql:
        rows = sql.rows("SELECT ref, written FROM entry WHERE ref LIKE $1", f"{prefix}%")
    return {row["ref"]: row["written"] for row in rows}


def records_of(service: Running, import_id: str, action: str) -> list[Any]:
    with connected(service.database.owner_url) as sql:
        return sql.rows(
            "SELECT actor, data FROM audit_record WHERE resource = $1::uuid AND action = $2 ORDER BY id",
            import_id,
            action,
        )


def waiting_lines(service: Running, import_id: str) -> int:
    with connected(service.database.owner_url) as sql:
        return int(sql.value("SELECT count(*) FROM import_line WHERE import_id = $1::uuid", import_id))
