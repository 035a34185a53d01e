"""Which regimes only warn of a late deposit and of proceeds that are not reconciled (domain E5, E7, E8)."""

import json

from chassis.migrations import script

revision = "2026_11_24_14"
down_revision = "2026_11_24_13"

REGIMES_ID = "01992000-0000-7000-8000-000000000014"
VERSION = "2026-11-supervision"
# Source: contract, section 3: they warn in `standard` and block in `enhanced`.
WARNS = {
    "standard": ["DEPOSIT_CURRENT", "PROCEEDS_RECONCILED"],
    "enhanced": [],
    "light": ["DEPOSIT_CURRENT", "PROCEEDS_RECONCILED"],
}


def _regime(name: str) -> str:
    warns = json.dumps(WARNS[name])
    return (
        f"'{name}', (body -> '{name}') "
        f"|| jsonb_build_object('warn_only', (body -> '{name}' -> 'warn_only') || '{warns}'::jsonb)"
    )


def upgrade() -> None:
    # What is in force stays as it is, and this is added to it: an earlier version is never changed.
    script(
        "INSERT INTO policy (id, kind, version, state, effective_from, body, made_by, made_at, activated_by, "
        f"activated_at) SELECT '{REGIMES_ID}', 'regimes', '{VERSION}', 'active', effective_from + 1, "
        f"jsonb_build_object({', '.join(_regime(name) for name in WARNS)}), "
        "'source document', now(), 'loanops', now() FROM policy WHERE kind = 'regimes' AND state = 'active' "
        "AND effective_from <= current_date ORDER BY effective_from DESC, activated_at DESC, id DESC LIMIT 1"
    )


def downgrade() -> None:
    script(f"DELETE FROM policy WHERE id = '{REGIMES_ID}'")
