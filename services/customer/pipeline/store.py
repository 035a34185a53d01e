"""The pipeline: tables and queries."""

from uuid import UUID

from sqlalchemy import Column, Date, DateTime, Integer, Select, Table, Text, Uuid, select

from chassis.db import Fen, metadata, node_columns

tables = metadata()

project = Table(
    "pipeline_project",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("developer", Text, nullable=False),
    Column("relationship_manager", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("land_collateral", Fen, nullable=False),
    Column("development_loan", Fen),
    Column("units", Integer, nullable=False),
    Column("expected_mortgages", Integer, nullable=False),
    Column("expected_mortgage_amount", Fen, nullable=False),
    Column("sales_expected_on", Date, nullable=False),
    Column("sales_as_of", Date),
    Column("units_sold", Integer),
    Column("cash_returned", Fen),
    Column("mortgages", Integer),
    Column("mortgage_amount", Fen),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
    *node_columns(),
    Column("escrow_project_id", Uuid),
)

sales = Table(
    "pipeline_sales",
    tables,
    Column("id", Uuid, primary_key=True),
    Column("pipeline_project_id", Uuid, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("units_sold", Integer, nullable=False),
    Column("cash_returned", Fen, nullable=False),
    Column("mortgages", Integer, nullable=False),
    Column("mortgage_amount", Fen, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    *node_columns(),
)


def projects(stage: str | None, relationship_manager: str | None) -> Select[tuple[object, ...]]:
    """Projects of a stage or manager. Relies on pipeline_project_sub_branch_idx and …_relationship_manager_idx."""
    wanted = select(project)
    if stage is not None:
        wanted = wanted.where(project.c.stage == stage)
    if relationship_manager is not None:
        wanted = wanted.where(project.c.relationship_manager == relationship_manager)
    return wanted


def sales_of(project_id: UUID) -> Select[tuple[object, ...]]:
    """The reports of a project. Relies on pipeline_sales_project_idx."""
    return select(sales).where(sales.c.pipeline_project_id == project_id)
