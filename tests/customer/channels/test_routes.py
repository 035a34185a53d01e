"""Partners bring leads, leads are routed, worked and ended, news goes upwards (domain T5)."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.customer.making import a_customer, phone
from tests.support.building import reference, today
from tests.support.running import Running
from tests.support.sql import superuser


def a_partner(service: Running, **changes: Any) -> Any:
    body = {"name": reference("Motors"), "kind": "car_dealer", "outlet": "ls-1"} | changes
    return service.staff("ls-personal").do("/v1/partners", body, expect=201)


def a_lead(service: Running, by: str = "ls-outlet", expect: int = 201, **changes: Any) -> Any:
    body = {"name": "王先生", "phone": phone(), "product": "car", "outlet": "ls-1"} | changes
    return service.staff(by).do("/v1/leads", body, expect=expect)


def move(service: Running, lead: Any, verb: str, body: Any, by: str = "ls-manager-1", expect: int = 200) -> Any:
    return service.staff(by).do(f"/v1/leads/{lead['id']}/{verb}", body, expect=expect)


def assigned(service: Running, **changes: Any) -> Any:
    return move(service, a_lead(service, **changes), "assign", {"account_manager": "ls-manager-1"}, "ls-outlet")


def a_booking(service: Running, customer: Any) -> Any:
    body = {
        "external_ref": reference("B"),
        "customer_id": customer["id"],
        "product": "car",
        "amount": "120000.00",
        "booked_on": f"{today()}",
        "account_manager": "ls-manager-1",
        "outlet": "ls-1",
        "sub_branch": "lanshan",
    }
    return service.staff("core-banking").do("/v1/loan-bookings", body, expect=201)


def test_a_partners_lead_becomes_a_loan_and_every_step_is_kept(service: Running) -> None:
    """T5: routed to the department, given, contacted, converted into a loan with what was offered beside it."""
    lead = a_lead(service, partner_id=a_partner(service)["id"])
    move(service, lead, "assign", {"account_manager": "ls-manager-1"}, "ls-outlet", 422)
    move(service, lead, "assign", {"account_manager": "ls-manager-1", "reason": "汽车贷款"}, "ls-personal")
    move(service, lead, "contact", {"note": "已联系，约见"})
    customer = a_customer(service)
    booking = a_booking(service, customer)
    became = {"customer_id": customer["id"], "loan_booking_id": booking["id"], "reason": "签约"}
    done = move(service, lead, "convert", became)
    steps = service.staff("ls-manager-1").see(f"/v1/leads/{lead['id']}/steps")

    assert (lead["routed_to"], lead["routed_because"], lead["state"]) == ("personal_dept", "PARTNER", "new")
    assert (done["state"], done["due_on"], done["allowed_actions"]) == ("converted", None, [])
    assert [one["verb"] for one in steps] == ["enter", "assign", "contact", "convert"]
    assert len(booking["offers"]) >= 2
    assert move(service, lead, "lose", {"reason": "误"}, expect=409)["code"] == "INVALID_STATE"


def test_an_outlet_accepts_what_was_set_and_is_widened_step_by_step(fresh_service: Running) -> None:
    """T5."""
    personal = fresh_service.staff("ls-personal")
    path, step = "/v1/outlet-products", {"outlet": "ls-1", "kind": "wealth_centre", "reason": "首批"}
    before = a_lead(fresh_service, product="operating")
    personal.do(path, step | {"products": ["housing"]}, expect=201)
    within = a_lead(fresh_service, product="operating")
    wider = personal.do(path, step | {"products": ["operating", "housing"], "reason": "扩大"}, expect=201)
    after = a_lead(fresh_service, product="operating")
    steps = fresh_service.staff("ls-outlet").see(path, outlet="ls-1")["items"]

    assert (before["routed_to"], before["channel"]) == ("outlet", "ordinary_outlet")
    assert (within["routed_to"], within["routed_because"]) == ("personal_dept", "OUTLET_MAY_NOT_ACCEPT")
    assert (after["routed_to"], after["channel"]) == ("outlet", "wealth_centre")
    assert (wider["added"], wider["taken_back"]) == (["operating"], [])
    assert [one["reason"] for one in steps] == ["扩大", "首批"]
    fresh_service.staff("ls-outlet").do(path, step | {"products": []}, expect=403)
    personal.do(path, step | {"products": [], "outlet": "sz-1"}, expect=422)


def test_a_lead_is_worked_by_its_own_manager_and_handed_over(service: Running) -> None:
    """T5."""
    lead = assigned(service)
    refused = move(service, lead, "contact", {}, "ls-manager-2", 422)
    move(service, lead, "contact", {})
    other = {"account_manager": "ls-manager-2", "reason": "调岗"}
    handed = move(service, lead, "assign", other, "ls-personal")
    lost = move(service, lead, "lose", {"reason": "选择他行"}, "ls-manager-2")

    assert refused["code"] == "LEAD_OF_ANOTHER"
    assert (handed["state"], handed["account_manager"]) == ("assigned", "ls-manager-2")
    assert (lost["state"], lost["closed_reason"]) == ("lost", "选择他行")
    nobody = move(service, assigned(service), "assign", {"account_manager": "sz-manager-1"}, "ls-personal", 422)
    assert nobody["errors"][0]["code"] == "UNKNOWN_PERSON"


def test_a_loan_comes_of_one_lead_also_when_two_are_converted_at_once(service: Running) -> None:
    """T5."""
    customer = a_customer(service)
    body = {"customer_id": customer["id"], "loan_booking_id": a_booking(service, customer)["id"]}
    leads = [assigned(service) for _ in range(4)]
    manager = service.staff("ls-manager-1")
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda one: manager.post(f"/v1/leads/{one['id']}/convert", body), leads))

    assert sorted(one.status_code for one in answers) == [200, 409, 409, 409]
    assert {one.json()["code"] for one in answers if one.status_code == 409} == {"LOAN_HAS_ITS_LEAD"}


def test_a_loan_of_somebody_else_is_not_what_a_lead_became(service: Running) -> None:
    booking = a_booking(service, a_customer(service))
    body = {"customer_id": a_customer(service)["id"], "loan_booking_id": booking["id"]}

    assert move(service, assigned(service), "convert", body, expect=422)["errors"][0]["code"] == "UNKNOWN_LOAN"


def test_two_moves_of_one_lead_at_once_leave_one_end(service: Running) -> None:
    lead, manager = assigned(service), service.staff("ls-manager-1")
    with ThreadPoolExecutor(4) as threads:
        path, body = f"/v1/leads/{lead['id']}/lose", {"reason": "无意向"}
        answers = list(threads.map(lambda _: manager.post(path, body).status_code, range(4)))

    assert sorted(answers) == [200, 409, 409, 409]


def test_open_leads_age_and_the_overdue_are_found(fresh_service: Running) -> None:
    """T5."""
    old, young = a_lead(fresh_service), a_lead(fresh_service)
    with superuser(fresh_service.database) as sql:
        sql.run("UPDATE lead SET made_at = made_at - interval '9 days', due_on = due_on - 9 WHERE id = $1", old["id"])
    head = fresh_service.staff("head")
    found = head.see("/v1/leads", overdue="true")["items"]
    (outlet,) = head.see("/v1/lead-ageing")

    assert [(one["id"], one["age_days"], one["overdue"]) for one in found] == [(old["id"], 9, True)]
    assert (outlet["outlet"], outlet["state"], outlet["leads"], outlet["overdue"]) == ("ls-1", "new", 2, 1)
    assert young["overdue"] is False
    assert fresh_service.staff("sz-personal").see("/v1/lead-ageing") == []


def test_a_lead_is_seen_in_its_part_of_the_bank_only(service: Running) -> None:
    """O1."""
    lead = a_lead(service)
    service.staff("sz-manager-1").see(f"/v1/leads/{lead['id']}", expect=404)
    move(service, lead, "lose", {"reason": "x"}, "sz-personal", 404)
    elsewhere = a_lead(service, outlet="ls-2", expect=422)

    assert elsewhere["errors"][0]["code"] == "UNKNOWN_NODE"


def test_a_closed_partner_brings_no_new_leads(service: Running) -> None:
    partner = a_partner(service)
    personal = service.staff("ls-personal")
    personal.do("/v1/partners", {"name": partner["name"], "kind": "agent", "outlet": "ls-2"}, expect=409)
    at = f"/v1/partners/{partner['id']}"
    closed = personal.do(f"{at}/close", {"reason": "合作到期"}, headers={"If-Match": '"1"'}, expect=200)
    refused = a_lead(service, partner_id=partner["id"], expect=422)

    assert (closed["state"], closed["allowed_actions"]) == ("closed", [])
    assert refused["code"] == "PARTNER_CLOSED"
    unknown = a_lead(service, partner_id="01992000-0000-7000-8000-00000000dead", expect=422)
    assert unknown["errors"][0]["code"] == "UNKNOWN_PARTNER"


def test_a_phone_is_sealed_masked_and_shown_only_with_a_reason(service: Running) -> None:
    number = phone()
    lead = a_lead(service, phone=number)
    manager = service.staff("ls-manager-1")
    shown = manager.do(f"/v1/leads/{lead['id']}/reveal", {"reason": "call back"}, expect=200)
    trail = service.staff("auditor").send("GET", "/v1/audit-events", params={"resource": lead["id"]})

    assert shown["phone"] == number
    assert lead["phone"] == f"{number[:3]}****{number[-4:]}"
    assert number not in manager.send("GET", "/v1/leads").text + trail.text
    assert [one["action"] for one in trail.json()["items"]] == ["lead.reveal", "lead.enter"]
    with superuser(service.database) as sql:
        (row,) = sql.rows("SELECT phone FROM lead WHERE id = $1", lead["id"])
    assert number.encode() not in row["phone"]
    refused = a_lead(service, phone="12345", expect=422)
    assert refused["errors"][0]["pointer"] == "/phone"


def test_market_news_goes_up_from_the_outlet_and_not_across(service: Running) -> None:
    """T5."""
    partner = a_partner(service)
    news = {"outlet": "ls-1", "title": "新楼盘", "text": "开盘价每平方米八千元", "partner_id": partner["id"]}
    note = service.staff("ls-outlet").do("/v1/market-notes", news, expect=201)

    for name in ("ls-personal", "ls-branch-head", "city", "head"):
        assert service.staff(name).see("/v1/market-notes", partner_id=partner["id"])["items"] == [note]
    service.staff("sz-personal").see(f"/v1/market-notes/{note['id']}", expect=404)
    numbered = service.staff("ls-outlet").do("/v1/market-notes", news | {"text": "电话 13812345678"}, expect=422)
    assert numbered["errors"][0]["code"] == "PERSONAL_DATA_IN_TEXT"


def test_a_returned_loan_is_not_what_a_lead_became(service: Running) -> None:
    customer = a_customer(service)
    booking = a_booking(service, customer)
    back = {"returned_on": f"{today()}", "reason": "客户撤销"}
    service.staff("core-banking").do(f"/v1/loan-bookings/{booking['id']}/return", back)
    body = {"customer_id": customer["id"], "loan_booking_id": booking["id"]}

    assert move(service, assigned(service), "convert", body, expect=422)["errors"][0]["code"] == "LOAN_RETURNED"
