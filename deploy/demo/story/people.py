"""The people of a story: fresh ones each time, with the names of the demo's generator."""

from dataclasses import dataclass

from deploy.demo.figures import Person, person
from deploy.demo.story.book import Story


@dataclass(frozen=True)
class Cast:
    """Who appears: a workshop's owner, somebody with a bad history elsewhere, somebody who falls behind with us."""

    owner: Person
    refused: Person
    late: Person
    story_id: str

    def ref(self, who: Person) -> str:
        """The number core banking knows them by."""
        part = {self.owner.id_number: "A", self.refused.id_number: "B"}.get(who.id_number, "C")
        return f"S{self.story_id.upper()}{part}"


def cast(story: Story) -> Cast:
    """The people of this story."""
    chance = story.chance("people")
    return Cast(person(chance), person(chance), person(chance), story.id)
