"""Loading and story go on where they were cut off, and send what may have been done with the same key."""

from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.demo import desk as desks
from deploy.demo import loading
from deploy.demo.desk import Desk, NobodyThere, Unexpected
from deploy.demo.loading import Memory, Part
from deploy.demo.story.book import Story
from deploy.demo.story.telling import LABEL_WIDTH, WIDTH, _padded, _wide, _wrapped


class Bank:
    """Answers by a list of statuses, one after the other, and remembers what it was sent."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.sent: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/oauth/token":
            return httpx.Response(200, json={"access_token": "t"})
        self.sent.append(request)
        status = self.statuses.pop(0) if self.statuses else 200
        return httpx.Response(status, json={"id": "1", "state": "completed"})


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "PAUSE_SECONDS", 0)


def desk(bank: Bank) -> Desk:
    return Desk("http://bank", "run", transport=httpx.MockTransport(bank))


def test_a_command_that_met_a_restart_is_sent_again_with_its_key() -> None:
    bank = Bank(503, 504, 201)

    assert desk(bank).do("ls-manager-1", "/escrow/v1/developers", "developer", {})["id"] == "1"
    assert [each.headers["Idempotency-Key"] for each in bank.sent] == ["run/developer"] * 3


def test_a_refusal_is_not_repeated() -> None:
    bank = Bank(409)

    with pytest.raises(Unexpected, match="409"):
        desk(bank).do("ls-manager-1", "/escrow/v1/developers", "developer", {})
    assert len(bank.sent) == 1


def test_what_should_be_refused_and_is_not_is_said() -> None:
    with pytest.raises(Unexpected, match="should have been refused"):
        desk(Bank(201)).refused("ls-manager-1", "/escrow/v1/projects/1/disbursements", "too-much", {})


def test_where_nobody_answers_the_story_does_not_wait() -> None:
    with pytest.raises(NobodyThere, match="Nothing answers at http://bank"):
        desk(Bank(500)).look()


def test_a_story_recalls_what_was_done_and_does_the_rest(tmp_path: Path) -> None:
    memory, done = Memory(tmp_path / "story.json"), []

    def act(name: str) -> dict[str, Any]:
        done.append(name)
        return {"was": name}

    first = Story(memory)
    first.once("one", lambda: act("one"))
    second = Story(memory)
    recalled = second.once("one", lambda: act("one again"))
    second.once("two", lambda: act("two"))

    assert second.is_resumed
    assert (second.id, recalled, done) == (first.id, {"was": "one"}, ["one", "two"])
    assert first.chance("people").random() == second.chance("people").random()


def test_the_story_after_one_that_ended_is_another(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "story.json")
    first = Story(memory)
    first.end()

    assert Story(memory).id != first.id


def test_loading_goes_on_with_its_first_day_and_repeats_no_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory, loaded = Memory(tmp_path / "demo.json"), []
    memory.write({"run": loading.RUN, "today": "2026-01-15", "state": "loading", "parts": ["customer"]})

    def part(name: str) -> Part:
        def load(_: Desk, today: date, __: object) -> Any:
            loaded.append((name, today))
            yield "done"

        return Part(name, load)

    monkeypatch.setattr(loading, "PARTS", (part("customer"), part("escrow")))
    said: list[str] = []
    loading.load(desk(Bank()), memory, said.append)

    assert loaded == [("escrow", date(2026, 1, 15))]
    assert memory.read()["state"] == "loaded"
    assert len(said) == 1


def test_a_part_that_fails_leaves_the_loading_unfinished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(_: Desk, __: date, ___: object) -> Any:
        yield "begun"
        raise Unexpected("the bank said no")

    monkeypatch.setattr(loading, "PARTS", (Part("escrow", load),))
    memory = Memory(tmp_path / "demo.json")
    with pytest.raises(Unexpected):
        loading.load(desk(Bank()), memory, lambda _: None)

    assert memory.read()["state"] == "loading"


def test_lines_are_no_wider_than_the_page_and_lose_nothing() -> None:
    text = "王萍 pays 10,412.50; " * 12 + "核心系统误报两次，只入账一次。" * 12
    lines = _wrapped(text, WIDTH)

    assert all(_wide(line) <= WIDTH + 2 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert _wide(_padded("客户等级", LABEL_WIDTH)) == _wide(_padded("tier", LABEL_WIDTH)) == LABEL_WIDTH
