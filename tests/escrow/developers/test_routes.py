"""Developers over HTTP (domain E1)."""

from tests.support.building import credit_code, reference
from tests.support.running import Running


def test_a_developer_is_registered_once_in_a_sub_branch(escrow: Running) -> None:
    manager = escrow.staff("ls-manager-1")
    developer = {"name": reference("Developer"), "uscc": credit_code(), "qualification_grade": "second"}
    made = manager.do("/v1/developers", developer, expect=201)

    assert manager.do("/v1/developers", developer, expect=409)["code"] == "DEVELOPER_EXISTS"
    assert escrow.staff("sz-manager-1").do("/v1/developers", developer, expect=201)["id"] != made["id"]
    assert manager.see("/v1/developers", uscc=developer["uscc"])["items"] == [made]


def test_a_credit_code_with_a_wrong_check_character_is_refused_by_name(escrow: Running) -> None:
    good = credit_code()
    wrong = good[:-1] + ("0" if good[-1] != "0" else "1")
    problem = escrow.staff("ls-manager-1").do(
        "/v1/developers", {"name": "X", "uscc": wrong, "qualification_grade": "second", "surprise": 1}, expect=422
    )

    assert {(e["pointer"], e["code"]) for e in problem["errors"]} == {
        ("/uscc", "USCC_INVALID"),
        ("/surprise", "EXTRA_FORBIDDEN"),
    }
    assert wrong not in str(problem)
