"""What becomes of an application: reserved within the cap, booked, released, ended (domain S2, S3, S6).

`customer_standing` has a row for each customer, without a row policy: what is reserved for a customer counts in every
sub-branch. Its lock makes the decisions on one customer take turns; `reserved` is moved by a trigger alone.
"""

from chassis.migrations import runtime_role, script

revision = "2026_11_25_05"
down_revision = "2026_11_25_04"

# Spelled out: what is a red line must not depend on what the service calls one.
RED = (
    "BUREAU_THREE_IN_A_ROW",
    "BUREAU_SIX_IN_ALL",
    "BUREAU_CURRENTLY_OVERDUE",
    "BUREAU_BAD_CLASS",
    "BUREAU_CHARGED_OFF",
    "BUREAU_PAID_BY_OTHERS",
    "OWN_BANK_OVER_90_DAYS",
    "OWN_BANK_CURRENTLY_OVERDUE",
    "OWN_BANK_SIX_IN_ALL",
    "OWN_BANK_WRITTEN_OFF",
)
IS_RED = " || ".join(f'@ == "{code}"' for code in RED)

TABLES = f"""
CREATE TABLE customer_standing (
    customer_ref text PRIMARY KEY,
    reserved bigint NOT NULL DEFAULT 0 CHECK (reserved >= 0)
);

DROP TRIGGER decided_is_never_changed ON credit_check;
DROP FUNCTION decided_is_never_changed();

ALTER TABLE credit_check
    ADD COLUMN external_ref text CHECK (external_ref <> ''),
    ADD COLUMN application text NOT NULL DEFAULT 'closed',
    ADD COLUMN unsecured boolean NOT NULL DEFAULT true,
    ADD COLUMN approved_amount bigint,
    ADD COLUMN expires_on date,
    ADD COLUMN loan_ref text CHECK (loan_ref <> ''),
    ADD COLUMN booked_on date,
    ADD COLUMN in_history boolean NOT NULL DEFAULT true;
UPDATE credit_check SET application = 'open', expires_on = (made_at AT TIME ZONE 'Asia/Shanghai')::date + 30
 WHERE outcome IN ('undecided', 'referred');
ALTER TABLE credit_check
    ALTER COLUMN application DROP DEFAULT,
    ALTER COLUMN unsecured DROP DEFAULT,
    ALTER COLUMN in_history DROP DEFAULT,
    DROP CONSTRAINT credit_check_outcome_check,
    ADD CHECK (outcome IN ('approved', 'capped', 'referred', 'refused', 'undecided')),
    ADD CHECK (application IN ('open', 'reserved', 'booked', 'released', 'expired', 'closed')),
    ADD CONSTRAINT credit_check_refused_is_over CHECK (outcome <> 'refused' OR application = 'closed'),
    ADD CONSTRAINT credit_check_open_is_unsettled CHECK (application <> 'open' OR outcome IN ('undecided', 'referred')),
    ADD CONSTRAINT credit_check_ends CHECK (application NOT IN ('open', 'reserved') OR expires_on IS NOT NULL),
    ADD CONSTRAINT credit_check_reserves_what_is_approved CHECK (
        application NOT IN ('reserved', 'booked')
        OR (outcome IN ('approved', 'capped') AND approved_amount > 0 AND approved_amount <= amount)),
    ADD CONSTRAINT credit_check_booked_as_a_loan CHECK (
        (application = 'booked') = (loan_ref IS NOT NULL) AND (loan_ref IS NULL) = (booked_on IS NULL)),
    ADD CONSTRAINT credit_check_external_ref_key UNIQUE (external_ref),
    ADD CONSTRAINT credit_check_loan_ref_key UNIQUE (loan_ref);
CREATE INDEX credit_check_expires_on_idx ON credit_check (expires_on) WHERE application IN ('open', 'reserved');

ALTER TABLE credit_check_decision
    ADD COLUMN bureau_report_id uuid REFERENCES bureau_report (id),
    ADD COLUMN read jsonb,
    ADD COLUMN exposure_cap bigint CHECK (exposure_cap >= 0),
    ADD COLUMN reserved_before bigint CHECK (reserved_before >= 0),
    ADD COLUMN approved_amount bigint CHECK (approved_amount >= 0),
    ADD COLUMN unsecured boolean NOT NULL DEFAULT true,
    DROP CONSTRAINT credit_check_decision_has_reasons,
    ADD CONSTRAINT credit_check_decision_has_reasons CHECK (
        (outcome = 'approved' AND committee_case_id IS NOT NULL)
        OR (outcome = 'approved') = (jsonb_array_length(reasons) = 0)),
    DROP CONSTRAINT credit_check_decision_read_the_own_record,
    ADD CONSTRAINT credit_check_decision_read_the_own_record
        CHECK (outcome NOT IN ('approved', 'capped') OR own_record IS NOT NULL),
    DROP CONSTRAINT credit_check_decision_was_visited,
    ADD CONSTRAINT credit_check_decision_was_visited
        CHECK (outcome NOT IN ('approved', 'capped') OR investigation IS NOT NULL),
    ADD CONSTRAINT credit_check_decision_red_line_refuses CHECK (
        outcome = 'refused' OR NOT jsonb_path_exists(reasons, '$[*].code ? ({IS_RED})')),
    ADD CONSTRAINT credit_check_decision_within_the_cap CHECK (
        NOT unsecured OR exposure_cap IS NULL OR coalesce(approved_amount, 0) = 0
        OR coalesce(existing_exposure, 0) + coalesce(reserved_before, 0) + approved_amount <= exposure_cap);
CREATE INDEX credit_check_decision_bureau_report_id_idx ON credit_check_decision (bureau_report_id);
CREATE INDEX credit_check_decision_committee_case_id_idx ON credit_check_decision (committee_case_id);

-- What is decided is decided: an undecided application goes on, a referred one by the committee's word (below), and an
-- application that is over stays over.
CREATE FUNCTION decided_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.outcome, NEW.version) IS DISTINCT FROM (OLD.outcome, OLD.version)
       AND (OLD.application <> 'open' OR NEW.version <> OLD.version + 1)
       OR OLD.application NOT IN ('open', 'reserved')
       OR OLD.application = 'reserved' AND NEW.application NOT IN ('booked', 'released', 'expired')
    THEN
        RAISE EXCEPTION 'credit check % is %', OLD.id, OLD.outcome
            USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_check_decided_is_never_changed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON credit_check
    FOR EACH ROW EXECUTE FUNCTION decided_is_never_changed();

-- A new decision follows an undecided one, or a referred one by the committee's word; and what is then reserved for the
-- customer, this application included, is within the cap.
CREATE FUNCTION decision_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before text;
    taken bigint;
BEGIN
    IF NEW.number > 1 THEN
        SELECT d.outcome INTO before FROM credit_check_decision d
         WHERE d.credit_check_id = NEW.credit_check_id AND d.number = NEW.number - 1;
        IF before IS NULL OR before NOT IN ('undecided', 'referred')
           OR before = 'referred' AND NEW.committee_case_id IS NULL THEN
            RAISE EXCEPTION 'decision % of credit check % does not follow', NEW.number, NEW.credit_check_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_check_decision_follows';
        END IF;
    END IF;
    IF NEW.committee_case_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM committee_case k
         WHERE k.id = NEW.committee_case_id AND k.credit_check_id = NEW.credit_check_id
           AND (k.state = 'approved' OR k.state = 'refused' AND NEW.outcome = 'refused'))
    THEN
        RAISE EXCEPTION 'decision % of credit check % is not what the committee said', NEW.number, NEW.credit_check_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_check_decision_follows';
    END IF;
    IF NEW.unsecured AND NEW.approved_amount > 0 AND NEW.exposure_cap IS NOT NULL THEN
        SELECT s.reserved INTO taken FROM customer_standing s JOIN credit_check c ON c.customer_ref = s.customer_ref
         WHERE c.id = NEW.credit_check_id;
        IF taken IS DISTINCT FROM NEW.reserved_before + NEW.approved_amount THEN
            RAISE EXCEPTION 'credit check % reserved beside others', NEW.credit_check_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_check_decision_within_the_cap';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_follows AFTER INSERT ON credit_check_decision
    FOR EACH ROW EXECUTE FUNCTION decision_follows();

CREATE FUNCTION keep_reserved() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    moved bigint := 0;
BEGIN
    IF NEW.application = 'reserved' AND NEW.unsecured THEN
        moved := NEW.approved_amount;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.application = 'reserved' AND OLD.unsecured THEN
        moved := moved - OLD.approved_amount;
    END IF;
    IF moved <> 0 THEN
        UPDATE customer_standing SET reserved = reserved + moved WHERE customer_ref = NEW.customer_ref;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'credit check % reserved without a lock', NEW.id USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER keep_reserved AFTER INSERT OR UPDATE ON credit_check FOR EACH ROW EXECUTE FUNCTION keep_reserved();

-- The facts of a customer that the whole bank shares (S3), read with the whole bank's eyes; and which version counts.
CREATE FUNCTION seen_facts(customer text, asker text, this_check uuid, report uuid, on_day date)
RETURNS TABLE (policy_id uuid, shadow_id uuid, shadow_policy_id uuid,
               reserved bigint, warnings jsonb, others jsonb, booked jsonb, newer_report boolean)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    counting policy;
    beside policy_shadow;
    sub_branch_before text := current_setting('loanops.sub_branch', true);
    outlet_before text := current_setting('loanops.outlet', true);
BEGIN
    PERFORM set_config('loanops.sub_branch', '*', true), set_config('loanops.outlet', '*', true);
    SELECT p.* INTO counting FROM policy p
     WHERE p.kind = 'red_lines' AND p.state = 'active' AND p.effective_from <= on_day
     ORDER BY p.effective_from DESC, p.activated_at DESC, p.id DESC LIMIT 1;
    SELECT h.* INTO beside FROM policy_shadow h WHERE h.stopped_at IS NULL;
    RETURN QUERY SELECT counting.id, beside.id, beside.policy_id,
        coalesce((SELECT s.reserved FROM customer_standing s WHERE s.customer_ref = customer), 0),
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', w.id, 'severity', w.severity, 'made_by', w.made_by)
                                   ORDER BY w.id), '[]')
           FROM warning w
          WHERE w.customer_ref = customer AND w.withdrawn_by IS NULL AND w.expires_on >= on_day),
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'made_by', c.made_by, 'sub_branch', c.sub_branch)
                                   ORDER BY c.id), '[]')
           FROM credit_check c
          WHERE c.customer_ref = customer AND c.made_by <> asker AND c.id IS DISTINCT FROM this_check
            AND c.application IN ('open', 'reserved') AND c.expires_on >= on_day),
        (SELECT coalesce(jsonb_agg(jsonb_build_object('loan_ref', c.loan_ref, 'fen', c.approved_amount)
                                   ORDER BY c.id), '[]')
           FROM credit_check c
          WHERE c.customer_ref = customer AND c.application = 'booked' AND c.unsecured
            AND c.booked_on > on_day - coalesce((counting.body -> 'exposure' ->> 'reserved_days')::integer, 30)),
        EXISTS (SELECT FROM bureau_report b, bureau_report r
                 WHERE r.id = report AND b.customer_ref = customer
                   AND (b.reported_on, b.id) > (r.reported_on, r.id));
    PERFORM set_config('loanops.sub_branch', coalesce(sub_branch_before, ''), true),
            set_config('loanops.outlet', coalesce(outlet_before, ''), true);
END $$;

-- The same, with the customer's row locked until the transaction ends: no two decisions reserve the same room.
CREATE FUNCTION shared_facts(customer text, asker text, this_check uuid, report uuid, on_day date)
RETURNS TABLE (policy_id uuid, shadow_id uuid, shadow_policy_id uuid,
               reserved bigint, warnings jsonb, others jsonb, booked jsonb, newer_report boolean)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO customer_standing AS s (customer_ref) VALUES (customer)
        ON CONFLICT (customer_ref) DO UPDATE SET reserved = s.reserved;
    RETURN QUERY SELECT * FROM seen_facts(customer, asker, this_check, report, on_day);
END $$;
"""

