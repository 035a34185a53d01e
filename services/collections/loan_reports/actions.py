"""Reading reports of loans from the lines of a file, several times faster than by the model that the route has."""

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from chassis.personal import Personal, is_id_number, normal_id_number
from services.collections.loan_reports.rules import Origin, Reach, Schedule, is_phone, reach
from services.collections.loan_reports.schemas import LINE, InstalmentLine, LoanLine
from services.collections.policies.rules import RepaymentOrder

TEXTS_KEPT = 16_384  # a file names few days, and the instalments of a loan are often alike

_day = functools.lru_cache(maxsize=TEXTS_KEPT)(date.fromisoformat)


@dataclass(frozen=True, slots=True)
class Report:
    """A report that is sound, as it is written: amounts in fen, the schedule in columns, the people as JSON."""

    external_ref: str
    customer_ref: str
    product: str
    principal: int
    disbursed_on: date
    matures_on: date
    account_manager: str
    originated_by: Origin
    repayment_order: RepaymentOrder | None
    penalty_due: int
    secured: bool
    written_off_on: date | None
    sub_branch: str
    outlet: str
    approved_by: str | None
    schedule: Schedule
    reach: Reach
    people: Personal
    numbers: Mapping[tuple[str, int], tuple[str | None, str | None]] = field(repr=False)
    """Everybody's telephone and identity number, by what they are to the debt and their place there."""


def read(raw: bytes) -> Report | None:
    """The report in a line. None where the loans' model has to read it, or to say what is wrong with it."""
    try:
        return _report(LINE.validate_json(raw))
    except (ValidationError, ValueError):  # the latter for a day that there is not
        return None


def _report(line: LoanLine) -> Report | None:
    groups, texts = _people(line)
    numbers: dict[tuple[str, int], tuple[str | None, str | None]] = {
        (party, place): (each.get("phone"), each.get("id_number"))
        for party, group in groups.items()
        for place, each in enumerate(group)
    }
    texts += [line["external_ref"], line["customer_ref"], line["product"], line["account_manager"]]
    texts += [line.get("approved_by") or ""]
    schedule, principal = _schedule(line["instalments"]), _fen(line["principal"])
    disbursed_on, matures_on = _day(line["disbursed_on"]), _day(line["matures_on"])
    written_off = line.get("written_off_on")
    written_off_on = None if written_off is None else _day(written_off)
    if not (
        principal > 0
        and "".join(texts).isprintable()
        and all(
            (phone is None or is_phone(phone)) and (id_number is None or _is_plain(id_number))
            for phone, id_number in numbers.values()
        )
        and schedule.is_sound(principal, disbursed_on, matures_on)
        and (written_off_on is None or written_off_on >= disbursed_on)
    ):
        return None
    people = {name: line[name] for name in ("borrower", "co_borrowers", "guarantors") if name in line}
    return Report(
        line["external_ref"],
        line["customer_ref"],
        line["product"],
        principal,
        disbursed_on,
        matures_on,
        line["account_manager"],
        line["originated_by"],
        line.get("repayment_order"),
        _fen(line.get("penalty_due", "0.00")),
        line.get("secured", False),
        written_off_on,
        line["sub_branch"],
        line["outlet"],
        line.get("approved_by"),
        schedule,
        reach(groups),
        Personal(json.dumps(people, ensure_ascii=False)),
        numbers,
    )


def _people(line: LoanLine) -> tuple[dict[str, list[Mapping[str, Any]]], list[str]]:
    """Everybody, by what they are to the debt; and the texts that say who they are."""
    guarantors = line.get("guarantors", [])
    family = [each for guarantor in guarantors for each in guarantor.get("family", ())]
    groups: dict[str, list[Mapping[str, Any]]] = {
        "borrower": [line["borrower"]],
        "co_borrower": [*line.get("co_borrowers", ())],
        "guarantor": [*guarantors],
        "guarantor_family": [*family],
    }
    names = [each["name"] for group in groups.values() for each in group]
    return groups, names + [each["relation"] for each in family]


def _is_plain(id_number: str) -> bool:
    return normal_id_number(id_number) == id_number and is_id_number(id_number)


@functools.lru_cache(maxsize=TEXTS_KEPT)
def _fen(amount: str) -> int:
    return int(amount[:-3] + amount[-2:])


def _schedule(lines: Sequence[InstalmentLine]) -> Schedule:
    # Tuples of plain values: those the garbage collector soon leaves alone.
    return Schedule(
        tuple([each["number"] for each in lines]),
        tuple([_day(each["due_date"]) for each in lines]),
        tuple([_fen(each["principal"]) for each in lines]),
        tuple([_fen(each["interest"]) for each in lines]),
        tuple([_fen(each.get("paid") or "0.00") for each in lines]),
    )
