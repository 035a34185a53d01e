-- Cases that climb: what the ladder, people and the close know of each.

-- Who around a loan may be reached, so that a close can tell which step is possible without opening anybody's data.
ALTER TABLE loan_people ADD reach_borrower boolean NOT NULL DEFAULT true,
    ADD reach_guarantor boolean NOT NULL DEFAULT true, -- rows of before say nothing of it: the contact rules will
    ADD reach_family boolean NOT NULL DEFAULT true,
    ADD has_family boolean NOT NULL DEFAULT true,
    ADD has_guarantor boolean NOT NULL DEFAULT true;

-- `step_no`: how far up the ladder it is, steps that were passed over included; 0: opened a moment ago, nobody has
-- worked on it yet. `next_look_on`: the first close that may find it on a further step; null: none can.
ALTER TABLE collection_case
    ADD step_no integer NOT NULL DEFAULT 0 CHECK (step_no >= 0),
    ADD next_look_on date,
    ADD role text NOT NULL DEFAULT 'account_manager',
    ADD late_on date,
    ADD first_year boolean NOT NULL DEFAULT false,
    ADD first_payment boolean NOT NULL DEFAULT false,
    ADD key_customer boolean NOT NULL DEFAULT false,
    ADD priority integer NOT NULL DEFAULT 0,
    ADD why text[] NOT NULL DEFAULT '{}',
    ADD paused_from date,
    ADD paused_until date,
    ADD matures_on date,
    ADD debtor_unreachable boolean NOT NULL DEFAULT false,
    ADD owing_since date, -- the due date of what was overdue when it was first worked on
    ADD CHECK ((paused_from IS NULL) = (paused_until IS NULL)),
    ADD CHECK (NOT first_payment OR first_year);
ALTER TABLE collection_case DROP CONSTRAINT collection_case_state_check;
ALTER TABLE collection_case ADD CONSTRAINT collection_case_state_check
    CHECK (state IN ('open', 'cured', 'restructured', 'written_off'));
CREATE INDEX collection_case_unworked_idx ON collection_case (loan_no)
    WHERE state = 'open' AND step_no = 0 AND stage <> 'reminder';
CREATE INDEX collection_case_next_look_idx ON collection_case (next_look_on)
    WHERE state = 'open' AND next_look_on IS NOT NULL;
CREATE INDEX collection_case_paused_until_idx ON collection_case (paused_until) WHERE paused_until IS NOT NULL;

-- What happens to a case is part of its loan's life. The kinds that were there stay; these are added.
DO $$
DECLARE
    v_before text := (SELECT pg_get_constraintdef(c.oid) FROM pg_constraint c
                       WHERE c.conrelid = 'loan_event'::regclass AND c.conname = 'loan_event_kind_check');
BEGIN
    ALTER TABLE loan_event DROP CONSTRAINT loan_event_kind_check;
    EXECUTE 'ALTER TABLE loan_event ADD CONSTRAINT loan_event_kind_check CHECK ('
        || substring(v_before FROM '^CHECK (.*)$')
        || ' OR kind IN (''case_assigned'', ''case_raised'', ''step_skipped'', ''step_late'', ''step_done'', ''sent_up'','
        || ' ''case_paused'', ''case_resumed'', ''case_resolved'', ''contacted'', ''contact_banned'', ''contact_ban_lifted'', ''promised'', ''promise_kept'','
        || ' ''promise_broken'', ''maturing'', ''demanded'', ''demand_answered'', ''clock_warned'', ''visited''))';
    EXECUTE format('COMMENT ON CONSTRAINT loan_event_kind_check ON loan_event IS %L', v_before);
END $$;

-- Pauses (C8): they stop steps and contacts, and never the days past due. `ends_on` is the last day that is paused.
CREATE TABLE case_pause (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES collection_case (id),
    kind text NOT NULL CHECK (kind IN ('dispute', 'hardship', 'disaster')),
    reason text NOT NULL CHECK (reason <> ''),
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    ended_on date,
    ended_by text,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CHECK (ends_on >= starts_on),
    CHECK ((ended_on IS NULL) = (ended_by IS NULL))
);
CREATE UNIQUE INDEX case_pause_one_at_a_time_key ON case_pause (case_id) WHERE ended_on IS NULL;
CREATE INDEX case_pause_case_id_id_idx ON case_pause (case_id, id);
CALL protect_by_node('case_pause');

-- Promises to pay (C8). `judge_again`: a repayment that counts for it came late or was taken back.
CREATE TABLE promise (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES collection_case (id),
    loan_no bigint NOT NULL REFERENCES loan (no),
    loan_id uuid NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    promised_on date NOT NULL,
    due_on date NOT NULL CHECK (due_on >= promised_on),
    state text NOT NULL CHECK (state IN ('open', 'kept', 'broken')),
    judged_on date,
    judge_again boolean NOT NULL DEFAULT false,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CHECK ((state = 'open') = (judged_on IS NULL))
);
CREATE UNIQUE INDEX promise_one_open_key ON promise (loan_no) WHERE state = 'open';
CREATE INDEX promise_to_judge_idx ON promise (loan_no) WHERE state = 'open' OR judge_again;
CREATE INDEX promise_loan_no_id_idx ON promise (loan_no, id);
CREATE INDEX promise_case_id_id_idx ON promise (case_id, id);
CALL protect_by_node('promise');

