-- The monthly reconciliation (domain E2, E5): four records of every unit side by side, in one statement.

CREATE TABLE alert (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project (id),
    kind text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'acknowledged', 'lifted')),
    details jsonb NOT NULL,
    opened_at timestamptz NOT NULL,
    acknowledged_by text,
    acknowledged_at timestamptz,
    comment text,
    lifted_at timestamptz,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CHECK ((acknowledged_by IS NULL) = (acknowledged_at IS NULL)),
    CHECK (state <> 'acknowledged' OR acknowledged_by IS NOT NULL),
    CHECK ((state = 'lifted') = (lifted_at IS NOT NULL))
);
CREATE UNIQUE INDEX alert_one_standing_key ON alert (project_id, kind) WHERE state <> 'lifted';
CREATE INDEX alert_project_id_id_idx ON alert (project_id, id);
CALL protect_by_node('alert');

CREATE TABLE reconciliation (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project (id),
    account_id uuid NOT NULL REFERENCES account (id),
    month text NOT NULL CHECK (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
    as_of date NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'signed', 'superseded')),
    units bigint NOT NULL,
    expected bigint NOT NULL,
    received bigint NOT NULL,
    suspense bigint NOT NULL,
    counts jsonb NOT NULL,
    sales_with_mortgage bigint NOT NULL,
    mortgages_ours bigint NOT NULL,
    mortgages_leaked bigint NOT NULL,
    progress_status text NOT NULL,
    progress_percent numeric(5, 2),
    units_digest bytea NOT NULL CHECK (octet_length(units_digest) = 32),
    policy_version text NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    corporate_by text,
    corporate_at timestamptz,
    personal_by text,
    personal_at timestamptz,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CHECK ((corporate_by IS NULL) = (corporate_at IS NULL)),
    CHECK ((personal_by IS NULL) = (personal_at IS NULL)),
    CONSTRAINT reconciliation_maker_is_not_checker CHECK (corporate_by <> made_by AND personal_by <> made_by),
    CONSTRAINT reconciliation_two_persons_sign CHECK (corporate_by <> personal_by),
    CONSTRAINT reconciliation_signed_by_both_check
        CHECK ((state = 'signed') = (corporate_by IS NOT NULL AND personal_by IS NOT NULL))
);
CREATE INDEX reconciliation_project_id_id_idx ON reconciliation (project_id, id);
CREATE UNIQUE INDEX reconciliation_one_open_key ON reconciliation (project_id, month) WHERE state = 'open';
CREATE INDEX reconciliation_signed_idx ON reconciliation (project_id, month) WHERE state = 'signed';
CALL protect_by_node('reconciliation');
CREATE TRIGGER decided_is_never_changed BEFORE UPDATE ON reconciliation
    FOR EACH ROW WHEN (OLD.state <> 'open') EXECUTE FUNCTION decided_is_never_changed();

-- What was found of each unit. Without a foreign key to its reconciliation, which would be checked 20,000 times a run:
-- both are written in one transaction, by ids that nobody else knows, and never changed.
CREATE TABLE reconciliation_unit (
    reconciliation_id uuid NOT NULL,
    unit_no text NOT NULL,
    expected bigint NOT NULL,
    received bigint NOT NULL,
    status text NOT NULL CHECK (status IN ('matched', 'short', 'over', 'missing', 'unfiled', 'misdirected')),
    since date NOT NULL,
    age_days integer NOT NULL CHECK (age_days >= 0),
    evidence text[] NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    PRIMARY KEY (reconciliation_id, unit_no)
);
CALL protect_by_node('reconciliation_unit');

