"""Known numbers sent through every route are found in clear in no answer, log or event but the one that reveals."""

import json

import pytest

from tests.customer.making import known, report
from tests.support.running import Running
from tests.support.sql import superuser


def test_known_numbers_are_in_no_answer_log_or_event(fresh_service: Running, capfd: pytest.CaptureFixture[str]) -> None:
    bank, manager = fresh_service.staff("core-banking"), fresh_service.staff("ls-manager-1")
    asked = report()
    number, phone = asked["id_number"], asked["phone"]
    wrong = number[:17] + ("1" if number[17] != "1" else "2")
    customer = bank.do("/v1/customers", asked)
    at = f"/v1/customers/{customer['id']}"
    sent = [
        bank.post("/v1/customers", asked),
        bank.post("/v1/customers", asked | {"name": "X"}),
        bank.post("/v1/customers", report(id_number=number)),
        bank.post("/v1/customers", report(id_number=wrong, phone=phone + "0")),
        bank.post("/v1/customers", report() | {"id": number}),
        bank.post("/v1/customers", report(name=[number], outlet=phone, company={"name": {"x": number}})),
        bank.send(
            "POST", "/v1/customers", content=json.dumps(asked)[:-1], headers={"Content-Type": "application/json"}
        ),
        manager.post("/v1/customers/search", {"id_number": number}),
        manager.post("/v1/customers/search", {"id_number": wrong}),
        manager.post("/v1/customers/search", {"phone": phone}),
        manager.post(f"{at}/reveal", {"reason": f"of {number}"}),
        manager.post(f"{at}/reveal?dry_run=true", {"reason": "identity check"}),
        bank.send("PUT", f"{at}/facts", json=known()),
        bank.send("PUT", f"{at}/facts", json=known(needs=[number])),
        *(
            manager.send("GET", path)
            for path in ("/v1/customers", at, f"{at}/tier", f"{at}/tier-history", f"{at}/facts", "/v1/audit-events")
        ),
        manager.send("GET", "/v1/customers", params={"cursor": number, "external_ref": phone}),
        manager.send("GET", "/v1/customers", params={"outlet": phone}),
        manager.send("GET", f"/v1/customers/{number}/tier"),
        bank.send("GET", "/v1/events"),
    ]
    with superuser(fresh_service.database) as sql:  # an answer that fails must not tell either
        sql.run("UPDATE customer SET phone = id_number")
    sent.append(manager.send("GET", at))
    logged = "".join(capfd.readouterr())
    told = "\n".join(f"{answer.text} {answer.headers}" for answer in sent)

    assert {answer.status_code for answer in sent} == {200, 404, 409, 422, 500}
    for personal in (number, wrong, phone):
        assert personal not in told.replace(f"/v1/customers/{number}/tier", "")
        assert personal not in logged
