"""Reviews of who is accountable for a new bad loan (domain G4)."""

from pathlib import Path

from chassis.migrations import runtime_role, script

revision = "2026_11_25_52"
down_revision = "2026_11_25_51"

_SQL = Path(__file__).resolve().parent.parent / "sql"


def upgrade() -> None:
    script((_SQL / "0052_reviews.sql").read_text().replace("{runtime_role}", runtime_role()))


def downgrade() -> None:
    script(
        "DROP TRIGGER review_looks_again ON loan;"
        "DROP TABLE accountability_review, accountability_progress;"
        "DROP FUNCTION follow_reviews, review_looks_again, review_by_no_party, took_part"
    )