-- Every unit that any record names up to a day, with what the records say together (services/escrow/reconciliation/
-- rules.py says the same unit by unit, and a test compares the two). The row without a unit is what waits in suspense.
CREATE FUNCTION reconcile_units(p_project uuid, p_account uuid, p_as_of date, p_misdirected_days int, p_leakage_days int)
RETURNS TABLE (
    unit_no text, expected bigint, received bigint, status text, since date, age_days integer, evidence text[],
    has_mortgage boolean, is_ours boolean, has_leaked boolean
)
LANGUAGE sql STABLE
-- The row policies hide from the planner how many rows there are: it takes a city's receipts for a handful, and sorts.
SET enable_sort = off SET enable_mergejoin = off SET work_mem = '64MB'
AS $$
WITH filing AS (
    SELECT DISTINCT ON (f.unit_no COLLATE "C") f.unit_no, f.filed_on, f.down_payment, f.mortgage, f.provident_fund
      FROM sale_filing f
     WHERE f.project_id = p_project AND f.filed_on <= p_as_of AND (f.cancelled_on IS NULL OR f.cancelled_on > p_as_of)
     ORDER BY f.unit_no COLLATE "C", f.filed_on DESC, f.id DESC
), taken_off AS (
    SELECT DISTINCT f.unit_no FROM sale_filing f
     WHERE f.project_id = p_project AND f.state = 'cancelled' AND f.cancelled_on <= p_as_of
), lent AS (
    SELECT l.unit_no,
           sum(l.amount) FILTER (WHERE l.kind = 'mortgage') AS mortgages,
           sum(l.amount) FILTER (WHERE l.kind = 'provident_fund') AS fund_loans,
           sum(l.amount) FILTER (WHERE l.kind = 'mortgage' AND l.drawn_on <= p_as_of - p_misdirected_days) AS mortgages_due,
           sum(l.amount) FILTER (WHERE l.kind = 'provident_fund' AND l.drawn_on <= p_as_of - p_misdirected_days) AS fund_due,
           min(coalesce(l.drawn_on, (l.made_at AT TIME ZONE 'Asia/Shanghai')::date)) AS first_on
      FROM buyer_loan l
     WHERE l.project_id = p_project
       AND coalesce(l.drawn_on, (l.made_at AT TIME ZONE 'Asia/Shanghai')::date) <= p_as_of
     GROUP BY l.unit_no
), money AS (
    SELECT r.unit_no,
           sum(r.amount) FILTER (WHERE r.source IN ('down_payment', 'mortgage', 'provident_fund')) AS proceeds,
           sum(r.amount) FILTER (WHERE r.source = 'mortgage') AS of_mortgages,
           sum(r.amount) FILTER (WHERE r.source = 'provident_fund') AS of_fund,
           bool_or(r.source NOT IN ('down_payment', 'mortgage', 'provident_fund')) AS as_others,
           min(r.value_date) AS first_on, max(r.value_date) AS last_on
      FROM receipt r
     WHERE r.account_id = p_account AND r.value_date <= p_as_of
     GROUP BY r.unit_no
), gone_back AS (
    SELECT b.unit_no, sum(b.amount) AS amount FROM sale_refund b
     WHERE b.project_id = p_project AND b.paid_on <= p_as_of GROUP BY b.unit_no
), side_by_side AS (
    SELECT unit_no, filing.filed_on, taken_off.unit_no IS NOT NULL AS was_taken_off,
           coalesce(filing.mortgage > 0, false) AS has_mortgage, lent.mortgages,
           CASE WHEN filing.filed_on IS NULL THEN 0 ELSE filing.down_payment + coalesce(lent.mortgages, filing.mortgage)
                + coalesce(lent.fund_loans, filing.provident_fund) END::bigint AS expected,
           (coalesce(money.proceeds, 0) - coalesce(gone_back.amount, 0))::bigint AS received,
           coalesce(lent.mortgages_due > coalesce(money.of_mortgages, 0), false) AS mortgage_elsewhere,
           coalesce(lent.fund_due > coalesce(money.of_fund, 0), false) AS fund_elsewhere,
           coalesce(money.as_others, false) AS came_as_others,
           lent.first_on AS lent_on, money.first_on, money.last_on, coalesce(money.of_mortgages, 0) AS of_mortgages
      FROM filing FULL JOIN money USING (unit_no) FULL JOIN lent USING (unit_no)
           LEFT JOIN taken_off USING (unit_no) LEFT JOIN gone_back USING (unit_no)
), judged AS (
    SELECT s.*,
           CASE WHEN s.unit_no IS NULL THEN NULL
                WHEN s.filed_on IS NULL AND s.was_taken_off AND s.received > 0 THEN 'over'
                WHEN s.filed_on IS NULL THEN 'unfiled'
                WHEN s.received = s.expected THEN 'matched'
                WHEN s.received > s.expected THEN 'over'
                WHEN s.mortgage_elsewhere OR s.fund_elsewhere OR s.came_as_others THEN 'misdirected'
                WHEN s.received > 0 THEN 'short'
                ELSE 'missing' END AS status
      FROM side_by_side s
     WHERE s.filed_on IS NOT NULL OR s.received <> 0 OR s.lent_on IS NOT NULL
), dated AS (
    SELECT j.*, CASE j.status WHEN 'over' THEN coalesce(j.last_on, j.filed_on)
                              WHEN 'unfiled' THEN coalesce(j.first_on, j.lent_on)
                              ELSE coalesce(j.filed_on, j.first_on) END AS since
      FROM judged j
)
SELECT d.unit_no, d.expected, d.received, d.status, d.since,
       CASE d.status WHEN 'matched' THEN 0 ELSE p_as_of - d.since END,
       CASE WHEN d.status = 'misdirected' THEN array_remove(ARRAY[
           CASE WHEN d.mortgage_elsewhere THEN 'MORTGAGE_DRAWN_NOT_RECEIVED' END,
           CASE WHEN d.fund_elsewhere THEN 'PROVIDENT_FUND_DRAWN_NOT_RECEIVED' END,
           CASE WHEN d.came_as_others THEN 'CAME_AS_OTHER_FUNDS' END], NULL)
       ELSE '{}' END,
       d.has_mortgage, d.has_mortgage AND d.mortgages IS NOT NULL,
       -- E2: a sale on mortgage without one of ours, and the mortgage's money came, or has had long enough to come
       d.has_mortgage AND d.mortgages IS NULL AND (d.of_mortgages > 0 OR d.filed_on <= p_as_of - p_leakage_days)
  FROM dated d
$$;

GRANT SELECT, INSERT ON alert, reconciliation, reconciliation_unit TO {runtime_role};
GRANT UPDATE (state, details, acknowledged_by, acknowledged_at, comment, lifted_at, version) ON alert TO {runtime_role};
GRANT UPDATE (state, corporate_by, corporate_at, personal_by, personal_at, version) ON reconciliation TO {runtime_role};