BACK = """
DROP FUNCTION shared_facts(text, text, uuid, uuid, date);
DROP FUNCTION seen_facts(text, text, uuid, uuid, date);
DROP TRIGGER keep_reserved ON credit_check;
DROP FUNCTION keep_reserved();
DROP TRIGGER decision_follows ON credit_check_decision;
DROP FUNCTION decision_follows();
DROP TRIGGER decided_is_never_changed ON credit_check;
DROP FUNCTION decided_is_never_changed();
DROP INDEX credit_check_decision_bureau_report_id_idx;
ALTER TABLE credit_check_decision
    DROP CONSTRAINT credit_check_decision_within_the_cap,
    DROP CONSTRAINT credit_check_decision_red_line_refuses,
    DROP CONSTRAINT credit_check_decision_was_visited,
    ADD CONSTRAINT credit_check_decision_was_visited CHECK (outcome <> 'approved' OR investigation IS NOT NULL),
    DROP CONSTRAINT credit_check_decision_read_the_own_record,
    ADD CONSTRAINT credit_check_decision_read_the_own_record CHECK (outcome <> 'approved' OR own_record IS NOT NULL),
    DROP CONSTRAINT credit_check_decision_has_reasons,
    ADD CONSTRAINT credit_check_decision_has_reasons CHECK ((outcome = 'approved') = (jsonb_array_length(reasons) = 0)),
    DROP COLUMN bureau_report_id, DROP COLUMN read, DROP COLUMN exposure_cap, DROP COLUMN reserved_before,
    DROP COLUMN approved_amount, DROP COLUMN unsecured;
ALTER TABLE credit_check
    DROP CONSTRAINT credit_check_outcome_check,
    DROP COLUMN external_ref, DROP COLUMN application, DROP COLUMN unsecured, DROP COLUMN approved_amount,
    DROP COLUMN expires_on, DROP COLUMN loan_ref, DROP COLUMN booked_on, DROP COLUMN in_history;
ALTER TABLE credit_check
    ADD CONSTRAINT credit_check_outcome_check CHECK (outcome IN ('approved', 'referred', 'refused', 'undecided'));
DROP TABLE customer_standing;
CREATE FUNCTION decided_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'credit check % is %', OLD.id, OLD.outcome
        USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_check_decided_is_never_changed';
END $$;
CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON credit_check
    FOR EACH ROW WHEN (OLD.outcome <> 'undecided' OR NEW.version <> OLD.version + 1)
    EXECUTE FUNCTION decided_is_never_changed();
"""

