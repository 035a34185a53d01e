"""When a supervised account may be opened (domain E2, E3)."""

from chassis.errors import Conflict, Text


class NoSignedAgreement(Conflict):
    code = "NO_SIGNED_AGREEMENT"
    title = Text("There is no supervised account without a signed agreement", "未签署贷前协议，不得开立监管专户")


class AccountExists(Conflict):
    code = "ACCOUNT_EXISTS"
    title = Text("The project, or this number, has a supervised account already", "该项目或该账号已有监管专户")
