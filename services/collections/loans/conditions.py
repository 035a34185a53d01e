"""Who around a loan may be contacted at all: its people beside those whom staff barred on any loan of theirs (C7)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from chassis.admission import Reading
from chassis.ids import new_id
from chassis.personal import Personal, Vault
from chassis.writes import Work
from services.collections.loan_reports.actions import Report
from services.collections.loans import store
from services.collections.loans.schemas import LoanIn, People
from services.collections.loans.store import Booking
from services.collections.policies import actions as policies


@dataclass(frozen=True, slots=True)
class Reported:
    """A report, and what it takes to book it: an id, the people sealed for that, what stands for each of them.

    `source` is the report as it came, from which its `body` is had when the loan is known already.
    """

    report: Report
    source: LoanIn | Personal
    id: UUID
    people: bytes
    indexes: Mapping[tuple[str, int], bytes]

    @classmethod
    def of(cls, vault: Vault, report: Report, source: LoanIn | Personal) -> "Reported":
        """That report, with an id of its own."""
        made = new_id()
        people = store.sealed(vault, made, report.people)
        return cls(report, source, made, people, indexes(vault, made, report.phones))

    @property
    def body(self) -> LoanIn:
        """The whole report."""
        return self.source if isinstance(self.source, LoanIn) else LoanIn.model_validate_json(self.source.clear())


async def bookings(work: Work, reported: Collection[Reported], on: date) -> list[Booking]:
    """Loans to be put on the books on that business date: as they were reported, those without an order of repayment of
    their own by their product's, with whom of their people the steps may reach."""
    allocation = await policies.allocation(work.connection, on)
    barred = await store.barred(work.connection, {index for each in reported for index in each.indexes.values()})
    found = []
    for each in reported:
        report, reach = each.report, each.report.reach
        if not barred.isdisjoint(each.indexes.values()):
            bans = {where for where, index in each.indexes.items() if index in barred}
            reach = each.body.people.with_bans(bans).reach
        order = report.repayment_order or allocation.order_of(report.product)
        version = None if report.repayment_order else allocation.policy_version
        found.append(Booking(each.id, report, each.people, order, version, report.schedule.taken_on(order), reach))
    return found


def indexes(
    vault: Vault, loan_id: UUID, phones: Mapping[tuple[str, int], Personal | None]
) -> dict[tuple[str, int], bytes]:
    """What stands for each person, by party and place."""
    found: dict[tuple[str, int], bytes] = {}
    for where, phone in phones.items():
        digits = "".join(filter(str.isdigit, phone.clear())) if phone else ""
        found[where] = vault.index(Personal(digits or f"{loan_id}|{where[0]}|{where[1]}"), "person", "phone")
    return found


async def with_bans(task: Work | Reading, vault: Vault, people: Mapping[UUID, People]) -> dict[UUID, People]:
    """The same people, those whom staff forbade to contact marked, on whichever loan they did so (C7)."""
    known_by = {loan_id: indexes(vault, loan_id, each.phones) for loan_id, each in people.items()}
    barred = await store.barred(task.connection, {index for each in known_by.values() for index in each.values()})
    if not barred:
        return dict(people)
    return {
        loan_id: each.with_bans({where for where, index in known_by[loan_id].items() if index in barred})
        for loan_id, each in people.items()
    }
