"""A property project half built: flats sold and unsold, a plan, payments in every state (domain E1-E11)."""

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from deploy.demo.building import Project, Site, build
from deploy.demo.desk import Desk
from deploy.demo.figures import account_no, uscc, yuan

PAYEES = (
    # (payee, category, the contract's amount, this month's plan line, purpose)
    ("沂蒙建筑安装有限公司", "construction", 42_000_000, 9_000_000, "主体结构施工"),
    ("鲁南钢材贸易有限公司", "construction", 12_000_000, 3_200_000, "钢材采购"),
    ("临沂日立电梯有限公司", "equipment", 4_800_000, 1_500_000, "电梯设备首付"),
    ("山东华盛建筑设计院", "design", 1_600_000, 300_000, "施工图变更设计"),
)
# What becomes of each request: (which contract, amount, the verbs after it). The limit for large ones is 1,000,000.
PAYMENTS = (
    (0, 2_400_000, ("review", "confirm", "pay", "settle")),
    (1, 960_000, ("confirm", "pay", "settle")),
    (3, 120_000, ("confirm", "pay", "settle", "return")),
    (2, 750_000, ("confirm", "pay")),
    (1, 480_000, ("confirm",)),
    (0, 1_850_000, ("review",)),
    (0, 1_200_000, ()),
    (1, 320_000, ("reject",)),
    (3, 90_000, ("cancel",)),
)
UNITS_SOLD = 46
MILLION = 1_000_000


def load(desk: Desk, today: date, chance: random.Random) -> Iterator[str]:
    """Load it, saying what has been done on the way. Raises Unexpected."""
    project = build(desk, _site(today, chance))
    yield f"project {project.site.name}: {len(project.site.unit_numbers)} flats, supervised, two milestones confirmed"
    count = _receive(desk, project, chance)
    yield f"{count} receipts on its account, one of them not yet identified"
    contracts = _contracts(desk, project)
    lines = _plans(desk, project, contracts)
    yield f"{len(contracts)} contracts, this month's fund plan approved, next month's waiting for approval"
    for number, (place, amount, verbs) in enumerate(PAYMENTS, 1):
        _pay(desk, project, f"payment-{number}", (contracts[place], lines[place]), amount, verbs)
    yield f"{len(PAYMENTS)} payments, from asked for to settled, one returned"


def _site(today: date, chance: random.Random) -> Site:
    return Site(
        staff="ls",
        developer="临沂市沂河置业有限公司",
        uscc=uscc(chance),
        name="沂河家园一期",
        account_no=account_no(chance),
        floors=18,
        flats_a_floor=6,
        list_price=1_180_000,
        investment=128 * MILLION,
        construction_budget=72 * MILLION,
        supervised_amount=46 * MILLION,
        large_withdrawal_limit=MILLION,
        today=today,
        confirmed_milestones=2,
        progress=("53.50", "52.00"),
        units_sold=UNITS_SOLD,
    )


def _receive(desk: Desk, project: Project, chance: random.Random) -> int:
    """Own funds, then what buyers and their mortgages paid. Answers how many receipts that were."""
    count = 0

    def receive(step: str, source: str, amount: int, unit: str | None, days_ago: int) -> None:
        nonlocal count
        desk.do(
            "core-banking",
            f"{project.account}/receipts",
            step,
            {
                "source": source,
                "amount": yuan(amount),
                "bank_ref": f"CB{project.site.account_no[-6:]}{count:05d}",
                "unit_no": unit,
                "value_date": f"{project.site.today - timedelta(days=days_ago)}",
            },
        )
        count += 1

    receive("receipt/own", "developer_funds", 12 * MILLION, None, 300)
    for number, unit in enumerate(chance.sample(project.site.unit_numbers, UNITS_SOLD)):
        # Higher floors cost a little more, and buyers in installments of hundreds.
        price = project.site.list_price + int(unit[2:-2]) * 6_000
        down = price * chance.choice((30, 35, 40)) // 100 // 10_000 * 10_000
        days_ago = 240 - number * 5
        receive(f"receipt/{unit}/down", "down_payment", down, unit, days_ago)
        if number < UNITS_SOLD - 8:
            receive(f"receipt/{unit}/loan", "mortgage", price - down, unit, max(days_ago - 25, 0))
    receive("receipt/unknown", "down_payment", 350_000, None, 2)
    return count


