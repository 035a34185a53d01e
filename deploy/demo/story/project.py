"""Chapter: money of a property project, in and out (domain E3-E6, E11)."""

from chassis.errors import Text
from deploy.demo.building import Project, Site, build
from deploy.demo.desk import Desk, Thing
from deploy.demo.figures import account_no, uscc, yuan
from deploy.demo.project import take_step
from deploy.demo.story.book import Scene
from deploy.demo.story.telling import money
from deploy.demo.story.words import named

MILLION = 1_000_000
PLANNED = 6 * MILLION
SMALL, LARGE, TOO_MUCH = 600_000, 2_400_000, 9 * MILLION
RECEIPTS = (("developer_funds", 9 * MILLION, None), ("down_payment", 380_000, "1-101"), ("mortgage", 820_000, "1-101"))
BALANCES = {
    "total": Text("total", "总额"),
    "held": Text("held", "冻结待付"),
    "retained": Text("retained", "留存"),
    "available": Text("available", "可用"),
}
STATE = Text("payment", "付款状态")


def play(scene: Scene) -> None:
    """From proceeds to payments. Raises Unexpected."""
    tell, story = scene.tell, scene.story
    tell.chapter(Text("A property project: money in, and money out", "房地产项目：资金收付"))
    site = _site(scene)
    desk = Desk(scene.desk.url, f"story-{story.id}/site")
    made = story.once("site", lambda: _kept(build(desk, site)))
    desk.close()
    project = Project(site, made["id"], made["at"], made["account"])
    tell.says(
        f"{site.name} is half built. The developer's papers were assessed, the agreement is signed, the account is "
        f"supervised: of {money(yuan(site.supervised_amount))} half must stay until the building is topped out.",
        f"{site.name} 已建至一半。项目已评审、协议已签署、账户已监管：监管额 {money(yuan(site.supervised_amount))} 元，"
        "主体封顶前须留存一半。",
    )
    for number, (source, amount, unit) in enumerate(RECEIPTS, 1):
        receipt = {"source": source, "amount": yuan(amount), "bank_ref": f"S{story.id}-IN{number}", "unit_no": unit}
        body = receipt | {"value_date": f"{story.today}"}
        scene.do(f"receipt/{number}", "core-banking", f"{project.account}/receipts", body)
    tell.says(
        "The developer pays in 9,000,000.00; the buyer of flat 1-101 a down payment of 380,000.00, and the mortgage "
        "follows with 820,000.00.",
        "开发商存入 9,000,000.00 元；1-101 号房购房人首付 380,000.00 元，按揭贷款 820,000.00 元随后到账。",
    )
    _balances(scene, project, "proceeds")
    line, contract = _plan(scene, project)
    tell.says(
        f"This month's fund plan has one line, {money(yuan(PLANNED))} for the frame; both departments approve it.",
        f"本月资金使用计划一项：主体施工 {money(yuan(PLANNED))} 元；两个部门均已批准。",
    )
    _small(scene, project, line, contract)
    _large(scene, project, line, contract)
    _refused(scene, project, line, contract)


def _site(scene: Scene) -> Site:
    chance = scene.story.chance("site")
    return Site(
        staff="ls",
        developer=f"临沂市金沂置业有限公司（{scene.story.id}）",
        uscc=uscc(chance),
        name=f"桃花源 {scene.story.id}",
        account_no=account_no(chance),
        floors=2,
        flats_a_floor=4,
        list_price=1_200_000,
        investment=60 * MILLION,
        construction_budget=20 * MILLION,
        supervised_amount=10 * MILLION,
        large_withdrawal_limit=MILLION,
        today=scene.story.today,
        confirmed_milestones=2,
        progress=("51.00", "50.00"),
        units_sold=1,
    )


def _kept(project: Project) -> Thing:
    return {"id": project.id, "at": project.at, "account": project.account}


def _balances(scene: Scene, project: Project, step: str) -> None:
    seen = scene.see(f"balances/{step}", "ls-manager-1", project.account)["balances"]
    scene.tell.balances(seen, BALANCES)


def _plan(scene: Scene, project: Project) -> tuple[str, str]:
    """A contract and an approved plan; answers the plan line's id and the contract's."""
    paper = scene.story.once(
        "contract/paper", lambda: {"id": scene.desk.document("ls-manager-1", "contract/paper", "施工合同")}
    )
    contract = scene.do(
        "contract",
        "ls-manager-1",
        f"{project.at}/contracts",
        {
            "payee_name": "沂蒙建筑安装有限公司",
            "payee_account": "6222021610000000001",
            "category": "construction",
            "amount": yuan(PLANNED),
            "document_id": paper["id"],
        },
    )
    wanted = {
        "category": "construction",
        "contract_id": contract["id"],
        "amount": yuan(PLANNED),
        "purpose": "主体施工",
    }
    month = {"month": f"{scene.story.today:%Y-%m}", "lines": [wanted]}
    draft = scene.do("plan", "ls-manager-1", f"{project.at}/fund-plans", month)
    at = f"/escrow/v1/fund-plans/{draft['id']}"
    scene.decide("plan/submit", "ls-manager-1", f"{at}/submit")
    scene.decide("plan/corporate", "ls-corporate", f"{at}/approve")
    approved = scene.decide("plan/personal", "ls-personal", f"{at}/approve")
    return str(approved["lines"][0]["id"]), str(contract["id"])


