"""Whom nobody may contact (domain C7): one person says so with a reason, and only another one takes it back (O3)."""

from typing import Literal

from chassis.errors import Conflict, Text
from chassis.states import Moves

BanState = Literal["active", "lifted"]

MOVES = Moves({"active": {"lift": "lifted"}})


class BannedAlready(Conflict):
    code = "CONTACT_BAN_ACTIVE"
    title = Text("Nobody may contact this person already", "该人已被设为不得联系")
