-- The curve (C5): how many of the customers whose interest was settled owe, day by day, for managers, outlets, sub-branches.

-- The loans with an instalment due in a settlement period, as they were found when the period had ended, and those booked
-- since; `amounts`: what fell due on each. Arrays of some ten thousand loans, so that a period is a few dozen rows. It is
-- what the rates were worked out from, and is kept. Without a row policy, like what counts the whole bank's loans.
CREATE TABLE settled_loans (
    period_end date NOT NULL,
    last_no bigint NOT NULL, -- loans up to this `no` have been looked at
    found_on date NOT NULL,
    loans bigint[] NOT NULL,
    amounts bigint[] NOT NULL,
    PRIMARY KEY (period_end, last_no),
    CHECK (cardinality(loans) = cardinality(amounts))
);

-- The denominators of a period, worked out anew when loans come to it or move to another manager. `as_of` and `through`
-- say up to which close and which change of responsibility they are right.
CREATE TABLE settled_count (
    period_end date NOT NULL,
    scope text NOT NULL CHECK (scope IN ('account_manager', 'outlet', 'sub_branch')),
    key text COLLATE "C" NOT NULL,
    customers integer NOT NULL CHECK (customers > 0),
    loans integer NOT NULL CHECK (loans >= customers),
    amount bigint NOT NULL CHECK (amount >= 0),
    as_of date NOT NULL,
    through bigint NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    PRIMARY KEY (period_end, scope, key)
);
CALL protect_by_node('settled_count');

-- One row a day and key, frozen: a snapshot never changes.
CREATE TABLE arrears_rate (
    no bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    business_date date NOT NULL REFERENCES day_close (business_date),
    period_end date NOT NULL,
    scope text NOT NULL CHECK (scope IN ('account_manager', 'outlet', 'sub_branch')),
    key text COLLATE "C" NOT NULL,
    customers integer NOT NULL CHECK (customers > 0),
    customers_in_arrears integer NOT NULL CHECK (customers_in_arrears BETWEEN 0 AND customers),
    new_in_arrears integer NOT NULL CHECK (new_in_arrears BETWEEN 0 AND customers_in_arrears),
    loans integer NOT NULL,
    loans_in_arrears integer NOT NULL CHECK (loans_in_arrears BETWEEN 0 AND loans),
    amount bigint NOT NULL,
    amount_in_arrears bigint NOT NULL CHECK (amount_in_arrears BETWEEN 0 AND amount),
    lower_bound numeric NOT NULL,
    upper_bound numeric NOT NULL CHECK (upper_bound >= lower_bound),
    checkpoint text CHECK (checkpoint IN ('settlement', 'day_26', 'month_end')),
    status text NOT NULL CHECK (status IN ('normal', 'watch', 'measures', 'inspection', 'out_of_control', 'too_few_loans')),
    policy_version text NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT arrears_rate_once_a_day_key UNIQUE (scope, key, business_date)
);
CREATE INDEX arrears_rate_business_date_idx ON arrears_rate (business_date);
CALL protect_by_node('arrears_rate');

CREATE TABLE arrears_alert (
    id uuid PRIMARY KEY,
    scope text NOT NULL,
    key text COLLATE "C" NOT NULL,
    business_date date NOT NULL,
    period_end date NOT NULL,
    checkpoint text NOT NULL,
    status text NOT NULL CHECK (status IN ('measures', 'inspection', 'out_of_control')),
    customers integer NOT NULL,
    customers_in_arrears integer NOT NULL,
    lower_bound numeric NOT NULL,
    upper_bound numeric NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'closed')),
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    policy_version text NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CHECK ((state = 'open') = (closed_at IS NULL)),
    CONSTRAINT arrears_alert_once_a_checkpoint_key UNIQUE (scope, key, business_date)
);
CREATE INDEX arrears_alert_open_idx ON arrears_alert (scope, key) WHERE state = 'open';
CALL protect_by_node('arrears_alert');