-- A promise is judged by the repayments that stand: what comes late or is taken back has it judged again.
CREATE FUNCTION promise_hears_of_repayments() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME = 'repayment' THEN
        UPDATE promise p SET judge_again = true
         WHERE p.loan_no IN (SELECT w.loan_no FROM written w) AND p.state <> 'open' AND NOT p.judge_again
           AND EXISTS (SELECT FROM written w WHERE w.loan_no = p.loan_no AND w.paid_on BETWEEN p.promised_on AND p.due_on);
    ELSE
        UPDATE promise p SET judge_again = true FROM repayment r
         WHERE r.id IN (SELECT w.repayment_id FROM written w) AND p.loan_no = r.loan_no AND p.state <> 'open'
           AND NOT p.judge_again AND r.paid_on BETWEEN p.promised_on AND p.due_on;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER promise_hears_of_repayments AFTER INSERT ON repayment REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION promise_hears_of_repayments();
CREATE TRIGGER promise_hears_of_repayments AFTER INSERT ON repayment_reversal REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION promise_hears_of_repayments();

-- Contacts (C7), append-only. `person_no`: the place among those of that party on the loan. `person` is a blind index of
-- their telephone number, the same on every loan, so that the caps count a person and not a loan.
CREATE TABLE contact (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES collection_case (id),
    loan_id uuid NOT NULL,
    party text NOT NULL CHECK (party IN ('borrower', 'co_borrower', 'guarantor', 'guarantor_family')),
    person_no integer NOT NULL CHECK (person_no > 0),
    person bytea NOT NULL,
    channel text NOT NULL CHECK (channel IN ('phone', 'sms', 'message', 'email', 'letter', 'visit')),
    at timestamptz NOT NULL,
    day date NOT NULL,
    outcome text NOT NULL,
    conversation boolean NOT NULL,
    debt_related boolean NOT NULL,
    note text NOT NULL,
    policy_version text NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL
);
CREATE INDEX contact_case_id_id_idx ON contact (case_id, id);
CALL protect_by_node('contact');

-- How often somebody was contacted on a day, wherever in the bank: without a node, because a person's peace does not end
-- at a sub-branch. Holds no name and no number. Who adds one does it here first, in one statement that knows the caps.
CREATE TABLE contact_day (
    person bytea NOT NULL,
    day date NOT NULL,
    attempts integer NOT NULL CHECK (attempts > 0),
    conversations integer NOT NULL CHECK (conversations BETWEEN 0 AND attempts),
    PRIMARY KEY (person, day)
);

-- Loans that mature in a month, as the last close of the month before listed them (C2); append-only.
CREATE TABLE maturing_loan (
    id uuid PRIMARY KEY,
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    loan_no bigint NOT NULL REFERENCES loan (no),
    loan_id uuid NOT NULL,
    case_id uuid REFERENCES collection_case (id),
    customer_ref text NOT NULL,
    account_manager text COLLATE "C" NOT NULL,
    matures_on date NOT NULL,
    outstanding bigint NOT NULL CHECK (outstanding > 0),
    key_customer boolean NOT NULL,
    priority integer NOT NULL,
    why text[] NOT NULL,
    chase_by timestamptz NOT NULL,
    rank text COLLATE "C" NOT NULL UNIQUE,
    listed_on date NOT NULL,
    listed_at timestamptz NOT NULL,
    policy_version text NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT maturing_loan_once_a_month_key UNIQUE (month, loan_no)
);
CREATE INDEX maturing_loan_month_rank_idx ON maturing_loan (month, rank);
CREATE INDEX maturing_loan_account_manager_idx ON maturing_loan (account_manager, month, rank);
CALL protect_by_node('maturing_loan');

GRANT UPDATE (reach_borrower, reach_guarantor, reach_family, has_family, has_guarantor) ON loan_people TO {runtime_role};
GRANT UPDATE (stage, escalates_to, due_at, step_no, next_look_on, role, late_on, first_year, first_payment, key_customer,
    priority, why, paused_from, paused_until, matures_on, debtor_unreachable, owing_since, policy_version)
    ON collection_case TO {runtime_role};
GRANT SELECT, INSERT ON case_pause, promise, contact, contact_day, maturing_loan TO {runtime_role};
GRANT UPDATE (ended_on, ended_by) ON case_pause TO {runtime_role};
GRANT UPDATE (state, judged_on, judge_again, version) ON promise TO {runtime_role};
GRANT UPDATE (attempts, conversations) ON contact_day TO {runtime_role};
REVOKE ALL ON FUNCTION promise_hears_of_repayments FROM PUBLIC;
