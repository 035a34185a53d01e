-- Persons whom nobody may contact (C7), because they have asked for it or staff has a reason: set by one, lifted by another.

-- `person` is a blind index of the telephone number, the same on every loan of theirs, as in `contact`.
CREATE TABLE contact_ban (
    id uuid PRIMARY KEY,
    loan_id uuid NOT NULL REFERENCES loan (id),
    party text NOT NULL CHECK (party IN ('borrower', 'co_borrower', 'guarantor', 'guarantor_family')),
    person_no integer NOT NULL CHECK (person_no > 0),
    person bytea NOT NULL,
    reason text NOT NULL CHECK (reason <> ''),
    state text NOT NULL CHECK (state IN ('active', 'lifted')),
    lift_reason text,
    lifted_by text,
    lifted_at timestamptz,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT contact_ban_maker_is_not_lifter CHECK (lifted_by <> made_by),
    CHECK ((state = 'lifted') = (lifted_by IS NOT NULL)),
    CHECK ((lifted_by IS NULL) = (lifted_at IS NULL) AND (lifted_by IS NULL) = (lift_reason IS NULL))
);
CREATE UNIQUE INDEX contact_ban_one_active_key ON contact_ban (person, loan_id) WHERE state = 'active';
CREATE INDEX contact_ban_loan_id_id_idx ON contact_ban (loan_id, id);
CALL protect_by_node('contact_ban');

-- Those of these persons whom nobody may contact, whichever branch said so: a person's peace does not end at a
-- sub-branch. Tells nothing else of a ban. Relies on contact_ban_one_active_key.
CREATE FUNCTION barred_persons(p_persons bytea[]) RETURNS SETOF bytea
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_sub_branch text := current_setting('loanops.sub_branch', true);
    v_outlet text := current_setting('loanops.outlet', true);
BEGIN
    PERFORM set_config('loanops.sub_branch', '*', true), set_config('loanops.outlet', '*', true);
    RETURN QUERY SELECT DISTINCT b.person FROM contact_ban b WHERE b.person = ANY (p_persons) AND b.state = 'active';
    PERFORM set_config('loanops.sub_branch', v_sub_branch, true), set_config('loanops.outlet', v_outlet, true);
END $$;

REVOKE ALL ON FUNCTION barred_persons FROM PUBLIC;
GRANT EXECUTE ON FUNCTION barred_persons TO {runtime_role};
GRANT SELECT, INSERT ON contact_ban TO {runtime_role};
GRANT UPDATE (state, lift_reason, lifted_by, lifted_at, version) ON contact_ban TO {runtime_role};
