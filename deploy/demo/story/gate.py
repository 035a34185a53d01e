"""Chapter: three people ask for a loan, and the gate decides by two records (domain S1-S9)."""

from datetime import date

from chassis.errors import Text
from deploy.demo.checks import CLEAN, bureau_report
from deploy.demo.desk import Thing
from deploy.demo.figures import Person
from deploy.demo.story.book import Scene
from deploy.demo.story.people import Cast

OUTCOME = Text("the gate says", "审批闸门结论")
OUTCOMES = {
    "approved": Text("approved", "通过"),
    "capped": Text("capped", "限额通过"),
    "referred": Text("referred", "提交贷审会"),
    "refused": Text("refused", "拒绝"),
    "undecided": Text("undecided", "暂不能决定"),
}
THREE_IN_A_ROW = "N" * 12 + "123" + "N" * 9


def play(scene: Scene, people: Cast) -> None:
    """One passes after a visit, another is refused for what other banks report. Raises Unexpected."""
    tell, owner, refused = scene.tell, people.owner, people.refused
    tell.chapter(Text("Asking for a loan: the visit, and two red lines", "申请贷款：实地考察与两条红线"))
    asked = ask(scene, "ask/owner", "ls-manager-1", people.ref(owner), CLEAN, "300000.00", is_visited=False)
    tell.says(
        f"{owner.name} asks for 300,000.00 more. The credit bureau shows nothing bad, but nobody has been there yet:",
        f"{owner.name}再申请 300,000.00 元。征信记录良好，但尚无人实地考察：",
    )
    outcome(scene, asked)
    body = {"investigation": visit("ls-manager-1", scene.story.today)}
    path = f"/scoring/v1/credit-checks/{asked['id']}"
    decided = scene.decide("ask/owner/continue", "ls-manager-1", f"{path}/continue", body)
    tell.says("ls-manager-1 visits the workshop and reports:", "ls-manager-1 实地走访工厂并提交报告：")
    outcome(scene, decided)
    replay = scene.do("ask/owner/replay", "auditor", f"{path}/replay")
    tell.says(
        "The auditor replays the decision from what was kept with it.",
        "审计员依据留存的资料重放该决定。",
    )
    policy = replay["policy_version"]
    version = Text(f"policy version {policy}", f"政策版本 {policy}")
    same = Text("the same", "结果一致") if replay["same"] else Text("another answer", "结果不一致")
    tell.fact(Text("replayed", "重放"), tell.word(same), tell.word(version))
    other = ask(scene, "ask/refused", "ls-manager-2", people.ref(refused), THREE_IN_A_ROW, "120000.00")
    tell.says(
        f"{refused.name} was three months behind at another bank last year: a red line, and no route overrides it.",
        f"{refused.name}去年在他行连续逾期三期。这是红线，系统没有任何可以绕过它的接口：",
    )
    outcome(scene, other)


def ask(
    scene: Scene, step: str, manager: str, customer_ref: str, history: str, amount: str, *, is_visited: bool = True
) -> Thing:
    """File what the bureau says, and ask the gate."""
    today = scene.story.today

    def send() -> Thing:
        report = bureau_report(scene.desk, manager, f"{step}/bureau", customer_ref, today, history)
        check: Thing = {
            "customer_ref": customer_ref,
            "product": "operating",
            "amount": amount,
            "bureau_report_id": report,
        }
        if is_visited:
            check["investigation"] = visit(manager, today)
        return scene.desk.do(manager, "/scoring/v1/credit-checks", step, check)

    return scene.story.once(step, send)


def visit(manager: str, today: date) -> Thing:
    """The report of a visit on site."""
    return {"by": manager, "visited_on": f"{today}", "findings": "厂房设备齐全，工人在岗，订单与流水相符"}


def outcome(scene: Scene, check: Thing) -> None:
    """What the gate says, and each reason."""
    tell = scene.tell
    reasons = [f"{reason['code']}: {reason['detail']}" for reason in check["reasons"]]
    tell.fact(OUTCOME, tell.word(OUTCOMES[check["outcome"]]), reasons[0] if reasons else "")
    for reason in reasons[1:]:
        tell.fact(Text("", ""), "", reason)


def own_line(scene: Scene, person: Person, customer_ref: str) -> None:
    """Who is behind with us asks at the other sub-branch, where the same record counts (S1, S7)."""
    check = ask(scene, "ask/late", "sz-manager-1", customer_ref, CLEAN, "80000.00")
    scene.tell.says(
        f"The same day {person.name} asks at Shizhong, where nobody knows of this. The bureau shows nothing yet; our "
        "own record does, bank-wide:",
        f"同一天，{person.name}到市中支行申请贷款，那里无人知情。征信尚无记录，但本行还款记录全行共享：",
    )
    outcome(scene, check)
