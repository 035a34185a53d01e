"""`make close`: one line a date, with a bar, the speed and what was found (domain C9)."""

import io
from datetime import date
from typing import Any

import httpx
import pytest

from deploy.demo import close as closing
from deploy.demo.desk import Desk

COUNTS = {"read": 1_000_000, "changed": 12, "opened": 3, "escalated": 0, "cured": 2}


def a_close(day: str, state: str, progress: float, begun: bool = True) -> dict[str, Any]:
    speed = 250_000 if begun else None
    begun_at = "2026-11-24T00:00:00Z" if begun else None
    return {
        "business_date": day,
        "state": state,
        "progress": progress,
        "counts": COUNTS,
        "loans_per_second": speed,
        "begun_at": begun_at,
    }


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def desk(*answers: dict[str, Any], missed: dict[str, Any] | None = None) -> Desk:
    left = list(answers)

    def bank(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/oauth/token":
            return httpx.Response(200, json={"access_token": "t"})
        if request.method == "GET" and request.url.path == closing.PATH:
            return httpx.Response(200, json={"items": [missed], "next_cursor": None})
        return httpx.Response(202, json=left.pop(0))

    return Desk("http://bank", "run", transport=httpx.MockTransport(bank))


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing, "LOOK_SECONDS", 0)


def test_a_line_has_a_bar_the_speed_and_what_was_found() -> None:
    text = closing.line(a_close("2026-11-24", "running", 0.5), 160)

    assert text.startswith("2026-11-24  [####################....................]  50%")
    assert "250,000 loans/s" in text
    assert text.endswith("1,000,000 read, 12 changed, 3 opened, 2 cured")


def test_the_terminal_shows_the_date_that_is_caught_up_and_then_the_one_asked_for() -> None:
    out = Terminal()
    waits = a_close("2026-11-24", "running", 0, begun=False)
    done = a_close("2026-11-24", "completed", 1)
    status = closing.close(desk(waits, done, missed=a_close("2026-11-22", "running", 0.3)), date(2026, 11, 24), out)

    assert status == 0
    assert [each[3:13] for each in out.getvalue().split("\r")[1:]] == ["2026-11-22", "2026-11-24"]
    assert "100%" in out.getvalue()


def test_without_a_terminal_only_the_end_is_told_and_a_failure_is_one() -> None:
    out = io.StringIO()
    failed = a_close("2026-11-24", "failed", 0.2)

    assert closing.close(desk(failed), date(2026, 11, 24), out) == 1
    assert "is failed" in out.getvalue()
    assert "\r" not in out.getvalue()
