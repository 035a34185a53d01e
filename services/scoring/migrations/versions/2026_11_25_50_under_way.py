"""A sub-branch's applications under way, for when it is suspended (domain G5)."""

from chassis.migrations import script

revision = "2026_11_25_50"
down_revision = "2026_11_25_07"


def upgrade() -> None:
    script(
        "CREATE INDEX credit_check_under_way_idx ON credit_check (sub_branch, id)"
        " WHERE application IN ('open', 'reserved')"
    )


def downgrade() -> None:
    script("DROP INDEX credit_check_under_way_idx")
