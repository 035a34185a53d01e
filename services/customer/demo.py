"""The demo organisation, planted once: `python -m services.customer.demo`, for development only.

Head office, city branch, two sub-branches with two outlets each, and the people of contract, section 2. What is there
already stays as it is.
"""

import asyncio
import sys
from collections.abc import Awaitable
from typing import Any

import structlog

from chassis import logs
from chassis.clock import system_clock
from chassis.db import Database
from chassis.errors import NotFound
from chassis.identity import SYSTEM_ACTOR
from chassis.settings import ServiceSettings
from chassis.writes import Answer, Work, perform
from services.customer.organisation import actions
from services.customer.organisation.schemas import NodeIn, StaffIn

NODES = [
    ("head", "head_office", "总行", None),
    ("linyi", "city_branch", "临沂分行", "head"),
    ("lanshan", "sub_branch", "兰山支行", "linyi"),
    ("ls-1", "outlet", "兰山支行营业室", "lanshan"),
    ("ls-2", "outlet", "兰山银雀山分理处", "lanshan"),
    ("shizhong", "sub_branch", "市中支行", "linyi"),
    ("sz-1", "outlet", "市中支行营业室", "shizhong"),
    ("sz-2", "outlet", "市中解放路分理处", "shizhong"),
]
BANK_WIDE = [
    ("head", "韩正明", "head_office"),
    ("city", "唐敏", "city_branch"),
    ("auditor", "邓思源", "auditor"),
    ("core-banking", "核心银行系统", "system"),
]
SUB_BRANCHES = {"ls": "lanshan", "sz": "shizhong"}
# (name in the sub-branch, role, number of the outlet or 0, name in lanshan, name in shizhong)
SUB_BRANCH_STAFF = [
    ("manager-1", "account_manager", 1, "王海燕", "刘志强"),
    ("manager-2", "account_manager", 2, "李建国", "陈晓梅"),
    ("outlet", "outlet_manager", 1, "张秀兰", "杨文博"),
    ("personal", "personal_dept", 0, "赵明辉", "黄丽娟"),
    ("corporate", "corporate_dept", 0, "孙立新", "周德胜"),
    ("payments", "payments", 0, "吴桂芳", "徐静怡"),
    ("collector", "collector", 0, "郑大勇", "马俊杰"),
    ("risk", "risk_officer", 0, "冯雅琴", "朱慧敏"),
    ("committee-1", "committee_member", 0, "胡振华", "郭永平"),
    ("committee-2", "committee_member", 0, "林淑珍", "何玉霞"),
    ("committee-3", "committee_member", 0, "高志远", "罗建军"),
    ("branch-head", "branch_head", 0, "宋国栋", "梁卫东"),
]


def nodes() -> list[NodeIn]:
    """The demo nodes, each after the one above it."""
    return [
        NodeIn.model_validate({"code": code, "kind": kind, "name": name, "parent": parent})
        for code, kind, name, parent in NODES
    ]


def people() -> list[StaffIn]:
    """The demo staff."""
    posts: list[dict[str, Any]] = [{"sub": sub, "name": name, "roles": [role]} for sub, name, role in BANK_WIDE]
    for column, (prefix, sub_branch) in enumerate(SUB_BRANCHES.items()):
        for post, role, outlet, *names in SUB_BRANCH_STAFF:
            place = {"sub_branch": sub_branch, "outlet": f"{prefix}-{outlet}" if outlet else None}
            posts.append({"sub": f"{prefix}-{post}", "name": names[column], "roles": [role]} | place)
    return [StaffIn.model_validate(post) for post in posts]


async def plant(work: Work) -> int:
    """Open the nodes and engage the people that are missing. Answers how many that were."""
    planted = 0
    for node in nodes():
        if await _is_missing(actions.get_node(work, node.code)):
            await actions.open_node(work, node)
            planted += 1
    for person in people():
        if await _is_missing(actions.get_staff(work, person.sub)):
            await actions.engage(work, person)
            planted += 1
    return planted


async def _is_missing(looking: Awaitable[Any]) -> bool:
    try:
        await looking
    except NotFound:
        return True
    return False


async def plant_in(settings: ServiceSettings) -> int:
    """Plant the demo organisation in a service's database. Answers how many nodes and people were missing."""
    planted = 0

    async def run(work: Work) -> Answer:
        nonlocal planted
        planted = await plant(work)
        return Answer(200, {}, b"")

    database = Database(settings)
    try:
        await perform(database, SYSTEM_ACTOR, system_clock(), run)
    finally:
        await database.close()
    return planted


def main() -> int:
    """The command; it refuses anything but development."""
    settings = ServiceSettings()
    logs.configure(settings)
    log = structlog.get_logger()
    if settings.environment != "development":
        log.error("the demo organisation is for development only", environment=settings.environment)
        return 1
    log.info("demo organisation planted", missing=asyncio.run(plant_in(settings)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
