"""Lessons over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from fastapi import Query as Parameter
from sqlalchemy import select

from chassis.admission import BankRoute, Command, Query
from chassis.ids import id_in_path
from chassis.listing import Cursor, Limit, Listed, listed
from services.collections.lessons import actions, store
from services.collections.lessons.rules import Kind, fold
from services.collections.lessons.schemas import LessonIn, LessonOut
from services.collections.lessons.store import lesson

router = APIRouter(prefix="/v1", tags=["lessons"], route_class=BankRoute)

Words = Annotated[str | None, Parameter(max_length=200, description="Words that are all in it, Chinese or other.")]


@router.post("/lessons", status_code=201, summary="Draw a lesson from a closed case")
async def learn_lesson(body: LessonIn, command: Command) -> LessonOut:
    """G6: a short look back, good or bad."""
    return await actions.learn(command, body)


@router.get("/lessons", summary="Lessons, newest first")
async def list_lessons(
    query: Query,
    limit: Limit = 50,
    cursor: Cursor = None,
    q: Words = None,
    tag: str | None = None,
    product: str | None = None,
    kind: Kind | None = None,
    case_id: UUID | None = None,
) -> Listed[LessonOut]:
    """G6: found again by words of title, story, lesson and tags, by tag, or by what case it was."""
    filters = {"product": product, "kind": kind, "case_id": case_id}
    # Relies on lesson_index_grams_idx, …_tags_idx, lesson_product_id_idx, lesson_case_id_id_idx or the primary key.
    wanted = select(lesson).where(*(lesson.c[name] == value for name, value in filters.items() if value is not None))
    if q is not None:
        actions.require_question(q)
        wanted = wanted.where(store.says(q))
    if tag is not None:
        wanted = wanted.where(store.tagged(fold(tag)))
    bound = filters | {"q": q, "tag": tag}
    rows, following = await listed(query, wanted, lesson.c.id, limit, cursor, "lessons", bound)
    return Listed(items=[LessonOut.model_validate(row) for row in rows], next_cursor=following)


@router.get("/lessons/{lesson_id}", summary="One lesson")
async def read_lesson(lesson_id: str, query: Query) -> LessonOut:
    """As it was written."""
    return await actions.get(query, id_in_path(lesson_id))


@router.get("/cases/{case_id}/lessons", summary="Lessons of cases like this one")
async def list_similar_lessons(case_id: str, query: Query) -> Listed[LessonOut]:
    """G6: of the same product, as far up the ladder, of the same origin; the most alike first, ten at most."""
    return Listed(items=await actions.similar(query, id_in_path(case_id)), next_cursor=None)
