"""Site reports and progress over HTTP (domain E4, E9, O1, O3)."""

import asyncio
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from tests.support.building import person, proposed_project, today
from tests.support.running import Running


@pytest.fixture
def project(escrow: Running) -> str:
    return f"/v1/projects/{proposed_project(escrow)['id']}"


def seen(percent: str, days_ago: int = 0, **changes: Any) -> dict[str, Any]:
    as_of = today() - timedelta(days=days_ago)
    return {"as_of": f"{as_of}", "progress_percent": percent, "units_sold": 3} | changes


def report(escrow: Running, project: str, department: str, percent: str, days_ago: int = 0, **changes: Any) -> Any:
    return escrow.staff(f"ls-{department}").do(f"{project}/site-reports", seen(percent, days_ago, **changes))


def progress(escrow: Running, project: str, **parameters: str) -> dict[str, Any]:
    found: dict[str, Any] = escrow.staff("ls-manager-1").see(f"{project}/progress", **parameters)
    return found


def test_progress_is_missing_until_both_have_reported_and_then_the_lower_of_the_two(
    escrow: Running, project: str
) -> None:
    """E4."""
    nothing = progress(escrow, project)
    first = report(escrow, project, "corporate", "50.00")
    one = progress(escrow, project)
    second = report(escrow, project, "personal", "45.00")
    both = progress(escrow, project)

    assert (nothing["status"], nothing["confirmed_percent"], nothing["corporate"]) == ("missing", None, None)
    assert (one["status"], one["corporate"]["id"], one["personal"]) == ("missing", first["id"], None)
    assert (both["status"], both["confirmed_percent"], both["is_recent"]) == ("confirmed", "45.00", True)
    assert both["personal"] == {name: second[name] for name in both["personal"]}
    assert both["policy_version"]


def test_disagreeing_reports_are_disputed_until_they_agree_also_downwards(escrow: Running, project: str) -> None:
    """E4: progress may go down."""
    report(escrow, project, "corporate", "50.00")
    report(escrow, project, "personal", "44.99")
    disputed = progress(escrow, project)
    report(escrow, project, "corporate", "46.00")

    assert (disputed["status"], disputed["confirmed_percent"]) == ("disputed", None)
    assert progress(escrow, project)["confirmed_percent"] == "44.99"


def test_of_one_day_the_report_recorded_last_counts_and_an_older_day_never_does(escrow: Running, project: str) -> None:
    """Contract, section 3."""
    report(escrow, project, "corporate", "60.00")
    report(escrow, project, "personal", "40.00")
    last = report(escrow, project, "personal", "58.00")
    report(escrow, project, "personal", "10.00", days_ago=1)
    found = progress(escrow, project)

    assert (found["personal"]["id"], found["confirmed_percent"]) == (last["id"], "58.00")


def test_reports_lie_at_most_31_days_apart_and_are_recent_for_as_long(escrow: Running, project: str) -> None:
    report(escrow, project, "corporate", "50.00")
    report(escrow, project, "personal", "50.00", days_ago=32)
    apart = progress(escrow, project)
    report(escrow, project, "personal", "50.00", days_ago=31)
    together = progress(escrow, project)

    assert (apart["status"], apart["is_recent"]) == ("disputed", False)
    assert (together["status"], together["is_recent"]) == ("confirmed", True)


def test_progress_can_be_asked_as_of_a_day_gone_by(escrow: Running, project: str) -> None:
    for days_ago, percent in ((10, "30.00"), (0, "50.00")):
        for department in ("corporate", "personal"):
            report(escrow, project, department, percent, days_ago)
    week_ago = f"{today() - timedelta(days=7)}"

    assert progress(escrow, project)["confirmed_percent"] == "50.00"
    assert progress(escrow, project, as_of=week_ago)["confirmed_percent"] == "30.00"
    problem = escrow.staff("ls-manager-1").see(f"{project}/progress", as_of="yesterday", expect=422)
    assert [(fault["pointer"], fault["code"]) for fault in problem["errors"]] == [("/as_of", "DATE_FORMAT")]


def test_a_report_carries_its_department_and_stays_as_it_was_filed(escrow: Running, project: str) -> None:
    """E9."""
    document = escrow.staff("ls-corporate").document("photo of the site")
    made = report(escrow, project, "corporate", "50.00", notes="cranes at rest", document_ids=[document])
    other = report(escrow, project, "personal", "50.00")
    manager = escrow.staff("ls-manager-1")

    assert (made["department"], made["notes"], made["document_ids"]) == ("corporate", "cranes at rest", [document])
    assert manager.see(f"/v1/site-reports/{made['id']}") == made
    assert manager.see(f"{project}/site-reports")["items"] == [other, made]
    assert manager.see(f"{project}/site-reports", department="corporate")["items"] == [made]


def test_a_report_that_cannot_be_true_is_refused_by_pointer(escrow: Running, project: str) -> None:
    at = f"{project}/site-reports"
    corporate = escrow.staff("ls-corporate")

    for wrong, pointer in (
        (seen("50.00", days_ago=-1), "/as_of"),
        (seen("50.00", units_sold=11), "/units_sold"),
        (seen("50.00", units_sold=-1), "/units_sold"),
        (seen("50.00", units_sold="3"), "/units_sold"),
        (seen("100.01"), "/progress_percent"),
        (seen("50"), "/progress_percent"),
        (seen("50.00", document_ids=[str(uuid.uuid4())]), "/document_ids/0"),
        (seen("50.00", department="personal"), "/department"),
    ):
        assert [fault["pointer"] for fault in corporate.do(at, wrong, expect=422)["errors"]] == [pointer]
    corporate.do(at, seen("100.00", units_sold=10), expect=201)


def test_only_one_of_the_two_departments_reports(escrow: Running, project: str) -> None:
    """O3: whoever belongs to both speaks for neither."""
    at = f"{project}/site-reports"
    escrow.staff("ls-manager-1").do(at, seen("50.00"), expect=403)
    both = person(escrow, "corporate_dept", "personal_dept").do(at, seen("50.00"), expect=403)

    assert both["code"] == "DEPARTMENT_UNCLEAR"


def test_another_sub_branch_finds_neither_reports_nor_progress(escrow: Running, project: str) -> None:
    """O1."""
    made = report(escrow, project, "corporate", "50.00")
    other = escrow.staff("sz-corporate")

    other.do(f"{project}/site-reports", seen("50.00"), expect=404)
    for path in (f"{project}/site-reports", f"{project}/progress", f"/v1/site-reports/{made['id']}"):
        other.see(path, expect=404)


def test_two_departments_may_report_at_the_same_moment(escrow: Running, project: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        departments = ["corporate", "personal"] * 4
        made = list(pool.map(lambda department: report(escrow, project, department, "50.00"), departments))
    found = progress(escrow, project)

    assert found["status"] == "confirmed"
    for department in ("corporate", "personal"):
        ids = [each["id"] for each in made if each["department"] == department]
        assert found[department]["id"] == max(ids)


def test_the_database_itself_keeps_every_report(escrow: Running, project: str) -> None:
    """E9: append-only."""
    report(escrow, project, "corporate", "50.00")

    async def attempt() -> None:
        connection = await asyncpg.connect(escrow.database.runtime_url)
        try:
            for forbidden in ("UPDATE site_report SET progress_percent = 99", "DELETE FROM site_report"):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(forbidden)
        finally:
            await connection.close()

    asyncio.run(attempt())
