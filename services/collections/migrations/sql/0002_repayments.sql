-- Repayments, what they pay, and what is left behind.

-- `no` is the order of recording. A repayment is never changed; what takes it back is a row of its own.
CREATE TABLE repayment (
    no bigint GENERATED ALWAYS AS IDENTITY,
    id uuid PRIMARY KEY,
    loan_no bigint NOT NULL REFERENCES loan (no),
    loan_id uuid NOT NULL,
    loan_ref text COLLATE "C" NOT NULL,
    bank_ref text COLLATE "C" NOT NULL,
    paid_on date NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT repayment_no_key UNIQUE (no),
    CONSTRAINT repayment_bank_ref_key UNIQUE (bank_ref)
);
CREATE INDEX repayment_loan_no_paid_on_no_idx ON repayment (loan_no, paid_on, no) INCLUDE (amount, id);
CREATE INDEX repayment_loan_id_id_idx ON repayment (loan_id, id);
CALL protect_by_node('repayment');

CREATE TABLE repayment_reversal (
    repayment_id uuid NOT NULL REFERENCES repayment (id),
    reason text NOT NULL,
    reversed_on date, -- the business date; null before the first close
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT repayment_reversal_pkey PRIMARY KEY (repayment_id)
);
CALL protect_by_node('repayment_reversal');

-- What the repayments of these loans pay: the oldest instalment first, within it interest before principal unless the
-- loan's product says otherwise. It is worked out anew from the instalments and all repayments that stand, in the order
-- of paid_on, then recording - of which only the sum matters here, since a later one goes on where the one before ends.
-- So a backdated or reversed one, and one among thousands of an import, come out the same. Only what changes is written.
--
-- The loans are locked first, in the order of `no`. Who adds a repayment or a reversal locks its loan before that.
-- SECURITY DEFINER: nobody else writes what is paid; the tables' row policies bind the owner as well. Its plans are made
-- for the loans at hand and without nested loops: a planner that expects ten loans where there are thousands would
-- compare each with each.
CREATE FUNCTION allocate_repayments(p_loans bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan SET enable_nestloop = off AS $$
BEGIN
    PERFORM FROM loan l WHERE l.no = ANY (p_loans) ORDER BY l.no FOR NO KEY UPDATE;

    WITH money AS (
        SELECT r.loan_no, sum(r.amount)::bigint AS amount FROM repayment r
         WHERE r.loan_no = ANY (p_loans)
           AND NOT EXISTS (SELECT FROM repayment_reversal v WHERE v.repayment_id = r.id)
         GROUP BY r.loan_no
    ), owed AS (
        SELECT i.loan_no, i.number, i.principal - i.taken_principal AS principal, i.interest - i.taken_interest AS interest,
               (sum(i.principal - i.taken_principal + i.interest - i.taken_interest)
                   OVER (PARTITION BY i.loan_no ORDER BY i.due_date, i.number))::bigint AS through
          FROM instalment i WHERE i.loan_no = ANY (p_loans)
    ), given AS (
        SELECT o.loan_no, o.number, o.principal, o.interest, l.repayment_order,
               greatest(least(coalesce(m.amount, 0) - o.through + o.principal + o.interest, o.principal + o.interest), 0)
                   AS amount
          FROM owed o JOIN loan l ON l.no = o.loan_no AND l.no = ANY (p_loans)
          LEFT JOIN money m ON m.loan_no = o.loan_no
    ), split AS (
        SELECT g.loan_no, g.number, g.amount,
               CASE g.repayment_order WHEN 'interest_first' THEN least(g.amount, g.interest)
                                      ELSE g.amount - least(g.amount, g.principal) END AS interest
          FROM given g
    )
    UPDATE instalment i
       SET paid_interest = i.taken_interest + s.interest, paid_principal = i.taken_principal + s.amount - s.interest
      FROM split s
     WHERE i.loan_no = s.loan_no AND i.number = s.number AND i.loan_no = ANY (p_loans)
       AND (i.paid_interest, i.paid_principal)
           IS DISTINCT FROM (i.taken_interest + s.interest, i.taken_principal + s.amount - s.interest);

    WITH money AS (
        SELECT r.loan_no, sum(r.amount)::bigint AS amount FROM repayment r
         WHERE r.loan_no = ANY (p_loans)
           AND NOT EXISTS (SELECT FROM repayment_reversal v WHERE v.repayment_id = r.id)
         GROUP BY r.loan_no
    ), figures AS (
        SELECT i.loan_no,
               min(i.due_date) FILTER (WHERE i.paid_principal + i.paid_interest < i.principal + i.interest) AS oldest_due_on,
               sum(i.principal - i.paid_principal)::bigint AS principal,
               sum(i.interest - i.paid_interest)::bigint AS interest,
               sum(i.paid_principal - i.taken_principal + i.paid_interest - i.taken_interest)::bigint AS allocated
          FROM instalment i WHERE i.loan_no = ANY (p_loans) GROUP BY i.loan_no
    )
    UPDATE loan l
       SET oldest_due_on = f.oldest_due_on, outstanding_principal = f.principal, outstanding_interest = f.interest,
           overpaid = coalesce(m.amount, 0) - f.allocated
      FROM figures f LEFT JOIN money m ON m.loan_no = f.loan_no
     WHERE l.no = f.loan_no AND l.no = ANY (p_loans)
       AND (l.oldest_due_on, l.outstanding_principal, l.outstanding_interest, l.overpaid)
           IS DISTINCT FROM (f.oldest_due_on, f.principal, f.interest, coalesce(m.amount, 0) - f.allocated);
END $$;

-- What is unpaid of these loans and at least one day past due at that close, by the age of each instalment: `bucket` is
-- the place in p_from, which holds the first day of every bucket. A loan booked after that close is not aged by it.
-- The pure twin is services/collections/arrears/rules.py, `age`.
CREATE FUNCTION arrears_by_bucket(p_loans bigint[], p_as_of date, p_from integer[])
RETURNS TABLE (loan_no bigint, bucket integer, days_past_due integer, principal bigint, interest bigint)
LANGUAGE sql STABLE AS $$
    SELECT i.loan_no, width_bucket(p_as_of - i.due_date, p_from), max(p_as_of - i.due_date),
           sum(i.principal - i.paid_principal)::bigint, sum(i.interest - i.paid_interest)::bigint
      FROM instalment i JOIN loan l ON l.no = i.loan_no AND l.no = ANY (p_loans)
     WHERE i.loan_no = ANY (p_loans) AND i.due_date < p_as_of
       AND i.paid_principal + i.paid_interest < i.principal + i.interest
       AND coalesce(l.aged_from <= p_as_of, true)
     GROUP BY 1, 2
$$;

REVOKE ALL ON FUNCTION allocate_repayments FROM PUBLIC;
GRANT EXECUTE ON FUNCTION allocate_repayments TO {runtime_role};
GRANT SELECT, INSERT ON repayment, repayment_reversal TO {runtime_role};
