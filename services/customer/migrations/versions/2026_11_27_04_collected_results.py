"""What collections says of each manager, frozen with the ranking that it stands in (domain T6, G3)."""

from chassis.migrations import script

revision = "2026_11_27_04"
down_revision = "2026_11_27_03"


def upgrade() -> None:
    script("""
        ALTER TABLE result_snapshot
            ADD COLUMN collections_months text[], -- the months whose results went in; null where none are asked for
            ADD COLUMN missing text[] NOT NULL DEFAULT '{}'; -- who could not say all that should have gone in
        ALTER TABLE result_snapshot_entry
            ADD COLUMN cases_opened bigint CHECK (cases_opened >= 0),
            ADD COLUMN cases_cured bigint CHECK (cases_cured >= 0),
            ADD COLUMN cases_open bigint CHECK (cases_open >= 0),
            ADD COLUMN tasks_late bigint CHECK (tasks_late >= 0),
            ADD COLUMN promises_kept bigint CHECK (promises_kept >= 0),
            ADD COLUMN promises_broken bigint CHECK (promises_broken >= 0),
            ADD COLUMN reviews_accountable bigint CHECK (reviews_accountable >= 0),
            ADD COLUMN files_late bigint CHECK (files_late >= 0),
            ADD CHECK (num_nulls(cases_opened, cases_cured, cases_open, tasks_late, promises_kept, promises_broken,
                                 reviews_accountable, files_late) IN (0, 8));
    """)


def downgrade() -> None:
    script("""
        ALTER TABLE result_snapshot_entry
            DROP COLUMN cases_opened, DROP COLUMN cases_cured, DROP COLUMN cases_open, DROP COLUMN tasks_late,
            DROP COLUMN promises_kept, DROP COLUMN promises_broken, DROP COLUMN reviews_accountable,
            DROP COLUMN files_late;
        ALTER TABLE result_snapshot DROP COLUMN collections_months, DROP COLUMN missing;
    """)
