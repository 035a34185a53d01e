"""Posts with their history and validity, deputies, and from when on somebody's tokens count (domain O1, O4)."""

from chassis.migrations import runtime_role, script

revision = "2026_11_25_05"
down_revision = "2026_11_25_04"

TABLES = """
ALTER TABLE staff
    ADD COLUMN valid_from date,
    ADD COLUMN valid_until date, -- the last day, where one is set
    ADD COLUMN tokens_from timestamptz; -- older tokens are refused; null while the first post has not changed
UPDATE staff SET valid_from = (made_at AT TIME ZONE 'Asia/Shanghai')::date;
ALTER TABLE staff
    ALTER COLUMN valid_from SET NOT NULL,
    ADD CONSTRAINT staff_validity_check CHECK (valid_until >= valid_from);
CREATE INDEX staff_tokens_from_idx ON staff (tokens_from) WHERE tokens_from IS NOT NULL;
CREATE INDEX staff_outlet_idx ON staff (sub_branch, outlet) WHERE active;

-- Every post that somebody held, the first included. It is seen by those where it was held.
CREATE TABLE staff_post (
    staff_id uuid NOT NULL REFERENCES staff (id),
    position integer NOT NULL CHECK (position >= 1),
    sub text COLLATE "C" NOT NULL,
    name text NOT NULL,
    roles text[] NOT NULL CHECK (cardinality(roles) > 0),
    active boolean NOT NULL,
    valid_from date NOT NULL,
    valid_until date,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text COLLATE "C" NOT NULL,
    outlet text COLLATE "C" NOT NULL,
    PRIMARY KEY (staff_id, position)
);
CREATE INDEX staff_post_sub_idx ON staff_post (sub, position);
CALL protect_by_node('staff_post');
INSERT INTO staff_post
SELECT id, version, sub, name, roles, active, valid_from, valid_until, made_by, made_at, sub_branch, outlet FROM staff;

CREATE TABLE deputy (
    id uuid PRIMARY KEY,
    absent text COLLATE "C" NOT NULL REFERENCES staff (sub),
    deputy text COLLATE "C" NOT NULL REFERENCES staff (sub),
    state text NOT NULL CHECK (state IN ('named', 'withdrawn')),
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    reason text NOT NULL CHECK (reason <> ''),
    withdrawn_by text,
    withdrawn_at timestamptz,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    sub_branch text COLLATE "C" NOT NULL,
    outlet text COLLATE "C" NOT NULL,
    CONSTRAINT deputy_is_another CHECK (deputy <> absent),
    CONSTRAINT deputy_names_not_oneself CHECK (made_by <> deputy),
    CHECK (ends_on >= starts_on),
    CHECK ((state = 'withdrawn') = (withdrawn_by IS NOT NULL AND withdrawn_at IS NOT NULL))
);
CREATE INDEX deputy_deputy_idx ON deputy (deputy, ends_on) WHERE state = 'named';
CREATE INDEX deputy_absent_idx ON deputy (absent, id);
CALL protect_by_node('deputy');
"""


def upgrade() -> None:
    script(TABLES)
    role = runtime_role()
    script(
        f"GRANT UPDATE (valid_until, tokens_from) ON staff TO {role};"
        f"GRANT SELECT, INSERT ON staff_post, deputy TO {role};"
        f"GRANT UPDATE (state, withdrawn_by, withdrawn_at, version) ON deputy TO {role}"
    )


def downgrade() -> None:
    script(
        "DROP TABLE deputy, staff_post;"
        "DROP INDEX staff_outlet_idx, staff_tokens_from_idx;"
        "ALTER TABLE staff DROP CONSTRAINT staff_validity_check, DROP COLUMN tokens_from, DROP COLUMN valid_until, "
        "DROP COLUMN valid_from"
    )
