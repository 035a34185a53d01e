"""Chapter: a customer becomes high-end (domain T1, T2)."""

from datetime import timedelta

from chassis.errors import Text
from deploy.demo.desk import Thing
from deploy.demo.story.book import Scene
from deploy.demo.story.people import Cast
from deploy.demo.story.telling import money

TIER = Text("tier", "客户等级")
TIERS = {
    "high_end": Text("high_end", "高端"),
    "potential_high_end": Text("potential_high_end", "潜在高端"),
    "general": Text("general", "普通"),
}
BUSINESS_LOAN = "800000.00"


def play(scene: Scene, people: Cast) -> None:
    """Report a customer, then what changes the tier. Raises Unexpected."""
    owner, tell = people.owner, scene.tell
    tell.chapter(Text("A customer becomes high-end", "客户升级为高端客户"))
    company = f"临沂市{owner.name[0]}氏板材有限公司"
    report = {
        "external_ref": people.ref(owner),
        "name": owner.name,
        "id_number": owner.id_number,
        "phone": owner.phone,
        "sub_branch": "lanshan",
        "outlet": "ls-1",
        "marketing_consent": True,
        "company": {"name": company},
    }
    made = scene.do("customer", "core-banking", "/customer/v1/customers", report)
    tell.says(
        f"{owner.name} runs a board workshop and banks at Lanshan. What anybody sees of the numbers is masked.",
        f"{owner.name}经营板材厂，在兰山支行开户。任何人看到的证件号码和电话都已脱敏。",
    )
    tell.fact(Text("identity number", "身份证号码"), str(made["id_number"]))
    before = _facts(scene, "facts/before", made["id"], 1, [])
    tell.says("With 86,000.00 of deposits and no loan:", "存款 86,000.00 元，无贷款：")
    _tier(scene, before)
    after = _facts(scene, "facts/after", made["id"], 0, [{"product": "operating", "amount": BUSINESS_LOAN}])
    tell.says(
        f"Then a business loan of {money(BUSINESS_LOAN)} is reported. The tier is found anew at once, with its reason:",
        f"随后报送一笔 {money(BUSINESS_LOAN)} 元的经营性贷款，系统立即重新分层并说明理由：",
    )
    _tier(scene, after)


def _facts(scene: Scene, step: str, customer_id: str, days_ago: int, loans: list[Thing]) -> Thing:
    known = {
        "as_of": f"{scene.story.today - timedelta(days=days_ago)}",
        "deposits": "86000.00",
        "monthly_contribution": "120.00",
        "years_with_bank": 4,
        "products_held": ["debit_card", "internet_banking"],
        "annual_income": "240000.00",
        "loans": loans,
        "needs": [],
    }
    path = f"/customer/v1/customers/{customer_id}/facts"
    return scene.story.once(step, lambda: scene.desk.put("core-banking", path, known))


def _tier(scene: Scene, seen: Thing) -> None:
    reasons = "; ".join(f"{reason['detail']}" for reason in seen["reasons"])
    scene.tell.fact(TIER, scene.tell.word(TIERS[seen["tier"]]), reasons)
