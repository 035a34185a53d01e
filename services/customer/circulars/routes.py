"""Bulletins, rankings and letters as they go round: a page to print, or a workbook."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi import Query as Parameter

from chassis import papers
from chassis.admission import BankRoute, Query
from chassis.ids import id_in_path
from services.customer.circulars import actions

router = APIRouter(prefix="/v1", tags=["performance"], route_class=BankRoute)

Form = Annotated[papers.Form | None, Parameter(alias="format", description="Where `Accept` cannot be sent.")]


@router.get(
    "/bulletins/{bulletin_id}/paper",
    summary="A bulletin (通报) to print, or as a workbook",
    response_class=Response,
    responses=papers.RESPONSES,
)
async def print_bulletin(bulletin_id: str, request: Request, query: Query, form: Form = None) -> Response:
    """T6: `text/html` laid out for A4 or `.xlsx`, by `Accept` or `format`, in the language of `Accept-Language`.

    Who may not see an outlet's name finds its code.
    """
    name, paper = await actions.bulletin(query, id_in_path(bulletin_id))
    return await asyncio.to_thread(papers.answered, request, form, paper, name)


@router.get(
    "/rankings/{ranking_id}/paper",
    summary="A ranking to print, or as a workbook",
    response_class=Response,
    responses=papers.RESPONSES,
)
async def print_ranking(ranking_id: str, request: Request, query: Query, form: Form = None) -> Response:
    """T6: everybody in it, those commended marked; forms and language as of a bulletin's paper."""
    name, paper = await actions.ranking(query, id_in_path(ranking_id))
    return await asyncio.to_thread(papers.answered, request, form, paper, name)


@router.get(
    "/notices/{notice_id}/paper",
    summary="A letter (业务提示函, 告诫谈话) to print, or as a workbook",
    response_class=Response,
    responses=papers.RESPONSES,
)
async def print_letter(notice_id: str, request: Request, query: Query, form: Form = None) -> Response:
    """T6: with a sentence and the figures for each cause; forms and language as of a bulletin's paper."""
    name, paper = await actions.letter(query, id_in_path(notice_id))
    return await asyncio.to_thread(papers.answered, request, form, paper, name)