def _contracts(desk: Desk, project: Project) -> list[str]:
    """The works' contracts; answers their ids in the order of `PAYEES`."""
    manager = f"{project.site.staff}-manager-1"
    found = []
    for number, (payee, category, amount, _, _) in enumerate(PAYEES, 1):
        paper = desk.document(manager, f"contract-{number}/paper", f"合同 {payee}")
        contract = {
            "payee_name": payee,
            "payee_account": f"62220216100{number:08d}",
            "category": category,
            "amount": yuan(amount),
            "document_id": paper,
        }
        found.append(str(desk.do(manager, f"{project.at}/contracts", f"contract-{number}", contract)["id"]))
    return found


def _plans(desk: Desk, project: Project, contracts: list[str]) -> list[str]:
    """This month's plan, approved, and next month's, submitted. Answers the ids of this month's lines."""
    site = project.site
    following = site.today.replace(day=1) + timedelta(days=32)
    lines: list[str] = []
    for month, approvers in ((f"{site.today:%Y-%m}", ("corporate", "personal")), (f"{following:%Y-%m}", ())):
        wanted = [
            {"category": category, "contract_id": contract, "amount": yuan(amount), "purpose": purpose}
            for contract, (_, category, _, amount, purpose) in zip(contracts, PAYEES, strict=True)
        ]
        step = f"plan/{month}"
        body = {"month": month, "lines": wanted}
        plan = desk.do(f"{site.staff}-manager-1", f"{project.at}/fund-plans", step, body)
        at = f"/escrow/v1/fund-plans/{plan['id']}"
        desk.decide(f"{site.staff}-manager-1", f"{at}/submit", f"{step}/submit")
        for department in approvers:
            desk.decide(f"{site.staff}-{department}", f"{at}/approve", f"{step}/{department}")
        lines = lines or [str(line["id"]) for line in plan["lines"]]
    return lines


def _pay(
    desk: Desk, project: Project, step: str, drawn_on: tuple[str, str], amount: int, verbs: tuple[str, ...]
) -> None:
    contract, line = drawn_on
    site = project.site
    manager = f"{site.staff}-manager-1"
    proof = [desk.document(manager, f"{step}/proof", f"工程进度款发票 {step}")] if amount > MILLION else []
    asked = {
        "fund_plan_line_id": line,
        "contract_id": contract,
        "invoice_no": f"NO{site.account_no[-4:]}{step[-1]:0>4}",
        "amount": yuan(amount),
        "document_ids": proof,
        "value_date": f"{site.today}",
    }
    payment = desk.do(manager, f"{project.at}/disbursements", step, asked)
    at = f"/escrow/v1/disbursements/{payment['id']}"
    for verb in verbs:
        take_step(desk, site.staff, f"{at}/{verb}", f"{step}/{verb}", site.today)


def take_step(desk: Desk, staff: str, path: str, step: str, day: date) -> dict[str, Any]:
    """One move of a payment, by whoever may make it. Answers the payment as it is then."""
    steps: dict[str, tuple[str, Callable[..., dict[str, Any]], dict[str, Any]]] = {
        "review": (f"{staff}-corporate", desk.decide, {"comment": "与合同、进度一致"}),
        "confirm": (f"{staff}-personal", desk.decide, {"comment": "现场核实无误"}),
        "reject": (f"{staff}-personal", desk.decide, {"reason": "发票金额与送货单不符"}),
        "cancel": (f"{staff}-manager-1", desk.decide, {"reason": "开发商撤回申请"}),
        "pay": (f"{staff}-payments", desk.decide, {}),
        "settle": ("core-banking", desk.do, {"bank_ref": f"PAY-{step}", "settled_on": f"{day}"}),
        "return": ("core-banking", desk.do, {"bank_ref": f"RET-{step}", "reason": "收款账户已销户"}),
    }
    who, act, body = steps[path.rsplit("/", 1)[1]]
    return act(who, path, step, body)