def _request(scene: Scene, line: str, contract: str, step: str, amount: int, papers: list[str]) -> Thing:
    return {
        "fund_plan_line_id": line,
        "contract_id": contract,
        "invoice_no": f"S{scene.story.id}-{step}",
        "amount": yuan(amount),
        "document_ids": papers,
        "value_date": f"{scene.story.today}",
    }


def _step(scene: Scene, payment: Thing, step: str, verb: str) -> Thing:
    path, name = f"/escrow/v1/disbursements/{payment['id']}/{verb}", f"{step}/{verb}"
    key = f"{scene.story.id}-{name}"
    return scene.story.once(name, lambda: take_step(scene.desk, "ls", path, key, scene.story.today))


def _small(scene: Scene, project: Project, line: str, contract: str) -> None:
    tell = scene.tell
    asked = _request(scene, line, contract, "small", SMALL, [])
    payment = scene.do("small", "ls-manager-1", f"{project.at}/disbursements", asked)
    tell.says(
        f"A small payment of {money(yuan(SMALL))} is asked for. Its money is held at once:",
        f"申请一笔小额付款 {money(yuan(SMALL))} 元，资金随即冻结待付：",
    )
    _balances(scene, project, "small-held")
    for verb in ("confirm", "pay", "settle"):
        paid = _step(scene, payment, "small", verb)
    tell.says(
        "The personal department confirms it, accounting pays, core banking reports that it is settled:",
        "个人部门确认，会计部门付款，核心系统回报支付成功：",
    )
    tell.fact(STATE, tell.word(named(paid["state"])))
    _balances(scene, project, "small-paid")


def _large(scene: Scene, project: Project, line: str, contract: str) -> None:
    tell = scene.tell
    paper = scene.story.once(
        "large/paper", lambda: {"id": scene.desk.document("ls-manager-1", "large/paper", "工程进度款发票")}
    )
    asked = _request(scene, line, contract, "large", LARGE, [paper["id"]])
    payment = scene.do("large", "ls-manager-1", f"{project.at}/disbursements", asked)
    tell.says(
        f"A large one of {money(yuan(LARGE))} needs proof of its purpose, and two departments, one after the other:",
        f"一笔大额付款 {money(yuan(LARGE))} 元须附用途证明，并由两个部门先后办理：",
    )
    waits = Text("waits for the corporate department", "等待法人业务部门审核")
    tell.fact(STATE, tell.word(named(payment["state"])), tell.word(waits))
    _balances(scene, project, "large-held")
    reviewed = _step(scene, payment, "large", "review")
    waits = Text("waits for the personal department", "等待个人部门核实")
    tell.fact(STATE, tell.word(named(reviewed["state"])), tell.word(waits))
    for verb in ("confirm", "pay", "settle"):
        paid = _step(scene, payment, "large", verb)
        tell.fact(STATE, tell.word(named(paid["state"])))
    _balances(scene, project, "large-paid")


def _refused(scene: Scene, project: Project, line: str, contract: str) -> None:
    tell = scene.tell
    asked = _request(scene, line, contract, "too-much", TOO_MUCH, [])
    path = f"{project.at}/disbursements"
    problem = scene.story.once("too-much", lambda: scene.desk.refused("ls-manager-1", path, "too-much", asked))
    tell.says(
        f"At last {money(yuan(TOO_MUCH))} is asked for, without proof. It is refused, with every reason at once, and "
        "nothing is held:",
        f"最后申请 {money(yuan(TOO_MUCH))} 元且无证明。系统拒绝并一次列明全部原因，不冻结任何资金：",
    )
    failing = [check for check in problem["checks"] if not check["passed"] and check["blocking"]]
    tell.listed((False, check["code"], check["detail"]) for check in failing)
    _balances(scene, project, "end")


def final(scene: Scene) -> Thing:
    """The account as it is now, whatever happened on the way."""
    made = scene.story.once("site", dict)
    return scene.desk.see("ls-manager-1", made["account"])


def expected_total() -> str:
    """What must be on the account at the end: what came in, less the two payments."""
    return yuan(sum(amount for _, amount, _ in RECEIPTS) - SMALL - LARGE)