CASES = """
CREATE TABLE committee_case (
    id uuid PRIMARY KEY,
    credit_check_id uuid NOT NULL UNIQUE REFERENCES credit_check (id),
    decision_number integer NOT NULL,
    referred text NOT NULL CHECK (referred = 'referred'),
    customer_ref text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'approved', 'refused', 'lapsed')),
    members integer NOT NULL CHECK (members > 0),
    quorum integer NOT NULL CHECK (quorum BETWEEN 1 AND members),
    majority integer NOT NULL CHECK (majority BETWEEN 1 AND members AND 2 * majority > members),
    due_on date NOT NULL,
    barred text[] NOT NULL CHECK (cardinality(barred) > 0),
    policy_version text NOT NULL,
    made_at timestamptz NOT NULL,
    decided_at timestamptz,
    version integer NOT NULL CHECK (version > 0),
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CHECK ((state = 'open') = (decided_at IS NULL)),
    -- Only what was referred comes before the committee: a red line never does.
    CONSTRAINT committee_case_was_referred FOREIGN KEY (credit_check_id, decision_number, referred)
        REFERENCES credit_check_decision (credit_check_id, number, outcome) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX committee_case_state_id_idx ON committee_case (state, id);
CREATE INDEX committee_case_due_on_idx ON committee_case (due_on) WHERE state = 'open';
CALL protect_by_node('committee_case');

CREATE TABLE committee_vote (
    committee_case_id uuid NOT NULL REFERENCES committee_case (id),
    number integer NOT NULL CHECK (number > 0),
    member text NOT NULL,
    vote text NOT NULL CHECK (vote IN ('approve', 'refuse')),
    reason text NOT NULL CHECK (reason <> ''),
    voted_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    PRIMARY KEY (committee_case_id, number),
    CONSTRAINT committee_vote_once_key UNIQUE (committee_case_id, member)
);
CALL protect_by_node('committee_vote');

CREATE FUNCTION vote_is_allowed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found committee_case;
BEGIN
    SELECT * INTO found FROM committee_case c WHERE c.id = NEW.committee_case_id;
    IF found.state IS DISTINCT FROM 'open' OR NEW.number > found.members THEN
        RAISE EXCEPTION 'committee case % is %', NEW.committee_case_id, found.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'committee_case_is_open';
    END IF;
    IF NEW.member = ANY (found.barred) OR EXISTS (
        SELECT FROM warning w
         WHERE w.customer_ref = found.customer_ref AND w.made_by = NEW.member AND w.withdrawn_by IS NULL
           AND w.expires_on >= (NEW.voted_at AT TIME ZONE 'Asia/Shanghai')::date)
    THEN
        RAISE EXCEPTION 'somebody with a conflict of interest voted'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'committee_vote_has_no_conflict';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vote_is_allowed BEFORE INSERT ON committee_vote FOR EACH ROW EXECUTE FUNCTION vote_is_allowed();

CREATE FUNCTION case_is_decided_by_votes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'open' OR NEW.state = 'approved' AND (
        SELECT count(*) < NEW.quorum OR count(*) FILTER (WHERE v.vote = 'approve') < NEW.majority
          FROM committee_vote v WHERE v.committee_case_id = NEW.id)
    THEN
        RAISE EXCEPTION 'committee case % is %', OLD.id, OLD.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'committee_case_is_decided_by_votes';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER case_is_decided_by_votes BEFORE UPDATE ON committee_case
    FOR EACH ROW EXECUTE FUNCTION case_is_decided_by_votes();

ALTER TABLE credit_check_decision ADD COLUMN committee_case_id uuid REFERENCES committee_case (id);
"""

