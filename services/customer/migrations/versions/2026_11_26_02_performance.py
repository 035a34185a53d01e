"""Performance: targets, market shares, frozen rankings and bulletins, notices, named support; the default figures.

From the source (domain T6, T7): the first six sub-branches and the first ten account managers, a share ranking third or
fourth, five key sub-branches, and the grades. Below which share of its target a sub-branch is slow, and when a period
is frozen by itself, is the bank's to set.
"""

from chassis.migrations import runtime_role, script
from chassis.policies import seed_sql

revision = "2026_11_26_02"
down_revision = "2026_11_26_01"

POLICY_ID = "01992000-0000-7000-8000-000000000105"

TABLES = """
CREATE TABLE target (
    id uuid PRIMARY KEY,
    subject text NOT NULL CHECK (subject IN ('sub_branch', 'outlet', 'account_manager')),
    key text COLLATE "C" NOT NULL,
    period text COLLATE "C" NOT NULL,
    new_lending bigint NOT NULL CHECK (new_lending > 0),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text COLLATE "C" NOT NULL,
    outlet text COLLATE "C" NOT NULL
);
CREATE INDEX target_period_idx ON target (period, subject, key, id DESC);
CREATE INDEX target_sub_branch_idx ON target (sub_branch, id);
CALL protect_by_node('target');

CREATE TABLE market_share (
    id uuid PRIMARY KEY,
    quarter text COLLATE "C" NOT NULL,
    own_new_lending bigint NOT NULL CHECK (own_new_lending >= 0),
    others jsonb NOT NULL,
    share numeric(5, 4) NOT NULL CHECK (share BETWEEN 0 AND 1),
    share_rank integer NOT NULL CHECK (share_rank >= 1),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text COLLATE "C" NOT NULL,
    outlet text COLLATE "C" NOT NULL
);
CREATE INDEX market_share_quarter_idx ON market_share (quarter, sub_branch, id DESC);
CREATE INDEX market_share_sub_branch_idx ON market_share (sub_branch, id);
CALL protect_by_node('market_share');

CREATE TABLE result_snapshot (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('ranking', 'bulletin')),
    subject text NOT NULL CHECK (subject IN ('sub_branch', 'outlet', 'account_manager')),
    period text COLLATE "C" NOT NULL,
    final boolean NOT NULL,
    policy_version text NOT NULL,
    previous_id uuid REFERENCES result_snapshot (id),
    inputs_digest text NOT NULL,
    loans bigint NOT NULL CHECK (loans >= 0),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    CHECK ((kind = 'bulletin') = (subject = 'outlet'))
);
CREATE INDEX result_snapshot_period_idx ON result_snapshot (kind, subject, period, id DESC);

CREATE TABLE result_snapshot_entry (
    snapshot_id uuid NOT NULL REFERENCES result_snapshot (id),
    key text COLLATE "C" NOT NULL,
    loans bigint NOT NULL CHECK (loans >= 0),
    new_lending bigint NOT NULL CHECK (new_lending >= 0),
    target bigint CHECK (target > 0),
    previous_place integer CHECK (previous_place >= 1),
    share numeric(5, 4),
    previous_share numeric(5, 4),
    share_rank integer,
    products_taken_up bigint CHECK (products_taken_up >= 0), -- of a bulletin, as the next
    added_contribution bigint CHECK (added_contribution >= 0),
    place integer NOT NULL CHECK (place >= 1),
    commended boolean NOT NULL,
    PRIMARY KEY (snapshot_id, key)
);
CREATE INDEX result_snapshot_entry_place_idx ON result_snapshot_entry (snapshot_id, place, key);

CREATE TABLE notice (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('reminder', 'admonition')),
    addressee text NOT NULL CHECK (addressee IN ('branch_head', 'deputy_head_for_lending')),
    quarter text COLLATE "C" NOT NULL,
    causes text[] NOT NULL CHECK (cardinality(causes) > 0),
    figures jsonb NOT NULL,
    ranking_id uuid NOT NULL REFERENCES result_snapshot (id),
    policy_version text NOT NULL,
    state text NOT NULL CHECK (state IN ('issued', 'acknowledged')),
    reply text,
    acknowledged_by text,
    acknowledged_at timestamptz,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    sub_branch text COLLATE "C" NOT NULL,
    outlet text COLLATE "C" NOT NULL,
    -- A quarter that is ranked again sends nobody a second letter.
    CONSTRAINT notice_once_key UNIQUE (sub_branch, quarter, kind),
    CHECK ((state = 'acknowledged')
        = (reply IS NOT NULL AND acknowledged_by IS NOT NULL AND acknowledged_at IS NOT NULL))
);
CREATE INDEX notice_ranking_id_idx ON notice (ranking_id);
CALL protect_by_node('notice');

CREATE TABLE sub_branch_support (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('key', 'specialised')),
    speciality text,
    supporter text COLLATE "C" NOT NULL REFERENCES staff (sub),
    reason text NOT NULL CHECK (reason <> ''),
    state text NOT NULL CHECK (state IN ('named', 'withdrawn')),
    withdrawn_reason text,
    withdrawn_by text,
    withdrawn_at timestamptz,
    named_on date NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    sub_branch text COLLATE "C" NOT NULL,
    outlet text COLLATE "C" NOT NULL,
    CHECK ((kind = 'specialised') = (speciality IS NOT NULL)),
    CHECK ((state = 'withdrawn')
        = (withdrawn_reason IS NOT NULL AND withdrawn_by IS NOT NULL AND withdrawn_at IS NOT NULL))
);
CREATE UNIQUE INDEX sub_branch_support_once_key ON sub_branch_support (sub_branch, kind, coalesce(speciality, ''))
    WHERE state = 'named';
CALL protect_by_node('sub_branch_support');
"""

DEFAULT = {
    "commended_sub_branches": 6,
    "commended_account_managers": 10,
    "behind_target_below": "1.0000",
    "admonished_share_ranks": [3, 4],
    "key_sub_branches_max": 5,
    "freeze_after_days": 5,
    "grades": {
        "promote": ["housing", "car", "quality_credit", "pledged"],
        "develop": ["second_hand_housing", "consumption", "revolving_maximum_guarantee"],
        "prudent": ["operating", "home_equity"],
    },
}


def upgrade() -> None:
    script(TABLES)
    role = runtime_role()
    script(
        "GRANT SELECT, INSERT ON target, market_share, result_snapshot, result_snapshot_entry, notice, "
        f"sub_branch_support TO {role};"
        f"GRANT UPDATE (state, reply, acknowledged_by, acknowledged_at, version) ON notice TO {role};"
        "GRANT UPDATE (state, withdrawn_reason, withdrawn_by, withdrawn_at, version) ON sub_branch_support "
        f"TO {role}"
    )
    script(seed_sql(POLICY_ID, "performance", "2026-01", "2020-01-01", DEFAULT))


def downgrade() -> None:
    script(f"DELETE FROM policy WHERE id = '{POLICY_ID}'")
    script("DROP TABLE sub_branch_support, notice, result_snapshot_entry, result_snapshot, market_share, target")
