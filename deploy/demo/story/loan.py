"""Chapter: a loan is booked, falls into arrears at the close, is taken up, and repaid (domain C1, C3, C9, S1)."""

from calendar import monthrange
from datetime import date, datetime, timedelta

from chassis.clock import SHANGHAI
from chassis.errors import Text
from deploy.demo.desk import Thing
from deploy.demo.story import gate
from deploy.demo.story.book import Scene
from deploy.demo.story.people import Cast
from deploy.demo.story.telling import money
from deploy.demo.story.words import named

INSTALMENT = "10000.00"
INTEREST = "412.50"
OWED = "10412.50"
INSTALMENTS = 12
PAID_BEFORE = 2


def play(scene: Scene, people: Cast) -> None:
    """Book it, close the day, look at the case, be refused elsewhere, repay. Raises Unexpected."""
    tell, late = scene.tell, people.late
    tell.chapter(Text("A loan falls behind, is taken up, and is repaid", "贷款逾期、催收与归还"))
    day = _business_date(scene)
    loan = scene.do("loan", "core-banking", "/collections/v1/loans", _loan(people, day))
    at = f"/collections/v1/loans/{loan['id']}"
    yesterday = day - timedelta(days=1)
    tell.says(
        f"{late.name} has a loan of 120,000.00 at outlet ls-2. {money(OWED)} was due on {yesterday} and has not come.",
        f"{late.name}在 ls-2 网点有贷款 120,000.00 元，{yesterday} 应还的 {money(OWED)} 元未到账。",
    )
    if day > scene.story.today:
        tell.says(
            "(Every story closes one more day, so this bank's calendar runs ahead of yours by now.)",
            "（每讲一次故事就多做一次日终，因此本行的业务日期走在您的日历前面。）",
        )
    closed = scene.story.once("close", lambda: _close(scene, day))
    counts = closed["counts"]
    tell.says(f"The business date {day} is closed, for all loans in one run:", f"对全部贷款执行 {day} 日终：")
    tell.fact(
        Text("loans read", "读取贷款"),
        f"{counts['read']:,}",
        tell.word(
            Text(
                f"changed: {counts['changed']}; cases opened: {counts['opened']}; cured: {counts['cured']}",
                f"变动 {counts['changed']} 笔，新开案件 {counts['opened']} 件，结清 {counts['cured']} 件",
            )
        ),
    )
    _aged(scene, scene.see("loan/aged", "ls-manager-2", at))
    case = scene.see("case", "ls-manager-2", "/collections/v1/cases", loan_id=str(loan["id"]))["items"][0]
    tell.says(
        "The news reaches whoever is responsible at once, with a date to act by:", "消息立即送达责任人，并有办理期限："
    )
    tell.fact(Text("case, first step", "催收案件"), tell.word(named(case["stage"])), _act_by(scene, case))
    gate.own_line(scene, late, people.ref(late))
    payment = {
        "loan_ref": f"{people.ref(late)}-L",
        "bank_ref": f"{people.ref(late)}-R1",
        "paid_on": f"{day}",
        "amount": OWED,
    }
    scene.do("repayment", "core-banking", "/collections/v1/repayments", payment)
    again = scene.story.once(
        "repayment/again",
        lambda: scene.desk.do("core-banking", "/collections/v1/repayments", "repayment/again", payment),
    )
    tell.says(
        f"{late.name} pays {money(OWED)}. Core banking reports {again['bank_ref']} twice by mistake; it counts once.",
        f"{late.name}归还 {money(OWED)} 元。核心系统误报两次，只入账一次（{again['bank_ref']}）。",
    )
    _aged(scene, scene.see("loan/repaid", "ls-manager-2", at))
    cured = scene.see("case/cured", "ls-manager-2", f"/collections/v1/cases/{case['id']}")
    tell.fact(Text("case", "催收案件"), tell.word(named(cured["state"])))


def _act_by(scene: Scene, case: Thing) -> str:
    by = datetime.fromisoformat(case["due_at"]).astimezone(SHANGHAI)
    return scene.tell.word(
        Text(f"{case['assignee']}, by {by:%Y-%m-%d %H:%M}", f"{case['assignee']}，{by:%Y-%m-%d %H:%M} 前")
    )


def _aged(scene: Scene, loan: Thing) -> None:
    owed = sum_of(loan["overdue_principal"], loan["overdue_interest"])
    days, risk = loan["days_past_due"], named(loan["risk_class"])
    note = Text(f"days past due: {days}; class: {risk.en}", f"逾期 {days} 天；分类：{risk.zh}")
    scene.tell.fact(Text("overdue", "逾期金额"), owed, scene.tell.word(note))


def sum_of(principal: str, interest: str) -> str:
    """Principal and interest, each shown."""
    return f"{money(principal)} + {money(interest)}"


def _business_date(scene: Scene) -> date:
    """The day after the last close, which is the day collections lives in."""

    def look() -> Thing:
        closes = scene.desk.see("core-banking", "/collections/v1/day-closes", limit="1")["items"]
        last = date.fromisoformat(closes[0]["business_date"]) if closes else scene.story.today - timedelta(days=1)
        return {"date": f"{last + timedelta(days=1)}"}

    return date.fromisoformat(scene.story.once("business-date", look)["date"])


def _close(scene: Scene, day: date) -> Thing:
    scene.desk.do("core-banking", "/collections/v1/day-closes", "close", {"business_date": f"{day}"})
    return scene.desk.wait("core-banking", f"/collections/v1/day-closes/{day}")


def _loan(people: Cast, day: date) -> Thing:
    """Twelve instalments: two were paid, the third was due the day before `day`."""
    third = day - timedelta(days=1)
    due = [_months_after(third, number - PAID_BEFORE) for number in range(INSTALMENTS)]
    instalments: list[Thing] = [
        {"number": number, "due_date": f"{on}", "principal": INSTALMENT, "interest": INTEREST}
        for number, on in enumerate(due, 1)
    ]
    for paid in instalments[:PAID_BEFORE]:
        paid["paid"] = OWED
    late = people.late
    return {
        "external_ref": f"{people.ref(late)}-L",
        "customer_ref": people.ref(late),
        "product": "consumption",
        "principal": "120000.00",
        "disbursed_on": f"{_months_after(third, -3)}",
        "matures_on": f"{due[-1]}",
        "sub_branch": "lanshan",
        "outlet": "ls-2",
        "account_manager": "ls-manager-2",
        "originated_by": "outlet",
        "borrower": {"name": late.name, "phone": late.phone},
        "guarantors": [],
        "instalments": instalments,
    }


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
