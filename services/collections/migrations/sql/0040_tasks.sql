-- The worklist: what a person or a role is to do next, and why. One row a task; what is done or no longer needed stays.

-- Whom a role's tasks go to: the role in a sub-branch, and for roles that are not bound to one the role in the bank.
CREATE FUNCTION role_holder(role text, sub_branch text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT role || '@' || CASE WHEN role IN ('city_branch', 'head_office') THEN '*' ELSE sub_branch END
$$;

-- The place in the worklist, as text that sorts: key customers first, then the higher priority, then the sooner due.
CREATE FUNCTION task_rank(key_customer boolean, priority integer, due_at timestamptz, id uuid) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN key_customer THEN '0' ELSE '1' END || to_char(999 - least(greatest(priority, 0), 999), 'FM000')
        || to_char(extract(epoch FROM due_at)::bigint, 'FM000000000000') || id
$$;

-- The end of a business day in the bank's time.
CREATE FUNCTION day_end(day date) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT (day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
$$;

-- `holder` is a person, or a role as `role_holder` spells it. `stage` is the step of the ladder that a `collect` task is.
CREATE TABLE task (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN (
        'collect', 'late_step', 'new_loan', 'promise_broken', 'clock', 'alert_action')),
    holder text COLLATE "C" NOT NULL CHECK (holder <> ''),
    rank text COLLATE "C" NOT NULL,
    next_step text NOT NULL,
    why text[] NOT NULL,
    key_customer boolean NOT NULL,
    priority integer NOT NULL,
    due_at timestamptz NOT NULL,
    stage text,
    escalates_to text,
    loan_no bigint REFERENCES loan (no),
    loan_id uuid,
    case_id uuid REFERENCES collection_case (id),
    customer_ref text,
    subject_id uuid, -- what else it is about: an action of an alert, a clock, a promise
    state text NOT NULL CHECK (state IN ('open', 'done', 'dropped')),
    opened_on date NOT NULL,
    opened_at timestamptz NOT NULL,
    late_on date CHECK (late_on >= opened_on),
    ended_at timestamptz,
    ended_by text,
    note text,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT task_rank_key UNIQUE (rank),
    CHECK ((state = 'open') = (ended_at IS NULL)),
    CHECK ((kind = 'collect') = (stage IS NOT NULL))
);
CREATE INDEX task_worklist_idx ON task (holder, rank) WHERE state = 'open';
CREATE INDEX task_node_worklist_idx ON task (sub_branch, outlet, rank) WHERE state = 'open';
CREATE INDEX task_open_case_id_idx ON task (case_id) WHERE state = 'open';
CREATE INDEX task_open_subject_id_idx ON task (subject_id) WHERE state = 'open';
CREATE INDEX task_case_id_id_idx ON task (case_id, id);
CREATE INDEX task_late_idx ON task (due_at) WHERE state = 'open' AND late_on IS NULL;
CREATE INDEX task_opened_on_idx ON task (opened_on);
CREATE INDEX task_late_on_idx ON task (late_on) WHERE late_on IS NOT NULL;
CALL protect_by_node('task');

CREATE FUNCTION task_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a task that has ended stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'task_stays';
END $$;
CREATE TRIGGER task_stays BEFORE UPDATE ON task FOR EACH ROW
    WHEN (OLD.state <> 'open') EXECUTE FUNCTION task_stays();

-- What a close has put before somebody, in numbers; one row for each person or role and sub-branch, append-only.
CREATE TABLE notice (
    no bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    id uuid PRIMARY KEY,
    business_date date NOT NULL,
    holder text COLLATE "C" NOT NULL,
    assigned integer NOT NULL CHECK (assigned >= 0),
    late integer NOT NULL CHECK (late >= 0),
    sent_up integer NOT NULL CHECK (sent_up >= 0),
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT notice_once_a_close_key UNIQUE (business_date, holder, sub_branch)
);
CREATE INDEX notice_holder_no_idx ON notice (holder, no);
CALL protect_by_node('notice');

GRANT SELECT, INSERT ON task, notice TO {runtime_role};
GRANT UPDATE (holder, rank, state, late_on, ended_at, ended_by, note, version) ON task TO {runtime_role};
