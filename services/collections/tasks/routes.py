"""The worklist over HTTP."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select

from chassis.admission import BankRoute, Command, Query
from chassis.fields import Moment
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from chassis.paging import page
from chassis.store import find
from services.collections.tasks import actions
from services.collections.tasks.schemas import CompletionIn, TaskOut
from services.collections.tasks.store import task

router = APIRouter(prefix="/v1/tasks", tags=["tasks"], route_class=BankRoute)


@router.get("", summary="The worklist: key customers first, then by priority and date")
async def list_tasks(
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    assignee: str | None = None,
    due_before: Moment | None = None,
    outlet: str | None = None,
    sub_branch: str | None = None,
    case_id: UUID | None = None,
    state: Literal["open", "done", "dropped"] = "open",
) -> Listed[TaskOut]:
    """`assignee=me` is what is the caller's own: by name, by role where they work, and that of whom they stand in for.
    Without it, whatever lies in the caller's part of the bank, narrowed by outlet or sub-branch."""
    filters = {
        "assignee": assignee,
        "due_before": due_before,
        "outlet": outlet,
        "sub_branch": sub_branch,
        "case_id": case_id,
        "state": state,
    }
    if assignee is not None and (outlet, sub_branch, case_id, state) == (None, None, None, "open"):
        asked = page(limit, cursor, "tasks", filters | {"for": [query.actor.sub, query.actor.deputy_for]})
        found = await actions.mine(query, assignee, due_before, asked.after, asked.limit + 1)
        rows, following = asked.cut(found, "rank")
    else:
        # Relies on task_node_worklist_idx, task_case_id_id_idx or task_rank_key.
        narrowed = {"holder": assignee, "outlet": outlet, "sub_branch": sub_branch, "case_id": case_id, "state": state}
        wanted = select(task).where(*(task.c[name] == value for name, value in narrowed.items() if value is not None))
        if due_before is not None:
            wanted = wanted.where(task.c.due_at < due_before)
        page_of = await listed(query, wanted, task.c.rank, limit, cursor, "tasks", filters, newest_first=False)
        rows, following = await actions.with_barred(query, page_of[0]), page_of[1]
    return Listed(items=actions.pictures(query, rows), next_cursor=following)


@router.get("/{task_id}", summary="One task")
async def read_task(task_id: str, query: Query) -> TaskOut:
    """As it stands."""
    row = await find(query.connection, task, id_in_path(task_id))
    query.version = row.version
    return await actions.picture(query, row)


@router.post("/{task_id}/complete", summary="Say that a task is done")
async def complete_task(task_id: str, body: CompletionIn, command: Command) -> TaskOut:
    """By whoever holds it."""
    row = await actions.complete(command, id_in_path(task_id), body.note)
    command.version = row.version
    return await actions.picture(command, row)
