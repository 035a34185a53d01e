"""Quarterly market research: an outline goes out, answers come in by a day, results are read together (domain T8)."""

from datetime import date
from typing import Literal

from chassis.errors import BadInput, Conflict, FieldError, Refused, Text
from chassis.states import Moves

RoundState = Literal["open", "closed"]
MOVES = Moves({"open": {"close": "closed"}})


class ResearchRoundExists(Conflict):
    code = "RESEARCH_ROUND_EXISTS"
    title = Text("The quarter has a research round already", "该季度已发起市场调研")


class ResearchAnswered(Conflict):
    code = "RESEARCH_ANSWERED"
    title = Text("The sub-branch has answered this round", "本支行已提交本轮调研")


class ResearchRoundOver(Refused):
    code = "RESEARCH_ROUND_OVER"
    title = Text("Answers were taken until the round's last day, or until it was closed", "调研已截止")


def require_day(due_on: date, today: date) -> None:
    """Answers are due on a day that has not passed. Raises BadInput."""
    if due_on < today:
        message = Text("The day has passed", "日期不得早于今天")
        raise BadInput([FieldError("/due_on", "DATE_IN_THE_PAST", message)])


def require_open(state: str, due_on: date, today: date) -> None:
    """Answers are taken while a round is open, its last day included. Raises ResearchRoundOver."""
    if state != "open" or today > due_on:
        raise ResearchRoundOver
