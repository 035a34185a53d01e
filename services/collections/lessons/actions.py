"""What is done with lessons: drawn from closed cases, found again, shown beside cases like these."""

from uuid import UUID

from chassis.admission import Reading
from chassis.errors import BadInput, FieldError, NotFound, Text
from chassis.ids import new_id
from chassis.store import find
from chassis.writes import Work
from services.collections.arrears import actions as arrears
from services.collections.lessons import rules, store
from services.collections.lessons.schemas import LessonIn, LessonOut
from services.collections.lessons.store import lesson
from services.collections.loans import actions as loans


async def learn(work: Work, body: LessonIn) -> LessonOut:
    """Draw a lesson from a closed case (G6). Raises CaseStillOpen, BadInput for a case that is not there."""
    of = await store.case(work.connection, body.case_id)
    if of is None:
        message = Text("There is no such case", "不存在该案件")
        raise BadInput([FieldError("/case_id", "CASE_UNKNOWN", message)])
    if of.state == "open":
        raise rules.CaseStillOpen
    words = rules.terms(" ".join((body.title, body.story, body.lesson, *body.tags)))
    row = await store.add(
        work.connection,
        words,
        id=new_id(),
        loan_id=of.loan_id,
        product=of.product,
        originated_by=of.originated_by,
        stage=of.stage,
        **body.model_dump(exclude={"tags"}),
        tags=sorted(set(body.tags)),
        folded=" ".join(words),
        made_by=work.actor.sub,
        made_at=work.now,
        sub_branch=of.sub_branch,
        outlet=of.outlet,
    )
    book = await arrears.book(work.connection)
    loan = await loans.get(work, of.loan_id)
    facts = {"lesson_id": str(row.id), "case_id": str(of.id), "kind": row.kind}
    await loans.tell(work, "lesson_learned", [(loan, book.business_date or work.today, facts)])
    await work.record("lesson.learn", row, data=facts | {"tags": row.tags})
    return LessonOut.model_validate(row)


def require_question(asked: str) -> None:
    """Raises BadInput for a question without a word that could be found."""
    faults = rules.question_faults(asked)
    if faults:
        raise BadInput(faults)


async def similar(task: Reading, case_id: UUID) -> list[LessonOut]:
    """Lessons of cases like this one. Raises NotFound."""
    of = await store.case(task.connection, case_id)
    if of is None:
        raise NotFound
    return [LessonOut.model_validate(row) for row in await store.similar(task.connection, of)]


async def get(task: Reading, lesson_id: UUID) -> LessonOut:
    """One lesson. Raises NotFound."""
    return LessonOut.model_validate(await find(task.connection, lesson, lesson_id))
