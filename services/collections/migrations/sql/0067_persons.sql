-- Where a person stands: on which loans, and that nobody may contact them on any (C7). Both tables are without a node,
-- because a person's peace does not end at a sub-branch; they hold no name and no number.

-- `person` is the beginning of a blind index of a telephone or identity number: enough to find the loans, on which the
-- people themselves are then compared. Whoever once stood on a loan may stay here: it is looked at once more, no more.
CREATE TABLE loan_person (
    person bigint NOT NULL,
    loan_no bigint NOT NULL REFERENCES loan (no),
    PRIMARY KEY (person, loan_no)
);

-- Loans of before: the worker finds out who stands on them, some at a time.
ALTER TABLE loan_people ADD persons_known boolean NOT NULL DEFAULT false;
CREATE INDEX loan_people_persons_unknown_idx ON loan_people (loan_id) WHERE NOT persons_known;

-- All that a ban knows a person by: blind indexes of the telephone and the identity number, of the customer for a
-- borrower, of the place on the one loan for who has no number.
CREATE TABLE barred_person (
    contact_ban_id uuid NOT NULL REFERENCES contact_ban (id),
    person bytea NOT NULL,
    lifted_at timestamptz,
    PRIMARY KEY (contact_ban_id, person)
);
CREATE INDEX barred_person_person_idx ON barred_person (person) WHERE lifted_at IS NULL;
INSERT INTO barred_person (contact_ban_id, person, lifted_at) SELECT id, person, lifted_at FROM contact_ban;

-- Those of these persons whom nobody may contact, whichever branch said so.
CREATE OR REPLACE FUNCTION barred_persons(p_persons bytea[]) RETURNS SETOF bytea
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT DISTINCT b.person FROM barred_person b
                  WHERE b.person = ANY (p_persons) AND b.lifted_at IS NULL;
END $$;

GRANT SELECT, INSERT ON loan_person, barred_person TO {runtime_role};
GRANT UPDATE (lifted_at) ON barred_person TO {runtime_role};
GRANT UPDATE (persons_known) ON loan_people TO {runtime_role};
