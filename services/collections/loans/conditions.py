"""Who around a loan may be contacted at all: its people beside those whom staff barred on any loan of theirs (C7)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.ids import new_id
from chassis.personal import Personal, Vault
from chassis.writes import Work
from services.collections.loan_reports.actions import Report
from services.collections.loans import store
from services.collections.loans.schemas import LoanIn, People
from services.collections.loans.store import Around, Booking
from services.collections.persons import actions as persons
from services.collections.persons.rules import Standing
from services.collections.policies import actions as policies


@dataclass(frozen=True, slots=True)
class Reported:
    """A report, and what it takes to book it: an id, the people sealed for that, how each of them is known.

    `source` is the report as it came, from which its `body` is had when the loan is known already.
    """

    report: Report
    source: LoanIn | Personal
    id: UUID
    people: bytes
    standing: Standing

    @classmethod
    def of(cls, vault: Vault, report: Report, source: LoanIn | Personal) -> "Reported":
        """That report, with an id of its own."""
        made = new_id()
        people = store.sealed(vault, made, report.people)
        standing = persons.standing(vault, made, report.customer_ref, report.numbers)
        return cls(report, source, made, people, standing)

    @property
    def body(self) -> LoanIn:
        """The whole report."""
        return self.source if isinstance(self.source, LoanIn) else LoanIn.model_validate_json(self.source.clear())


async def bookings(work: Work, reported: Collection[Reported], on: date) -> list[Booking]:
    """Loans to be put on the books on that business date: as they were reported, those without an order of repayment of
    their own by their product's, with whom of their people the steps may reach."""
    allocation = await policies.allocation(work.connection, on)
    barred = await persons.barred(work.connection, {each.id: each.standing for each in reported})
    found = []
    for each in reported:
        report, reach = each.report, each.report.reach
        if each.id in barred:
            reach = each.body.people.with_bans(barred[each.id]).reach
        order = report.repayment_order or allocation.order_of(report.product)
        version = None if report.repayment_order else allocation.policy_version
        found.append(Booking(each.id, report, each.people, order, version, report.schedule.taken_on(order), reach))
    return found


async def with_bans(
    connection: AsyncConnection, vault: Vault, around: Mapping[UUID, Around]
) -> tuple[dict[UUID, People], dict[UUID, Standing]]:
    """The same people, those whom staff forbade to contact marked, on whichever loan they did so (C7)."""
    standing = {
        loan_id: persons.standing(vault, loan_id, each.customer_ref, each.people.numbers)
        for loan_id, each in around.items()
    }
    barred = await persons.barred(connection, standing)
    return {loan_id: each.people.with_bans(barred.get(loan_id, ())) for loan_id, each in around.items()}, standing
