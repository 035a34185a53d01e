"""The recompute of a closed date: forced by a person, it writes only what differs and reports it (domain C9)."""

from typing import Literal

from chassis.errors import Conflict, Text

RecomputationState = Literal["running", "completed", "failed"]
What = Literal["amounts", "class", "bucket", "history"]


class RecomputationRunning(Conflict):
    code = "RECOMPUTATION_RUNNING"
    title = Text("A recompute already runs", "已有重算正在进行")


class DateNotClosed(Conflict):
    code = "DATE_NOT_CLOSED"
    title = Text("Only a date that is closed can be recomputed", "仅已完成日终的日期可以重算")
