"""Personal data moves to a new key: all stays readable meanwhile, nothing is left under an old one at the end."""

from typing import Literal

from chassis.errors import Conflict, Text

RotationState = Literal["running", "completed", "failed"]

CHUNK_CUSTOMERS = 500
PASSES_MAX = 20
"""A process that still seals under the old key keeps a rotation from ending: after so many passes that is said."""


class RotationUnderWay(Conflict):
    code = "KEY_ROTATION_UNDER_WAY"
    title = Text("Numbers are being moved to a new key already", "密钥轮换正在进行")


class OldKeyInUse(Exception):
    """After every pass some number is under another key: a process has not been told of the new one."""


class OtherKeyCurrent(Exception):
    """This process's current key is not the one that the rotation moves to: another worker may know it."""
