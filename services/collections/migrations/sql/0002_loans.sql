-- Loans and their instalments. Amounts are fen.

-- Fen as yuan, as it stands in JSON.
CREATE FUNCTION yuan(fen bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT to_char(fen / 100.0, 'FM999999999999990.00')
$$;

-- How far the book is closed: one row. Without a row policy, because a close is the whole bank's.
CREATE TABLE book (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    closed_through date, -- the last closed business date; null before the first close
    closing date,        -- the business date whose close has begun; null between two closes
    CONSTRAINT book_closes_forward CHECK (closing > closed_through)
);
INSERT INTO book DEFAULT VALUES;

CREATE FUNCTION book_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR NEW.closed_through < OLD.closed_through
       OR (NEW.closed_through IS NULL AND OLD.closed_through IS NOT NULL)
    THEN
        RAISE EXCEPTION 'closes move forward only' USING ERRCODE = 'check_violation', CONSTRAINT = 'book_moves_forward';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER book_moves_forward BEFORE UPDATE OR DELETE ON book
    FOR EACH ROW EXECUTE FUNCTION book_moves_forward();

-- `no` is for ranges: a close and what belongs to a loan go by it. People and other systems go by id and external_ref.
CREATE TABLE loan (
    no bigint GENERATED ALWAYS AS IDENTITY,
    id uuid PRIMARY KEY,
    external_ref text COLLATE "C" NOT NULL,
    customer_ref text COLLATE "C" NOT NULL,
    product text NOT NULL,
    principal bigint NOT NULL CHECK (principal > 0),
    disbursed_on date NOT NULL,
    matures_on date NOT NULL CHECK (matures_on >= disbursed_on),
    account_manager text COLLATE "C" NOT NULL,
    originated_by text NOT NULL CHECK (originated_by IN ('outlet', 'department', 'partner')),
    repayment_order text NOT NULL CHECK (repayment_order IN ('interest_first', 'principal_first')),
    secured boolean NOT NULL,
    penalty_due bigint NOT NULL CHECK (penalty_due >= 0),
    written_off_on date CHECK (written_off_on >= disbursed_on), -- by core banking; what is owed stays owed
    aged_from date, -- the first close that ages it; null: booked before the first close ever
    -- What follows from the instalments and the repayments; after the booking only allocate_repayments writes it.
    oldest_due_on date, -- the oldest instalment with something unpaid, due or to come; null when all is paid
    outstanding_principal bigint NOT NULL CHECK (outstanding_principal BETWEEN 0 AND principal),
    outstanding_interest bigint NOT NULL CHECK (outstanding_interest >= 0),
    overpaid bigint NOT NULL DEFAULT 0 CHECK (overpaid >= 0),
    -- What the last close that changed it made of it; only close_chunk writes it.
    aged_class text NOT NULL DEFAULT 'normal'
        CHECK (aged_class IN ('normal', 'special_mention', 'substandard', 'doubtful', 'loss')),
    aged_bucket text NOT NULL DEFAULT '',
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT loan_no_key UNIQUE (no),
    CONSTRAINT loan_external_ref_key UNIQUE (external_ref),
    CONSTRAINT loan_paid_when_nothing_is_due CHECK (
        (oldest_due_on IS NULL) = (outstanding_principal + outstanding_interest = 0)),
    CONSTRAINT loan_overpaid_when_paid CHECK (overpaid = 0 OR oldest_due_on IS NULL)
) WITH (fillfactor = 85);
CREATE INDEX loan_customer_ref_id_idx ON loan (customer_ref, id);
CREATE INDEX loan_account_manager_id_idx ON loan (account_manager, id);
CALL protect_by_node('loan');

-- Borrower, co-borrowers, guarantors and their families, sealed (chassis/personal.py): apart, so that a close never reads
-- them.
CREATE TABLE loan_people (
    loan_id uuid PRIMARY KEY REFERENCES loan (id),
    people bytea NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL
);
CALL protect_by_node('loan_people');

-- `taken_…` is what was already paid when the loan was taken on; `paid_…` is that and what repayments have paid.
CREATE TABLE instalment (
    loan_no bigint NOT NULL REFERENCES loan (no),
    number integer NOT NULL CHECK (number > 0),
    due_date date NOT NULL,
    principal bigint NOT NULL CHECK (principal >= 0),
    interest bigint NOT NULL CHECK (interest >= 0),
    taken_principal bigint NOT NULL CHECK (taken_principal >= 0),
    taken_interest bigint NOT NULL CHECK (taken_interest >= 0),
    paid_principal bigint NOT NULL,
    paid_interest bigint NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    PRIMARY KEY (loan_no, number),
    CHECK (principal + interest > 0),
    CONSTRAINT instalment_principal_paid_within_amount CHECK (paid_principal BETWEEN taken_principal AND principal),
    CONSTRAINT instalment_interest_paid_within_amount CHECK (paid_interest BETWEEN taken_interest AND interest)
) WITH (fillfactor = 90);
-- What is unpaid is a small part of a book: arrears are read off this index alone.
CREATE INDEX instalment_unpaid_idx ON instalment (loan_no, due_date)
    INCLUDE (principal, interest, paid_principal, paid_interest)
    WHERE paid_principal + paid_interest < principal + interest;
CALL protect_by_node('instalment');

-- A schedule pays back what was lent, no more and no less.
CREATE FUNCTION instalments_add_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT w.loan_no FROM written w) AS touched
          JOIN loan l ON l.no = touched.loan_no
         WHERE l.principal <> (SELECT sum(i.principal) FROM instalment i WHERE i.loan_no = l.no)
    ) THEN
        RAISE EXCEPTION 'the instalments of a loan add up to its principal'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'instalments_add_up';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER instalments_add_up AFTER INSERT ON instalment REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION instalments_add_up();

-- What is due, or has been paid on, is history: its amounts never change (C8: due dates move by a signed agreement).
CREATE FUNCTION instalment_that_counts_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.paid_principal + OLD.paid_interest > 0
       OR OLD.due_date <= (SELECT coalesce(b.closing, b.closed_through) FROM book b)
    THEN
        RAISE EXCEPTION 'an instalment that is due or paid on is never changed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'instalment_that_counts_is_fixed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER instalment_that_counts_is_fixed BEFORE UPDATE OF principal, interest ON instalment FOR EACH ROW
    WHEN ((OLD.principal, OLD.interest) IS DISTINCT FROM (NEW.principal, NEW.interest))
    EXECUTE FUNCTION instalment_that_counts_is_fixed();

-- The life of a loan, one row for each thing that happened to it; append-only. `facts` hold no personal data.
CREATE TABLE loan_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    loan_no bigint NOT NULL REFERENCES loan (no),
    kind text NOT NULL CHECK (kind IN ('booked', 'changed', 'repaid', 'reversed', 'aged', 'case_opened', 'case_cured')),
    happened_on date, -- in business time; null where there was no close yet to count from
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL,
    facts jsonb NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL
);
CREATE INDEX loan_event_loan_no_id_idx ON loan_event (loan_no, id);
CALL protect_by_node('loan_event');

GRANT SELECT ON book TO {runtime_role};
GRANT SELECT, INSERT ON loan, instalment, loan_event, loan_people TO {runtime_role};
-- What core banking may correct after the booking; FOR NO KEY UPDATE needs one such column, too.
GRANT UPDATE (product, account_manager, secured, penalty_due, written_off_on) ON loan TO {runtime_role};
GRANT UPDATE (people) ON loan_people TO {runtime_role};
GRANT UPDATE (principal, interest) ON instalment TO {runtime_role};
