"""Tasks: what somebody is to do next, and why (domain C1, C3). Done by whoever holds them; dropped when needless."""

from collections.abc import Iterable
from typing import Literal

from chassis.errors import Forbidden, Text
from chassis.states import Moves

TaskState = Literal["open", "done", "dropped"]
TaskKind = Literal["collect", "late_step", "new_loan", "promise_broken", "clock", "alert_action"]

Why = Literal[
    "KEY_CUSTOMER",
    "IN_ARREARS",
    "MATURING",
    "FIRST_PAYMENT",
    "FIRST_YEAR",
    "BROKEN_PROMISE",
    "MATURES_BY_THE_3RD",
    "STEP_LATE",
    "CLOCK_RUNS_OUT",
    "CURVE_BROKEN",
]

MOVES = Moves({"open": {"complete": "done", "drop": "dropped"}})

# The steps of the ladder that are contacts with a party.
REACHING = ("borrower", "guarantor", "guarantor_family")

BANKWIDE_HOLDERS = ("city_branch", "head_office")

NEXT_STEPS: dict[str, Text] = {
    "remind_before_maturity": Text("Remind the borrower of the maturity, before the 3rd", "3日前提示借款人到期还款"),
    "reach_borrower": Text("Reach the borrower", "联系借款人催收"),
    "reach_guarantor": Text("Reach the guarantor", "联系担保人催收"),
    "reach_guarantor_family": Text("Reach the guarantor's family, by the contact rules", "按联系规则联系担保人家属"),
    "visit_on_site": Text("Visit on site and report", "上门走访并提交报告"),
    "prepare_legal_action": Text("Prepare legal action", "准备提起诉讼"),
    "see_to_late_step": Text("See to it that the late step is done", "督促完成逾时的催收步骤"),
    "look_into_new_loan": Text("Look into a new loan's arrears", "核查新发放贷款逾期原因"),
    "follow_up_broken_promise": Text("Follow up the broken promise", "跟进未兑现的还款承诺"),
    "send_demand_letter": Text("Send a demand letter and get its receipt", "发出催收函并取得回执"),
    "assert_guarantee": Text("Demand payment from the guarantor in time", "在保证期间内向保证人主张权利"),
    "make_plan": Text("Make a plan with an owner and a date", "制定整改计划并明确责任人与时限"),
    "visit_and_inspect": Text("Visit after the loan, inspect and report", "开展贷后检查并提交报告"),
    "review_at_city_branch": Text("Review what runs out of control", "市分行研判失控风险"),
}

WHY: dict[str, Text] = {
    "KEY_CUSTOMER": Text(
        "A key customer: what is outstanding reaches the policy's amount", "重点客户：未偿还余额达到标准"
    ),
    "IN_ARREARS": Text("Something is overdue", "贷款已逾期"),
    "MATURING": Text("The loan matures next", "贷款即将到期"),
    "FIRST_PAYMENT": Text("The very first payment is overdue", "首期还款即逾期"),
    "FIRST_YEAR": Text("A new loan is in arrears", "新发放贷款出现逾期"),
    "BROKEN_PROMISE": Text("A promise to pay was broken", "还款承诺未兑现"),
    "MATURES_BY_THE_3RD": Text("It matures on the 1st to the 3rd", "于1日至3日到期"),
    "STEP_LATE": Text("The step was not done in time", "催收步骤未按时完成"),
    "CLOCK_RUNS_OUT": Text("A period of the law runs out", "法定期间即将届满"),
    "CURVE_BROKEN": Text("The arrears rate left the curve", "欠息率偏离控制曲线"),
}


class NotYours(Forbidden):
    code = "TASK_OF_ANOTHER"
    title = Text("This task is somebody else's", "该任务由他人负责")


def holders(sub: str, deputy_for: str | None, roles: Iterable[str], sub_branch: str | None) -> list[str]:
    """Whose tasks are this person's own: theirs by name, those of whom they stand in for (O4), and those of the roles
    they have where they work."""
    named = [sub, deputy_for] if deputy_for else [sub]
    return [*named, *(role_holder(role, sub_branch or "") for role in sorted(roles))]


def role_holder(role: str, sub_branch: str) -> str:
    """A role as a holder of tasks; the twin of the SQL function of the same name."""
    return f"{role}@{'*' if role in BANKWIDE_HOLDERS else sub_branch}"
