"""Which project of escrow a project in the pipeline became (domain T10)."""

from chassis.migrations import runtime_role, script

revision = "2026_11_27_03"
down_revision = "2026_11_27_02"


def upgrade() -> None:
    script("""
        ALTER TABLE pipeline_project ADD COLUMN escrow_project_id uuid
            CONSTRAINT pipeline_project_escrow_project_id_key UNIQUE
    """)
    script(f"GRANT UPDATE (escrow_project_id) ON pipeline_project TO {runtime_role()}")


def downgrade() -> None:
    script("ALTER TABLE pipeline_project DROP COLUMN escrow_project_id")
