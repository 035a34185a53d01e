"""What is done with bureau reports."""

import hashlib
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from chassis.admission import Reading
from chassis.errors import BadInput
from chassis.ids import new_id
from chassis.store import find
from chassis.writes import Work
from services.scoring.bureau.rules import Account, date_faults, require_authorised
from services.scoring.bureau.schemas import BureauReportIn
from services.scoring.bureau.store import accounts_of, bureau_report, public_records_of


async def file(work: Work, body: BureauReportIn, received: bytes) -> Row[Any]:
    """Keep a report as received, with its digest (S5, S9).

    Raises BadInput for days that have not come, AuthorisedTooLate for a report older than its authorisation.
    """
    signed_on = body.authorisation.signed_on
    faults = date_faults(body.reported_on, signed_on, work.today)
    if faults:
        raise BadInput(faults)
    require_authorised(body.reported_on, signed_on)
    said = body.model_dump(mode="json", by_alias=True)
    made = insert(bureau_report).values(
        id=new_id(),
        customer_ref=body.customer_ref,
        reported_on=body.reported_on,
        authorisation=said["authorisation"],
        received=received,
        sha256=hashlib.sha256(received).digest(),
        accounts=said["accounts"],
        enquiries_last_3_months=body.enquiries_last_3_months,
        guarantees=said["guarantees"],
        public_records=said["public_records"],
        made_by=work.actor.sub,
        made_at=work.now,
        **work.node._asdict(),
    )
    row: Row[Any] = (await work.connection.execute(made.returning(bureau_report))).one()
    facts = {"reported_on": row.reported_on, "accounts": len(row.accounts), "sha256": row.sha256}
    await work.record("bureau_report.file", row, data=facts)
    return row


async def get(task: Work | Reading, report_id: UUID) -> Row[Any]:
    """One report. Raises NotFound."""
    return await find(task.connection, bureau_report, report_id)


def accounts(row: Row[Any]) -> list[Account]:
    """What a report says of each account, for the rules."""
    return accounts_of(row)


def public_records(row: Row[Any]) -> list[date]:
    """The days of the public records in a report."""
    return public_records_of(row)
