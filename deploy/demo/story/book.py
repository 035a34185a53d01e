"""A story in progress: what was done is kept step by step, so that a story that was cut off goes on where it was."""

import random
import secrets
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from chassis.clock import SHANGHAI
from deploy.demo.desk import Desk, Thing
from deploy.demo.loading import Memory
from deploy.demo.story.telling import Teller


class Story:
    """One story. Everything in it follows from its id and its first day; each step's answer is kept beside the data.

    A step that was done and not yet kept is sent again with the same key, and counts once: so the money is right
    wherever the story was cut off.
    """

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._known: dict[str, Any] = memory.read()
        self.is_resumed = bool(self._known.get("steps"))
        if not self._known:
            today = datetime.now(SHANGHAI).date()
            self._known = {"id": secrets.token_hex(3), "today": f"{today}", "steps": {}}
            memory.write(self._known)
        self.id = str(self._known["id"])
        self.today = date.fromisoformat(self._known["today"])

    def chance(self, what: str) -> random.Random:
        """What is drawn for this story, the same whenever it goes on."""
        return random.Random(f"{self.id}/{what}")  # noqa: S311

    def once(self, step: str, act: Callable[[], Thing]) -> Thing:
        """Do a step, or recall what it answered when it was done."""
        steps: dict[str, Thing] = self._known["steps"]
        if step not in steps:
            steps[step] = act()
            self._memory.write(self._known)
        return steps[step]

    def end(self) -> None:
        """The next story is another one."""
        self._memory.forget()


class Scene:
    """A story, who tells it, and the desk at which it is played."""

    def __init__(self, story: Story, teller: Teller, desk: Desk) -> None:
        self.story = story
        self.tell = teller
        self.desk = desk

    def see(self, step: str, who: str, path: str, **params: str) -> Thing:
        """Look at something as it was when the story came to it."""
        return self.story.once(step, lambda: self.desk.see(who, path, **params))

    def do(self, step: str, who: str, path: str, body: Thing | None = None) -> Thing:
        """Create or report something."""
        return self.story.once(step, lambda: self.desk.do(who, path, step, body))

    def decide(self, step: str, who: str, path: str, body: Thing | None = None) -> Thing:
        """Decide on something."""
        return self.story.once(step, lambda: self.desk.decide(who, path, step, body))