-- What an alert obliges somebody to do. The alert is closed by the last of them that is done, and by nothing else.
CREATE TABLE alert_action (
    id uuid PRIMARY KEY,
    alert_id uuid NOT NULL REFERENCES arrears_alert (id),
    kind text NOT NULL CHECK (kind IN ('plan', 'inspection', 'city_review')),
    owner text COLLATE "C" NOT NULL,
    due_on date NOT NULL,
    text text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'done')),
    report text,
    done_by text,
    done_at timestamptz,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    version integer NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CHECK ((state = 'done') = (done_at IS NOT NULL) AND (state = 'done') = (done_by IS NOT NULL)
        AND (state = 'done') = (report IS NOT NULL)),
    CHECK (report <> '')
);
CREATE INDEX alert_action_alert_id_id_idx ON alert_action (alert_id, id);
CALL protect_by_node('alert_action');

CREATE FUNCTION alert_closes_with_its_actions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'closed' OR NEW.state = 'closed'
       AND EXISTS (SELECT FROM alert_action a WHERE a.alert_id = NEW.id AND a.state = 'open')
    THEN
        RAISE EXCEPTION 'an alert closes when its actions are done, and stays closed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'alert_closes_with_its_actions';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER alert_closes_with_its_actions BEFORE UPDATE ON arrears_alert FOR EACH ROW
    EXECUTE FUNCTION alert_closes_with_its_actions();
CREATE FUNCTION alert_action_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was done about an alert stays'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'alert_action_stays';
END $$;
CREATE TRIGGER alert_action_stays BEFORE UPDATE ON alert_action FOR EACH ROW
    WHEN (OLD.state = 'done') EXECUTE FUNCTION alert_action_stays();

