"""A property project, from its developer to its supervised account (domain E1-E4, E10), as the staff would do it."""

from dataclasses import dataclass
from datetime import date, timedelta

from deploy.demo.desk import Desk, Thing
from deploy.demo.figures import yuan

CRITERIA = {
    "qualification": 84,
    "track_record": 78,
    "papers": 90,
    "investment": 75,
    "development_conditions": 82,
    "market": 70,
    "economic_benefit": 74,
    "loan_risk": 72,
}
# (code, planned so many days from today, share of the works, share of the supervised amount still retained)
MILESTONES = (
    ("foundation", -230, "0.2000", "0.7000"),
    ("main_structure", -80, "0.5000", "0.5000"),
    ("topping_out", 60, "0.6500", "0.3500"),
    ("completion_filing", 300, "0.9500", "0.0500"),
    ("first_registration", 400, "1.0000", "0.0000"),
)


@dataclass(frozen=True)
class Site:
    """What is to be built, and by whom. Amounts in yuan; `staff` is the sub-branch's prefix."""

    staff: str
    developer: str
    uscc: str
    name: str
    account_no: str
    floors: int
    flats_a_floor: int
    list_price: int
    investment: int
    construction_budget: int
    supervised_amount: int
    large_withdrawal_limit: int
    today: date
    confirmed_milestones: int
    progress: tuple[str, str]
    """In percent, as the corporate and the personal department saw it."""
    units_sold: int

    @property
    def unit_numbers(self) -> list[str]:
        """Building 1: 1-101, 1-102 … floor by floor."""
        floors = range(1, self.floors + 1)
        return [f"1-{floor}{flat:02d}" for floor in floors for flat in range(1, self.flats_a_floor + 1)]


@dataclass(frozen=True)
class Project:
    """A supervised project: its path and that of its account."""

    site: Site
    id: str
    at: str
    account: str


def build(desk: Desk, site: Site) -> Project:
    """From developer to supervised account, with milestones confirmed and progress reported. Raises Unexpected."""
    project = _propose(desk, site)
    at = f"/escrow/v1/projects/{project['id']}"
    _agree(desk, site, at)
    account = desk.do(f"{site.staff}-manager-1", f"{at}/accounts", "account", {"account_no": site.account_no})
    _report_progress(desk, site, at)
    return Project(site, str(project["id"]), at, f"/escrow/v1/accounts/{account['id']}")


def _propose(desk: Desk, site: Site) -> Thing:
    manager = f"{site.staff}-manager-1"
    record = [{"name": "沂蒙小区一期", "completed_on": f"{site.today.year - 3}-09-30"}]
    developer = desk.do(
        manager,
        "/escrow/v1/developers",
        "developer",
        {"name": site.developer, "uscc": site.uscc, "qualification_grade": "second", "track_record": record},
    )
    own = site.investment * 35 // 100
    return desk.do(
        manager,
        "/escrow/v1/projects",
        "project",
        {
            "developer_id": developer["id"],
            "name": site.name,
            "total_investment": yuan(site.investment),
            "construction_budget": yuan(site.construction_budget),
            "funding_sources": [
                {"kind": "own_funds", "amount": yuan(own)},
                {"kind": "sales", "amount": yuan(site.investment - own)},
            ],
            "permits": {"presale": f"临房预售{site.today.year - 1}-{site.account_no[-4:]}"},
            "regime": "standard",
            "units": [
                {"unit_no": number, "area_sqm": "96.50", "list_price": yuan(site.list_price)}
                for number in site.unit_numbers
            ],
        },
    )


def _agree(desk: Desk, site: Site, at: str) -> None:
    manager = f"{site.staff}-manager-1"
    assessment = desk.do(
        manager,
        f"{at}/assessments",
        "assessment",
        {
            "scores": CRITERIA,
            "feasible": True,
            "development_loan_amount": yuan(site.investment * 15 // 100),
            "expected_mortgage_volume": yuan(site.investment * 40 // 100),
            "entry_date": f"{site.today - timedelta(days=330)}",
            "conditions": ["销售款全部进入监管专户"],
        },
    )
    decision = {"decision": "approve", "comment": "资料齐全，同意"}
    desk.decide(
        f"{site.staff}-risk", f"/escrow/v1/assessments/{assessment['id']}/decide", "assessment/decide", decision
    )
    agreement = desk.do(
        manager,
        f"{at}/agreements",
        "agreement",
        {
            "exclusive": True,
            "guarantee_deposit_rate": "0.0500",
            "large_withdrawal_limit": yuan(site.large_withdrawal_limit),
            "supervised_amount": yuan(site.supervised_amount),
            "terms": "封闭管理：贷款、销售、按揭均在本行办理",
        },
    )
    signed = {
        "signed_on": f"{site.today - timedelta(days=320)}",
        "document_id": desk.document(manager, "agreement/paper", f"贷前协议 {site.name}"),
    }
    desk.decide(f"{site.staff}-branch-head", f"/escrow/v1/agreements/{agreement['id']}/sign", "agreement/sign", signed)


def _report_progress(desk: Desk, site: Site, at: str) -> None:
    manager = f"{site.staff}-manager-1"
    milestones = desk.see(manager, f"{at}/milestones")["items"]
    if not milestones:
        wanted = [
            {
                "code": code,
                "planned_date": f"{site.today + timedelta(days=days)}",
                "progress_share": progress,
                "retained_share": retained,
            }
            for code, days, progress, retained in MILESTONES
        ]
        milestones = desk.put(manager, f"{at}/milestones", {"milestones": wanted})["milestones"]
    departments = (f"{site.staff}-corporate", f"{site.staff}-personal")
    # One after the other: a milestone is confirmed once both departments have, and not before the one ahead of it.
    for milestone, (code, days, _, _) in zip(milestones[: site.confirmed_milestones], MILESTONES, strict=False):
        for person in departments:
            paper = desk.document(person, f"{person}/{code}/paper", f"现场照片 {site.name} {code}")
            seen = {"on": f"{site.today + timedelta(days=days + 3)}", "document_ids": [paper]}
            desk.do(person, f"/escrow/v1/milestones/{milestone['id']}/confirmations", f"{person}/{code}", seen)
    for person, percent in zip(departments, site.progress, strict=True):
        report = {
            "as_of": f"{site.today}",
            "progress_percent": percent,
            "units_sold": site.units_sold,
            "notes": "主体施工正常，现场工人充足",
            "document_ids": [],
        }
        desk.do(person, f"{at}/site-reports", f"{person}/site-report", report)