CASES_BACK = """
ALTER TABLE credit_check_decision DROP COLUMN committee_case_id;
DROP TABLE committee_vote, committee_case;
DROP FUNCTION vote_is_allowed();
DROP FUNCTION case_is_decided_by_votes();
"""


def upgrade() -> None:
    script(CASES)
    script(TABLES)
    role = runtime_role()
    # `reserved` is moved by the triggers' owner alone.
    script(f"GRANT SELECT ON customer_standing TO {role}")
    script("REVOKE ALL ON FUNCTION keep_reserved, seen_facts, shared_facts FROM PUBLIC")
    script(f"GRANT EXECUTE ON FUNCTION seen_facts, shared_facts TO {role}")
    script(f"GRANT SELECT, INSERT ON committee_case, committee_vote TO {role}")
    script(f"GRANT UPDATE (state, decided_at, version) ON committee_case TO {role}")
    columns = "bureau_report_id, application, unsecured, approved_amount, expires_on, loan_ref, booked_on, in_history"
    script(f"GRANT UPDATE ({columns}) ON credit_check TO {role}")


def downgrade() -> None:
    role = runtime_role()
    script(f"REVOKE UPDATE (bureau_report_id) ON credit_check FROM {role}")
    script(BACK)
    script(CASES_BACK)
