"""Bulletins, rankings and letters as a person gets them: printed in Chinese, or as a workbook (domain T6)."""

import io
import os
import re
import zipfile
from pathlib import Path
from typing import Any

from chassis.papers import XLSX
from tests.customer.performance.test_routes import BEFORE, LS, QUARTER, SZ, lend, rank, share, target
from tests.support.running import Running

CHINESE = {"Accept-Language": "zh-CN"}


def page(service: Running, path: str, name: str = "head", **headers: str) -> str:
    answer = service.staff(name).send("GET", f"{path}/paper", headers=CHINESE | headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    return answer.text


def lines(of: str) -> list[list[str]]:
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", of.partition("<tbody>")[2])
    return [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in rows]


def workbook(service: Running, path: str, name: str = "head") -> Any:
    answer = service.staff(name).send("GET", f"{path}/paper", params={"format": "xlsx"}, headers=CHINESE)
    assert answer.headers["content-type"] == XLSX
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        return book.read("xl/sharedStrings.xml").decode(), book.read("xl/worksheets/sheet1.xml").decode()


def test_a_quarter_on_paper_ranking_and_letters(fresh_service: Running) -> None:
    """T6: the ranking with names and who is commended; each letter says its causes with the figures."""
    lend(fresh_service, LS, "500000.00", "2025-05-01")
    lend(fresh_service, LS, "200000.00")
    lend(fresh_service, SZ, "1300000.00")
    target(fresh_service, "sub_branch", "lanshan", QUARTER, "400000.00")
    share(fresh_service, "lanshan", BEFORE, "500000.00", ["500000.00"])
    share(fresh_service, "lanshan", QUARTER, "200000.00", ["300000.00", "300000.00"])
    rank(fresh_service, period=BEFORE)
    taken = rank(fresh_service)
    head = fresh_service.staff("head")
    branches = {one["code"]: one["name"] for one in head.see("/v1/organisation/nodes", limit=200)["items"]}
    ranked = page(fresh_service, f"/v1/rankings/{taken['id']}")
    letters = {one["kind"]: one for one in head.see("/v1/notices", quarter=QUARTER)["items"]}
    at = {kind: f"/v1/notices/{one['id']}" for kind, one in letters.items()}
    reminder = page(fresh_service, at["reminder"], "ls-branch-head")
    admonition = page(fresh_service, at["admonition"], "ls-branch-head")
    keep("ranking", ranked)
    keep("reminder", reminder)

    assert "支行个人信贷业务排名通报" in ranked
    assert "2025年第三季度" in ranked
    assert lines(ranked) == [
        ["1", branches["shizhong"], "1", "1,300,000.00", "—", "—", "—", "—", "—", "表彰"],
        ["2", branches["lanshan"], "1", "200,000.00", "400,000.00", "50.00%", "1", "25.00%", "3", "表彰"],
    ]
    assert taken["inputs_digest"] in ranked
    for sentence in (
        f"{branches['lanshan']}行长：",
        "2025年第三季度你行个人贷款新增200,000.00元，任务目标400,000.00元，完成率50.00%，进度缓慢。",
        "新增贷款排名由上季第1位降至第2位。",
        "新增贷款市场份额由上季50.00%降至25.00%。",
        "书面回复",
    ):
        assert sentence in reminder
    assert f"{branches['lanshan']}主管信贷副行长：" in admonition
    assert "市场份额在当地同业中排名第3位" in admonition
    theirs = fresh_service.staff("sz-branch-head").send("GET", f"{at['reminder']}/paper")
    assert theirs.status_code == 404
    strings, sheet = workbook(fresh_service, f"/v1/rankings/{taken['id']}")
    assert branches["lanshan"] in strings
    assert re.search(r"<v>1300000(\.00)?</v>", sheet)
    english = page(fresh_service, at["reminder"], "ls-branch-head", **{"Accept-Language": "en"})
    assert "In new lending it stands in place 2, after place 1 in the quarter before." in english


def test_a_bulletin_on_paper_has_every_outlet_and_their_sum(fresh_service: Running) -> None:
    """T6: those without a loan too; a sum of targets only where every outlet has one."""
    lend(fresh_service, LS, "100000.00")
    target(fresh_service, "outlet", "ls-1", "2025-08", "400000.00")
    taken = fresh_service.staff("city").do("/v1/bulletins", {"month": "2025-08"}, expect=201)
    at = f"/v1/bulletins/{taken['id']}"
    shown = page(fresh_service, at)
    for outlet in ("ls-2", "sz-1", "sz-2"):
        target(fresh_service, "outlet", outlet, "2025-08", "50000.00")
    again = fresh_service.staff("city").do("/v1/bulletins", {"month": "2025-08"}, expect=201)
    whole = page(fresh_service, f"/v1/bulletins/{again['id']}")
    keep("bulletin", whole)

    assert "2025年8月" in shown
    assert len(lines(shown)) == 5
    assert lines(shown)[0][1:] == ["1", "100,000.00", "400,000.00", "25.00%", "0", "0.00"]
    assert lines(shown)[-1] == ["合计", "1", "100,000.00", "—", "—", "0", "0.00"]
    assert lines(whole)[-1][:5] == ["合计", "1", "100,000.00", "550,000.00", "18.18%"]
    assert fresh_service.staff("head").send("GET", f"/v1/rankings/{taken['id']}/paper").status_code == 404
    assert "合计" in workbook(fresh_service, at)[0]


def keep(name: str, content: str) -> None:
    """Where somebody wants to look at them."""
    if directory := os.environ.get("LOANOPS_LOOK_AT"):
        (Path(directory) / f"{name}.html").write_text(content)
