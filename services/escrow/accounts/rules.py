"""When a supervised account may be opened (domain E2, E3)."""

from chassis.errors import Conflict, Text


class AccountExists(Conflict):
    code = "ACCOUNT_EXISTS"
    title = Text("The project, or this number, has a supervised account already", "该项目或该账号已有监管专户")
