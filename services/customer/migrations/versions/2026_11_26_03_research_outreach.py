"""Market research rounds with their answers (domain T8); trainings and campaigns (domain T11)."""

from chassis.migrations import runtime_role, script

revision = "2026_11_26_03"
down_revision = "2026_11_26_02"

TABLES = """
CREATE TABLE research_round (
    id uuid PRIMARY KEY,
    quarter text COLLATE "C" NOT NULL,
    title text NOT NULL,
    outline text NOT NULL CHECK (outline <> ''),
    due_on date NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'closed')),
    findings text,
    closed_by text,
    closed_at timestamptz,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    CONSTRAINT research_round_quarter_key UNIQUE (quarter),
    CHECK ((state = 'closed') = (findings IS NOT NULL AND closed_by IS NOT NULL AND closed_at IS NOT NULL))
);

CREATE TABLE research_answer (
    id uuid PRIMARY KEY,
    research_round_id uuid NOT NULL REFERENCES research_round (id),
    answer text NOT NULL CHECK (answer <> ''),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text COLLATE "C" NOT NULL,
    outlet text COLLATE "C" NOT NULL,
    CONSTRAINT research_answer_once_key UNIQUE (research_round_id, sub_branch)
);
CALL protect_by_node('research_answer');

CREATE TABLE outreach (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('training', 'campaign')),
    title text NOT NULL,
    product text NOT NULL,
    planned_on date NOT NULL,
    state text NOT NULL CHECK (state IN ('planned', 'held', 'cancelled')),
    held_on date,
    reached text[] NOT NULL,
    not_reached text[] NOT NULL, -- who else was there when it was written down
    cancelled_reason text,
    closed_by text,
    closed_at timestamptz,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    sub_branch text COLLATE "C" NOT NULL,
    outlet text COLLATE "C" NOT NULL,
    CHECK ((state = 'held') = (held_on IS NOT NULL)),
    CHECK ((state = 'held') = (cardinality(reached) > 0)),
    CHECK (NOT reached && not_reached),
    CHECK ((state = 'cancelled') = (cancelled_reason IS NOT NULL)),
    CHECK ((state = 'planned') = (closed_by IS NULL AND closed_at IS NULL))
);
CREATE INDEX outreach_kind_idx ON outreach (kind, id);
CALL protect_by_node('outreach');
"""


def upgrade() -> None:
    script(TABLES)
    role = runtime_role()
    script(
        f"GRANT SELECT, INSERT ON research_round, research_answer, outreach TO {role};"
        f"GRANT UPDATE (state, findings, closed_by, closed_at, version) ON research_round TO {role};"
        "GRANT UPDATE (state, held_on, reached, not_reached, cancelled_reason, closed_by, closed_at, version) "
        f"ON outreach TO {role}"
    )


def downgrade() -> None:
    script("DROP TABLE outreach, research_answer, research_round")