-- Find the loans with an instalment due in the period among the next p_rows loans that the close of p_date has aged; from
-- the first close after the period on all of them are looked at once, then those that are booked. Answers whether some
-- are left. Relies on instalment's primary key.
CREATE FUNCTION settle_loans(p_date date, p_start date, p_end date, p_rows integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_nestloop = off AS $$
DECLARE
    v_first bigint := (SELECT coalesce(max(s.last_no), 0) FROM settled_loans s WHERE s.period_end = p_end);
    v_end bigint := coalesce((SELECT min(l.no) - 1 FROM loan l WHERE l.no > v_first AND l.aged_from > p_date),
                             (SELECT max(l.no) FROM loan l));
BEGIN
    IF v_end IS NULL OR v_end <= v_first THEN
        RETURN false;
    END IF;
    INSERT INTO settled_loans (period_end, last_no, found_on, loans, amounts)
    SELECT p_end, least(v_first + p_rows, v_end), p_date, coalesce(array_agg(f.loan_no), '{}'), coalesce(array_agg(f.amount), '{}')
      FROM (SELECT i.loan_no, sum(i.principal + i.interest)::bigint AS amount FROM instalment i
             WHERE i.loan_no > v_first AND i.loan_no <= least(v_first + p_rows, v_end) AND i.due_date BETWEEN p_start AND p_end
             GROUP BY i.loan_no) AS f;
    RETURN v_first + p_rows < v_end;
END $$;

-- Work the denominators of a period out, if loans have come to it or moved since they were. One customer counts once for
-- each manager, outlet and sub-branch, however many loans they have there.
CREATE FUNCTION count_settled(p_date date, p_end date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_nestloop = off SET work_mem = '64MB' AS $$
DECLARE
    v_through bigint := (SELECT coalesce(max(r.id), 0) FROM responsibility_change r);
BEGIN
    IF EXISTS (SELECT FROM settled_count c WHERE c.period_end = p_end AND c.through = v_through)
       AND NOT EXISTS (SELECT FROM settled_loans s WHERE s.period_end = p_end AND s.found_on = p_date AND s.loans <> '{}')
    THEN
        RETURN false;
    END IF;
    DELETE FROM settled_count c WHERE c.period_end = p_end;
    INSERT INTO settled_count (period_end, scope, key, customers, loans, amount, as_of, through, sub_branch, outlet)
    WITH member AS (
        SELECT m.no, m.amount FROM settled_loans s CROSS JOIN LATERAL unnest(s.loans, s.amounts) AS m (no, amount)
         WHERE s.period_end = p_end
    ), customer AS (
        SELECT CASE WHEN grouping(l.account_manager) = 0 THEN 'account_manager' WHEN grouping(l.outlet) = 0 THEN 'outlet'
                    ELSE 'sub_branch' END AS scope,
               coalesce(l.account_manager, l.outlet, l.sub_branch) AS key, count(*) AS loans, sum(m.amount) AS amount,
               min(l.sub_branch) AS first_branch, max(l.sub_branch) AS last_branch,
               min(l.outlet) AS first_outlet, max(l.outlet) AS last_outlet
          FROM member m JOIN loan l ON l.no = m.no
         GROUP BY GROUPING SETS ((l.account_manager, l.customer_ref), (l.outlet, l.customer_ref), (l.sub_branch, l.customer_ref))
    )
    SELECT p_end, c.scope, c.key, count(*), sum(c.loans), sum(c.amount), p_date, v_through,
           CASE WHEN min(c.first_branch) = max(c.last_branch) THEN min(c.first_branch) ELSE '*' END,
           CASE WHEN min(c.first_outlet) = max(c.last_outlet) AND c.scope <> 'sub_branch' THEN min(c.first_outlet) ELSE '*' END
      FROM customer c GROUP BY c.scope, c.key;
    RETURN true;
END $$;

-- The rates of a date, frozen. `p_statuses` from bad to worst with the rate from which (p_inclusive) or above which each
-- holds. From p_sure_from customers on the rate itself decides; below that a status needs the lower end of the Wilson
-- interval beyond its limit; below p_too_few there is none. The pure twin is services/collections/rates/rules.py. Loans in
-- arrears are those with an open case; with a ladder that starts after the first day, those it does not have yet as well.
CREATE FUNCTION freeze_rates(
    p_date date, p_start date, p_end date, p_checkpoint text, p_statuses text[], p_limits numeric[], p_inclusive boolean[],
    p_sure_from integer, p_too_few integer, p_z numeric, p_version text, p_first_day integer
) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET work_mem = '64MB' AS $$
DECLARE
    v_rows integer;
BEGIN
    IF EXISTS (SELECT FROM arrears_rate r WHERE r.business_date = p_date) THEN
        RETURN 0;
    END IF;
    WITH behind AS (
        SELECT c.loan_no, c.assignee, c.outlet, c.sub_branch, c.customer_ref, c.owing_since
          FROM collection_case c WHERE c.state = 'open' AND c.stage <> 'reminder'
        UNION ALL
        SELECT l.no, l.account_manager, l.outlet, l.sub_branch, l.customer_ref, l.oldest_due_on
          FROM loan l
         WHERE p_first_day > 1 AND l.oldest_due_on < p_date AND l.oldest_due_on > p_date - p_first_day
           AND coalesce(l.aged_from <= p_date, true)
           AND NOT EXISTS (SELECT FROM collection_case c WHERE c.loan_no = l.no AND c.state = 'open' AND c.stage <> 'reminder')
    ), member AS (
        SELECT m.no, m.amount FROM settled_loans s CROSS JOIN LATERAL unnest(s.loans, s.amounts) AS m (no, amount)
         WHERE s.period_end = p_end
    ), customer AS (
        SELECT CASE WHEN grouping(b.assignee) = 0 THEN 'account_manager' WHEN grouping(b.outlet) = 0 THEN 'outlet'
                    ELSE 'sub_branch' END AS scope,
               coalesce(b.assignee, b.outlet, b.sub_branch) AS key, count(*) AS loans, sum(m.amount) AS amount,
               bool_and(b.owing_since >= p_start) AS is_new
          FROM behind b JOIN member m ON m.no = b.loan_no
         GROUP BY GROUPING SETS ((b.assignee, b.customer_ref), (b.outlet, b.customer_ref), (b.sub_branch, b.customer_ref))
    ), owing AS (
        SELECT c.scope, c.key, count(*) AS customers, count(*) FILTER (WHERE c.is_new) AS new, sum(c.loans) AS loans,
               sum(c.amount) AS amount
          FROM customer c GROUP BY c.scope, c.key
    ), counted AS (
        SELECT d.scope, d.key, d.customers, least(coalesce(o.customers, 0), d.customers)::integer AS in_arrears,
               least(coalesce(o.new, 0), d.customers)::integer AS new, d.loans,
               least(coalesce(o.loans, 0), d.loans)::integer AS loans_in_arrears,
               d.amount, least(coalesce(o.amount, 0), d.amount)::bigint AS amount_in_arrears, d.sub_branch, d.outlet
          FROM settled_count d LEFT JOIN owing o ON o.scope = d.scope AND o.key = d.key
         WHERE d.period_end = p_end
    ), bounded AS (
        SELECT c.*, c.in_arrears::numeric / c.customers AS rate, w.low, w.high
          FROM counted c CROSS JOIN LATERAL wilson(c.in_arrears, c.customers, p_z) AS w (low, high)
    )
    INSERT INTO arrears_rate (business_date, period_end, scope, key, customers, customers_in_arrears, new_in_arrears, loans,
        loans_in_arrears, amount, amount_in_arrears, lower_bound, upper_bound, checkpoint, status, policy_version, sub_branch, outlet)
    SELECT p_date, p_end, b.scope, b.key, b.customers, b.in_arrears, b.new, b.loans, b.loans_in_arrears, b.amount, b.amount_in_arrears,
           b.low, b.high, p_checkpoint,
           CASE WHEN b.customers < p_too_few THEN 'too_few_loans'
                ELSE coalesce((SELECT p_statuses[max(n)] FROM generate_series(1, cardinality(p_statuses)) n
                                WHERE CASE WHEN b.customers >= p_sure_from THEN b.rate ELSE b.low END > p_limits[n]
                                   OR p_inclusive[n] AND CASE WHEN b.customers >= p_sure_from THEN b.rate ELSE b.low END = p_limits[n]),
                              'normal') END,
           p_version, b.sub_branch, b.outlet
      FROM bounded b ORDER BY b.scope, b.key;
    GET DIAGNOSTICS v_rows = ROW_COUNT;
    RETURN v_rows;
END $$;

-- The ends of the Wilson interval of x among n, to ten decimals.
CREATE FUNCTION wilson(x integer, n integer, z numeric, OUT low numeric, OUT high numeric) LANGUAGE sql IMMUTABLE AS $$
    SELECT greatest(round((c - h) / d, 10), 0), least(round((c + h) / d, 10), 1)
      FROM (SELECT x::numeric / n + z * z / (2 * n) AS c, 1 + z * z / n AS d,
                   z * sqrt((x::numeric / n) * (1 - x::numeric / n) / n + z * z / (4::numeric * n * n)) AS h) AS parts
$$;

CREATE FUNCTION status_order(status text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(array_position(ARRAY['watch', 'measures', 'inspection', 'out_of_control'], status), 0)
$$;

-- Alerts of a checkpoint: once a worsening, which is a status worse than at every checkpoint of the period before it, and
-- than every alert of the same key that is still open. Each obliges somebody; what they are to do is in their worklist.
CREATE FUNCTION open_alerts(
    p_date date, p_at timestamptz, p_by text, p_kinds jsonb, p_owners jsonb, p_days jsonb
) RETURNS TABLE (id uuid, scope text, key text, status text, sub_branch text, outlet text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH worse AS MATERIALIZED (
        SELECT uuid7() AS id, r.* FROM arrears_rate r
         WHERE r.business_date = p_date AND r.checkpoint IS NOT NULL AND r.status IN ('measures', 'inspection', 'out_of_control')
           AND NOT EXISTS (SELECT FROM arrears_rate e
                            WHERE e.scope = r.scope AND e.key = r.key AND e.business_date < p_date AND e.period_end = r.period_end
                              AND e.checkpoint IS NOT NULL AND status_order(e.status) >= status_order(r.status))
           AND NOT EXISTS (SELECT FROM arrears_alert a WHERE a.scope = r.scope AND a.key = r.key AND a.state = 'open'
                              AND status_order(a.status) >= status_order(r.status))
           AND NOT EXISTS (SELECT FROM arrears_alert a
                            WHERE a.scope = r.scope AND a.key = r.key AND a.business_date = p_date)
    ), opened AS (
        INSERT INTO arrears_alert (id, scope, key, business_date, period_end, checkpoint, status, customers,
            customers_in_arrears, lower_bound, upper_bound, state, opened_at, policy_version, version, sub_branch, outlet)
        SELECT w.id, w.scope, w.key, p_date, w.period_end, w.checkpoint, w.status, w.customers, w.customers_in_arrears,
               w.lower_bound, w.upper_bound, 'open', p_at, w.policy_version, 1, w.sub_branch, w.outlet
          FROM worse w
        RETURNING id, scope, key, status, sub_branch, outlet
    ), obliged AS MATERIALIZED (
        SELECT uuid7() AS id, uuid7() AS task_id, w.id AS alert_id, k.kind, p_date + (p_days ->> k.kind)::integer AS due_on,
               role_holder(CASE WHEN w.sub_branch = '*' THEN 'city_branch' ELSE p_owners ->> k.kind END, w.sub_branch) AS owner,
               w.sub_branch, w.outlet, w.status
          FROM worse w CROSS JOIN LATERAL jsonb_array_elements_text(p_kinds -> w.status) AS k (kind)
    ), asked AS (
        INSERT INTO alert_action (id, alert_id, kind, owner, due_on, text, state, made_by, made_at, version, sub_branch, outlet)
        SELECT o.id, o.alert_id, o.kind, o.owner, o.due_on, '', 'open', p_by, p_at, 1, o.sub_branch, o.outlet FROM obliged o
    ), tasks AS (
        INSERT INTO task (id, kind, holder, rank, next_step, why, key_customer, priority, due_at, subject_id, state, opened_on,
                          opened_at, version, sub_branch, outlet)
        SELECT o.task_id, 'alert_action', o.owner, task_rank(false, 20 * status_order(o.status), day_end(o.due_on), o.task_id),
               CASE o.kind WHEN 'plan' THEN 'make_plan' WHEN 'inspection' THEN 'visit_and_inspect' ELSE 'review_at_city_branch' END,
               '{CURVE_BROKEN}', false, 20 * status_order(o.status), day_end(o.due_on), o.id, 'open', p_date, p_at, 1,
               o.sub_branch, o.outlet
          FROM obliged o
    )
    SELECT o.id, o.scope, o.key, o.status, o.sub_branch, o.outlet FROM opened o;
END $$;

REVOKE ALL ON FUNCTION settle_loans, count_settled, freeze_rates, open_alerts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settle_loans, count_settled, freeze_rates, open_alerts TO {runtime_role};
GRANT SELECT ON settled_loans, settled_count, arrears_rate TO {runtime_role};
GRANT SELECT ON arrears_alert TO {runtime_role};
GRANT SELECT, INSERT ON alert_action TO {runtime_role};
GRANT UPDATE (state, closed_at, version) ON arrears_alert TO {runtime_role};
GRANT UPDATE (state, report, done_by, done_at, version) ON alert_action TO {runtime_role};
