-- Loans of special mention are watched with actions; bad loans are disposed of by a plan, with its results (domain G2).

CREATE TABLE watch_action (
    id uuid PRIMARY KEY,
    loan_no bigint NOT NULL REFERENCES loan (no),
    loan_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('call', 'visit', 'collateral_check', 'repayment_talk', 'other')),
    task text NOT NULL CHECK (task <> ''),
    owner text COLLATE "C" NOT NULL,
    due_on date NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'done')),
    result text CHECK (result <> ''),
    done_by text,
    done_on date,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CHECK ((state = 'done') = (result IS NOT NULL AND done_by IS NOT NULL AND done_on IS NOT NULL))
);
CREATE INDEX watch_action_open_idx ON watch_action (owner, due_on) WHERE state = 'open';
CREATE INDEX watch_action_owner_id_idx ON watch_action (owner, id);
CREATE INDEX watch_action_loan_id_id_idx ON watch_action (loan_id, id);
CALL protect_by_node('watch_action');

CREATE TABLE disposal_plan (
    id uuid PRIMARY KEY,
    loan_no bigint NOT NULL REFERENCES loan (no),
    loan_id uuid NOT NULL,
    method text NOT NULL CHECK (method IN ('cash', 'restructuring', 'collateral', 'litigation', 'write_off')),
    target bigint NOT NULL CHECK (target > 0),
    due_on date NOT NULL,
    owner text COLLATE "C" NOT NULL,
    steps text NOT NULL CHECK (steps <> ''),
    state text NOT NULL CHECK (state IN ('proposed', 'approved', 'rejected', 'cancelled', 'closed')),
    decided_by text,
    decided_on date,
    outcome text CHECK (outcome IN ('achieved', 'partly', 'failed')),
    closing_reason text CHECK (closing_reason <> ''),
    closed_by text,
    closed_on date,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT disposal_plan_maker_is_not_checker CHECK (decided_by <> made_by OR state = 'cancelled'),
    CONSTRAINT disposal_plan_owner_does_not_close CHECK (closed_by <> made_by AND closed_by <> owner),
    CHECK ((state = 'proposed') = (decided_by IS NULL)),
    CHECK ((state = 'closed') = (outcome IS NOT NULL AND closing_reason IS NOT NULL AND closed_by IS NOT NULL))
);
CREATE UNIQUE INDEX disposal_plan_one_open_key ON disposal_plan (loan_no) WHERE state IN ('proposed', 'approved');
CREATE INDEX disposal_plan_loan_id_id_idx ON disposal_plan (loan_id, id);
CREATE INDEX disposal_plan_state_id_idx ON disposal_plan (state, id);
CALL protect_by_node('disposal_plan');

-- What came of a plan, step by step; append-only.
CREATE TABLE disposal_result (
    id uuid PRIMARY KEY,
    plan_id uuid NOT NULL REFERENCES disposal_plan (id),
    happened_on date NOT NULL,
    amount bigint NOT NULL CHECK (amount >= 0),
    note text NOT NULL CHECK (note <> ''),
    document_ref text,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL
);
CREATE INDEX disposal_result_plan_id_id_idx ON disposal_result (plan_id, id);
CALL protect_by_node('disposal_result');

CREATE INDEX loan_bad_idx ON loan (id) WHERE aged_class IN ('substandard', 'doubtful', 'loss');

-- What was paid on these plans' loans since each was approved, and what their results add up to.
CREATE FUNCTION disposal_sums(p_plans uuid[]) RETURNS TABLE (plan_id uuid, recovered bigint, repaid bigint)
LANGUAGE sql STABLE AS $$
    SELECT p.id, (SELECT coalesce(sum(d.amount), 0)::bigint FROM disposal_result d WHERE d.plan_id = p.id),
           (SELECT coalesce(sum(r.amount), 0)::bigint FROM repayment r
             WHERE r.loan_no = p.loan_no AND r.paid_on >= p.decided_on
               AND NOT EXISTS (SELECT FROM repayment_reversal v WHERE v.repayment_id = r.id))
      FROM disposal_plan p WHERE p.id = ANY (p_plans)
$$;

GRANT SELECT, INSERT ON watch_action, disposal_plan, disposal_result TO {runtime_role};
GRANT UPDATE (state, result, done_by, done_on, version) ON watch_action TO {runtime_role};
GRANT UPDATE (state, decided_by, decided_on, outcome, closing_reason, closed_by, closed_on, version) ON disposal_plan
    TO {runtime_role};
