"""What bulletins, rankings and letters say on paper, in the bank's own forms of words (domain T6)."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from chassis.errors import Text

SENDER = Text("Personal business department", "个人业务部")
BULLETIN = Text("Bulletin of every outlet's results", "个人信贷业务经营情况通报")
RANKINGS: Mapping[str, Text] = {
    "sub_branch": Text("Ranking of sub-branches", "支行个人信贷业务排名通报"),
    "account_manager": Text("Ranking of account managers", "客户经理个人信贷业务排名通报"),
}
WHO: Mapping[str, Text] = {
    "sub_branch": Text("Sub-branch", "支行"),
    "account_manager": Text("Account manager", "客户经理"),
}
LETTERS: Mapping[str, Text] = {
    "reminder": Text("Reminder", "业务提示函"),
    "admonition": Text("Admonition", "告诫谈话通知书"),
}
ADDRESSEES: Mapping[str, Text] = {
    "branch_head": Text("To the head of {branch}:", "{branch}行长："),
    "deputy_head_for_lending": Text("To the deputy head of {branch} in charge of lending:", "{branch}主管信贷副行长："),
}
PRELIMINARY = Text("preliminary: the period is not over", "期间未结束，非最终结果")
YUAN = Text("Amounts in yuan", "单位：元")
COMMENDED = Text("commended", "表彰")
PLACE = Text("Place", "名次")
PLACE_BEFORE = Text("Place before", "上期名次")
OUTLET = Text("Outlet", "网点")
LOANS = Text("Loans", "笔数")
LENT = Text("New lending", "新增贷款")
TARGET = Text("Target", "任务目标")
COMPLETION = Text("Of the target", "完成率")
SHARE = Text("Market share", "市场份额")
SHARE_RANK = Text("Rank of the share", "份额排名")
CURED = Text("Cases cured", "清收率")
HELD_TO_ACCOUNT = Text("Held to account", "责任认定")
WITHOUT = Text("Not all collection results could be had.", "部分月份催收结果暂缺。")
TAKEN_UP = Text("Products taken up", "交叉销售产品数")
ADDED = Text("Contribution added", "新增贡献")
REMARK = Text("Remark", "备注")
TOTAL = Text("All", "合计")
FIGURE = Text("Figure", "指标")
VALUE = Text("Of the quarter", "本季")
BEFORE = Text("Of the quarter before", "上季")


def said(text: Text, chinese: bool) -> str:
    """A text in the reader's language."""
    return text.zh if chinese else text.en


def period_named(period: str, chinese: bool) -> str:
    """A month, quarter or year as a heading has it."""
    year, _, part = period.partition("-")
    if not chinese:
        return period
    if not part:
        return f"{year}年度"
    return f"{year}年第{'一二三四'[int(part[1]) - 1]}季度" if part.startswith("Q") else f"{year}年{int(part)}月"


def day_named(day: date, chinese: bool) -> str:
    """A day as a letter has it."""
    return f"{day.year}年{day.month}月{day.day}日" if chinese else f"{day}"


def _percent(share: str) -> str:
    return f"{Decimal(share) * 100:.2f}%"


def sentences(
    kind: str, causes: Sequence[str], figures: Mapping[str, Any], quarter: str, *, chinese: bool
) -> list[str]:
    """The letter's own words: a sentence for each cause with its figures, and what is expected now."""
    period = period_named(quarter, chinese)
    told = {
        "BEHIND_TARGET": lambda: Text(
            f"New lending of {period} was {Decimal(figures['new_lending']):,.2f} yuan, "
            f"{_percent(figures['completion'])} of the target of {Decimal(figures['target']):,.2f} yuan.",
            f"{period}你行个人贷款新增{Decimal(figures['new_lending']):,.2f}元，任务目标"
            f"{Decimal(figures['target']):,.2f}元，完成率{_percent(figures['completion'])}，进度缓慢。",
        ),
        "RANK_FELL": lambda: Text(
            f"In new lending it stands in place {figures['place']}, after place {figures['previous_place']} in the "
            "quarter before.",
            f"新增贷款排名由上季第{figures['previous_place']}位降至第{figures['place']}位。",
        ),
        "SHARE_FELL": lambda: Text(
            f"Its market share fell from {_percent(figures['previous_market_share'])} to "
            f"{_percent(figures['market_share'])}.",
            f"新增贷款市场份额由上季{_percent(figures['previous_market_share'])}降至{_percent(figures['market_share'])}。",
        ),
        "SHARE_RANK": lambda: Text(
            f"Its market share of new lending ranks {figures['market_share_rank']} among the local banks in {period}.",
            f"{period}你行新增贷款市场份额在当地同业中排名第{figures['market_share_rank']}位。",
        ),
    }
    asked = {
        "reminder": Text(
            "Find the reasons, take measures, and answer this letter with them.",
            "请分析原因，制定整改措施，并就本函作出书面回复。",
        ),
        "admonition": Text(
            "The deputy head in charge of lending is admonished; answer with the measures to be taken.",
            "根据考核办法，对主管信贷副行长进行告诫谈话，请就整改措施作出书面回复。",
        ),
    }
    return [said(told[cause](), chinese) for cause in causes] + [said(asked[kind], chinese)]


def signed(made_at: date, *, final: bool, chinese: bool) -> list[str]:
    """Who sends it, and when."""
    lines = [said(SENDER, chinese), day_named(made_at, chinese)]
    return lines if final else [*lines, said(PRELIMINARY, chinese)]


def not_in_it(missing: Sequence[str], chinese: bool) -> list[str]:
    """What should have gone in and could not be had, for a paper to say."""
    return [said(WITHOUT, chinese)] if "collections" in missing else []


def provenance(identity: object, policy_version: str, grounds: Text, *, chinese: bool) -> list[str]:
    """From what the paper was made, so that it can be checked against what was frozen."""
    told = Text(
        f"Number: {identity}. By policy version {policy_version}.",
        f"编号：{identity}　考核标准版本：{policy_version}",
    )
    return [said(told, chinese), said(grounds, chinese)]


def by_digest(digest: str, made_by: str) -> Text:
    """The grounds of what was frozen."""
    return Text(
        f"Made by {made_by}; SHA-256 over what went in: {digest}", f"制表：{made_by}　数据指纹（SHA-256）：{digest}"
    )


def by_ranking(identity: object) -> Text:
    """The grounds of a letter."""
    return Text(f"By the ranking {identity}", f"依据：排名通报 {identity}")
