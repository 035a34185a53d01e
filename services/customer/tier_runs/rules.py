"""A tier run: the whole book held against one policy version (domain T9)."""

from typing import Literal

from chassis.errors import Conflict, Text

TierRunState = Literal["running", "completed", "failed"]

CHUNK_CUSTOMERS = 20_000


class TierRunUnderWay(Conflict):
    code = "TIER_RUN_UNDER_WAY"
    title = Text("A run over the book is under way", "客户分层批处理正在进行")
