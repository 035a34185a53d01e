"""The scope of a row, compared for less: a close and its recompute ask for it millions of times (domain C9, O1)."""

from chassis.migrations import script

revision = "2026_11_25_60"
down_revision = "2026_11_25_59"

_FUNCTION = """
CREATE OR REPLACE FUNCTION in_scope(sub_branch text, outlet text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT {of_branch}
       AND {of_outlet}
$$
"""
_IN = "current_setting('loanops.{name}', true) IN ('*', {name})"
# The same without making a list for each row.
_OR = "(current_setting('loanops.{name}', true) = '*' OR current_setting('loanops.{name}', true) = {name})"


def upgrade() -> None:
    script(_written(_OR))


def downgrade() -> None:
    script(_written(_IN))


def _written(form: str) -> str:
    return _FUNCTION.format(of_branch=form.format(name="sub_branch"), of_outlet=form.format(name="outlet"))
