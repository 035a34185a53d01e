"""${message}"""

from chassis.migrations import runtime_role, script

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    script("")


def downgrade() -> None:
    script("")
