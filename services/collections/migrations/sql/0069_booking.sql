-- Booking loans by the thousand (decision 0019).

-- Put these loans on the books with their people, schedules and first event; answers those that were not there before.
-- A reference that somebody else has booked is left out. One statement for one loan and for a chunk of a file.
--
-- SECURITY DEFINER: nobody else writes new loans. The tables' row policies bind the owner as well. Its plans are made for
-- the loans at hand and without nested loops, as those of allocate_repayments.
CREATE FUNCTION book_loans(
    p_id uuid[], p_external_ref text[], p_customer_ref text[], p_product text[], p_principal bigint[],
    p_disbursed_on date[], p_matures_on date[], p_account_manager text[], p_originated_by text[],
    p_repayment_order text[], p_order_policy_version text[], p_penalty_due bigint[], p_oldest_due_on date[],
    p_outstanding_principal bigint[], p_outstanding_interest bigint[], p_secured boolean[], p_written_off_on date[],
    p_sub_branch text[], p_outlet text[], p_approved_by text[], p_people bytea[], p_reach_borrower boolean[], p_reach_guarantor boolean[],
    p_reach_family boolean[], p_has_family boolean[], p_has_guarantor boolean[],
    -- the instalments: each with the place of its loan among those above
    p_place bigint[], p_number integer[], p_due_date date[], p_due_principal bigint[], p_due_interest bigint[],
    p_taken_principal bigint[], p_taken_interest bigint[],
    p_aged_from date, p_on date, p_at timestamptz, p_by text
) RETURNS TABLE (booked_id uuid, booked_no bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan SET enable_nestloop = off AS $$
BEGIN
    RETURN QUERY
    WITH line AS (
        SELECT * FROM unnest(
            p_id, p_external_ref, p_customer_ref, p_product, p_principal, p_disbursed_on, p_matures_on,
            p_account_manager, p_originated_by, p_repayment_order, p_order_policy_version, p_penalty_due,
            p_oldest_due_on, p_outstanding_principal, p_outstanding_interest, p_secured, p_written_off_on,
            p_sub_branch, p_outlet, p_approved_by, p_people, p_reach_borrower, p_reach_guarantor, p_reach_family, p_has_family, p_has_guarantor
        ) WITH ORDINALITY AS t (
            id, external_ref, customer_ref, product, principal, disbursed_on, matures_on, account_manager, originated_by,
            repayment_order, order_policy_version, penalty_due, oldest_due_on, outstanding_principal,
            outstanding_interest, secured, written_off_on, sub_branch, outlet, approved_by, people, reach_borrower, reach_guarantor, reach_family,
            has_family, has_guarantor, place)
    ), made AS (
        INSERT INTO loan AS l (
            id, external_ref, customer_ref, product, principal, disbursed_on, matures_on, account_manager, originated_by,
            repayment_order, order_policy_version, penalty_due, oldest_due_on, outstanding_principal,
            outstanding_interest, secured, written_off_on, sub_branch, outlet, approved_by, aged_from, made_by, made_at)
        SELECT n.id, n.external_ref, n.customer_ref, n.product, n.principal, n.disbursed_on, n.matures_on,
               n.account_manager, n.originated_by, n.repayment_order, n.order_policy_version, n.penalty_due,
               n.oldest_due_on, n.outstanding_principal, n.outstanding_interest, n.secured, n.written_off_on, n.sub_branch, n.outlet,
               n.approved_by, p_aged_from, p_by, p_at
          FROM line n ORDER BY n.external_ref
        ON CONFLICT ON CONSTRAINT loan_external_ref_key DO NOTHING
        RETURNING l.no, l.id
    ), booked AS (
        SELECT m.no, n.* FROM made m JOIN line n ON n.id = m.id
    ), people AS (
        INSERT INTO loan_people (loan_id, people, reach_borrower, reach_guarantor, reach_family, has_family,
                                 has_guarantor, persons_known, sub_branch, outlet)
        SELECT b.id, b.people, b.reach_borrower, b.reach_guarantor, b.reach_family, b.has_family, b.has_guarantor, true,
               b.sub_branch, b.outlet
          FROM booked b
    ), plan AS (
        INSERT INTO instalment (loan_no, number, due_date, principal, interest, taken_principal, taken_interest,
                                paid_principal, paid_interest, sub_branch, outlet)
        SELECT b.no, i.number, i.due_date, i.principal, i.interest, i.taken_principal, i.taken_interest,
               i.taken_principal, i.taken_interest, b.sub_branch, b.outlet
          FROM unnest(p_place, p_number, p_due_date, p_due_principal, p_due_interest, p_taken_principal,
                      p_taken_interest)
               AS i (place, number, due_date, principal, interest, taken_principal, taken_interest)
          JOIN booked b ON b.place = i.place
    ), told AS (
        INSERT INTO loan_event (loan_no, kind, happened_on, recorded_at, recorded_by, facts, sub_branch, outlet)
        SELECT b.no, 'booked', p_on, p_at, p_by,
               jsonb_build_object('principal', yuan(b.principal), 'disbursed_on', b.disbursed_on),
               b.sub_branch, b.outlet
          FROM booked b
    )
    SELECT b.id, b.no FROM booked b;
END $$;

REVOKE INSERT ON loan, loan_people, instalment FROM {runtime_role};
REVOKE ALL ON FUNCTION book_loans FROM PUBLIC;
GRANT EXECUTE ON FUNCTION book_loans TO {runtime_role};

-- That an instalment has its loan is found once for a statement, together with what the instalments add up to, instead of
-- once for each row: looking the same loan up for each of its instalments took longer than inserting them.
ALTER TABLE instalment DROP CONSTRAINT instalment_loan_no_fkey;

CREATE OR REPLACE FUNCTION instalments_add_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_astray boolean;
    v_wrong boolean;
BEGIN
    SELECT bool_or(l.no IS NULL),
           bool_or(l.principal <> (SELECT sum(i.principal) FROM instalment i WHERE i.loan_no = l.no))
      INTO v_astray, v_wrong
      FROM (SELECT DISTINCT w.loan_no FROM written w) AS touched LEFT JOIN loan l ON l.no = touched.loan_no;
    IF v_astray THEN
        RAISE EXCEPTION 'an instalment belongs to a loan'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'instalment_has_a_loan';
    END IF;
    IF v_wrong THEN
        RAISE EXCEPTION 'the instalments of a loan add up to its principal'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'instalments_add_up';
    END IF;
    RETURN NULL;
END $$;

-- The other half of it: a loan stays, under its number, and an instalment with its loan.
CREATE FUNCTION loan_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a loan stays on the books, its instalments with it'
        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'instalment_has_a_loan';
END $$;
CREATE TRIGGER loan_stays BEFORE DELETE OR UPDATE OF no ON loan FOR EACH STATEMENT EXECUTE FUNCTION loan_stays();
CREATE TRIGGER instalment_stays BEFORE UPDATE OF loan_no ON instalment
    FOR EACH STATEMENT EXECUTE FUNCTION loan_stays();
