-- What came in for each unit, kept beside the receipts (domain E5): a reconciliation reads a row a unit, however often
-- its buyer has paid.

CREATE TABLE unit_receipts (
    account_id uuid NOT NULL REFERENCES account (id),
    unit_no text COLLATE "C" NOT NULL, -- empty for money that names no unit
    proceeds bigint NOT NULL,          -- of sales: down payments, mortgages and provident-fund loans
    of_mortgages bigint NOT NULL,
    of_fund bigint NOT NULL,
    as_others boolean NOT NULL,        -- whether anything came as other funds
    first_on date NOT NULL,
    last_on date NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    PRIMARY KEY (account_id, unit_no),
    CHECK (proceeds >= 0 AND of_mortgages >= 0 AND of_fund >= 0 AND proceeds >= of_mortgages + of_fund),
    CHECK (first_on <= last_on)
) WITH (fillfactor = 80);
CALL protect_by_node('unit_receipts');
GRANT SELECT ON unit_receipts TO {runtime_role};

-- What a reconciliation found of the units whose records agree, some hundred to a row: nearly all do, and nothing but
-- their amount and the day of their filing is to be said of each. The findings keep rows of their own.
CREATE TABLE reconciliation_matched (
    reconciliation_id uuid NOT NULL,
    chunk integer NOT NULL CHECK (chunk > 0), -- by unit number
    unit_nos text[] NOT NULL,
    amounts bigint[] NOT NULL, -- expected, and received
    since date[] NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    PRIMARY KEY (reconciliation_id, chunk),
    CHECK (cardinality(unit_nos) > 0 AND cardinality(amounts) = cardinality(unit_nos)
           AND cardinality(since) = cardinality(unit_nos))
);
CALL protect_by_node('reconciliation_matched');
GRANT SELECT, INSERT ON reconciliation_matched TO {runtime_role};

-- What an answer lists first: findings are few, also where units are many.
CREATE INDEX reconciliation_unit_findings_idx ON reconciliation_unit (reconciliation_id, age_days DESC, unit_no)
    WHERE status <> 'matched';

-- The same of receipts themselves: those of one account that count for the given units, or of all accounts.
CREATE FUNCTION count_receipts(p_account uuid, p_units text[]) RETURNS SETOF unit_receipts
LANGUAGE sql STABLE SET enable_nestloop = off SET search_path = public, pg_temp AS $$
    SELECT r.account_id, coalesce(g.unit_no, r.unit_no, '') COLLATE "C",
           coalesce(sum(r.amount) FILTER (WHERE r.source IN ('down_payment', 'mortgage', 'provident_fund')), 0)::bigint,
           coalesce(sum(r.amount) FILTER (WHERE r.source = 'mortgage'), 0)::bigint,
           coalesce(sum(r.amount) FILTER (WHERE r.source = 'provident_fund'), 0)::bigint,
           bool_or(r.source NOT IN ('down_payment', 'mortgage', 'provident_fund')),
           min(r.value_date), max(r.value_date), r.sub_branch, r.outlet
      FROM receipt r LEFT JOIN receipt_assignment g ON g.receipt_id = r.id
     WHERE (p_account IS NULL OR r.account_id = p_account)
       AND (p_units IS NULL OR coalesce(g.unit_no, r.unit_no, '') = ANY (p_units))
     GROUP BY 1, 2, r.sub_branch, r.outlet
$$;

-- The only writers of the table are the triggers below: nobody adds a receipt, or lets one count for another unit,
-- without it. The accounts come first, in the order of their ids, as for every other change of what is in them.
CREATE FUNCTION receipts_are_counted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
    PERFORM FROM ledger_account a WHERE a.id IN (SELECT w.account_id FROM written w) ORDER BY a.id FOR NO KEY UPDATE;
    INSERT INTO unit_receipts AS u
    SELECT w.account_id, coalesce(w.unit_no, '') COLLATE "C",
           coalesce(sum(w.amount) FILTER (WHERE w.source IN ('down_payment', 'mortgage', 'provident_fund')), 0),
           coalesce(sum(w.amount) FILTER (WHERE w.source = 'mortgage'), 0),
           coalesce(sum(w.amount) FILTER (WHERE w.source = 'provident_fund'), 0),
           bool_or(w.source NOT IN ('down_payment', 'mortgage', 'provident_fund')),
           min(w.value_date), max(w.value_date), w.sub_branch, w.outlet
      FROM written w GROUP BY 1, 2, w.sub_branch, w.outlet ORDER BY 1, 2
        ON CONFLICT (account_id, unit_no) DO UPDATE
       SET proceeds = u.proceeds + excluded.proceeds, of_mortgages = u.of_mortgages + excluded.of_mortgages,
           of_fund = u.of_fund + excluded.of_fund, as_others = u.as_others OR excluded.as_others,
           first_on = least(u.first_on, excluded.first_on), last_on = greatest(u.last_on, excluded.last_on);
    RETURN NULL;
END $$;

-- A receipt counts for another unit from now on: the unit that loses it and the one that gains it are counted anew.
CREATE FUNCTION assigned_receipts_are_counted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_units text[];
BEGIN
    PERFORM FROM ledger_account a WHERE a.id = NEW.account_id FOR NO KEY UPDATE;
    SELECT ARRAY[NEW.unit_no, coalesce(CASE TG_OP WHEN 'UPDATE' THEN OLD.unit_no END, r.unit_no, '')] INTO STRICT v_units
      FROM receipt r WHERE r.id = NEW.receipt_id;
    DELETE FROM unit_receipts u WHERE u.account_id = NEW.account_id AND u.unit_no = ANY (v_units);
    INSERT INTO unit_receipts SELECT * FROM count_receipts(NEW.account_id, v_units);
    RETURN NULL;
END $$;

CREATE TRIGGER receipts_are_counted AFTER INSERT ON receipt REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION receipts_are_counted();
CREATE TRIGGER assigned_receipts_are_counted AFTER INSERT OR UPDATE ON receipt_assignment
    FOR EACH ROW EXECUTE FUNCTION assigned_receipts_are_counted();
-- After the triggers, whose lock keeps every receipt out until this is done.
INSERT INTO unit_receipts SELECT * FROM count_receipts(NULL, NULL);
REVOKE ALL ON FUNCTION count_receipts, receipts_are_counted, assigned_receipts_are_counted FROM PUBLIC;
