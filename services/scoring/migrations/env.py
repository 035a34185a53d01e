"""Alembic's entry: the work is the chassis's."""

from chassis.migrations import run

run()
