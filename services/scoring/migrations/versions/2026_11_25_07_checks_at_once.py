"""A check in two statements, each a transaction of its own: what it reads, and all that it writes.

Between the two the own record is asked for, with no transaction open. The second locks the customer, and writes only if
what the whole bank shares is still what was read; otherwise it writes nothing and says `stale`.
"""

from chassis.migrations import script

revision = "2026_11_25_07"
down_revision = "2026_11_25_06"

FUNCTIONS = """
-- Nothing is answered for a key that is known, or a report that these eyes do not see or that is another customer's.
CREATE FUNCTION read_for_check(eyes_sub_branch text, eyes_outlet text, the_caller text, the_route text, the_key text,
                               customer text, report uuid, asker text, on_day date)
RETURNS TABLE (accounts jsonb, public_records jsonb, enquiries integer, reported_on date, facts jsonb)
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('loanops.sub_branch', eyes_sub_branch, true), set_config('loanops.outlet', eyes_outlet, true);
    IF EXISTS (SELECT FROM idempotency_key k
                WHERE k.caller = the_caller AND k.route = the_route AND k.key = the_key) THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT b.accounts, b.public_records, b.enquiries_last_3_months, b.reported_on, to_jsonb(f)
      FROM bureau_report b, seen_facts(customer, asker, NULL, b.id, on_day) f
     WHERE b.id = report AND b.customer_ref = customer;
END $$;

-- `new_check` and `new_decision` are whole rows as JSON, amounts in fen. `kept`, `stale`, or `known`: a twin with this
-- key is running, or done.
CREATE FUNCTION record_check(eyes_sub_branch text, eyes_outlet text, the_caller text, the_route text, the_key text,
                             body_digest bytea, headers jsonb, answer bytea, seen jsonb, new_check jsonb,
                             new_decision jsonb, journal jsonb, after_digest bytea)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    made credit_check := jsonb_populate_record(NULL::credit_check, new_check);
    now_seen jsonb;
BEGIN
    PERFORM set_config('loanops.sub_branch', eyes_sub_branch, true), set_config('loanops.outlet', eyes_outlet, true);
    IF NOT pg_try_advisory_xact_lock(
            hashtextextended(the_caller || E'\\n' || the_route || E'\\n' || the_key, 0))
       OR EXISTS (SELECT FROM idempotency_key k
                   WHERE k.caller = the_caller AND k.route = the_route AND k.key = the_key)
    THEN
        RETURN 'known';
    END IF;
    SELECT to_jsonb(f) INTO now_seen
      FROM shared_facts(made.customer_ref, made.made_by, made.id, made.bureau_report_id,
                        (new_decision ->> 'decided_on')::date) f;
    IF now_seen IS DISTINCT FROM seen THEN
        RETURN 'stale';
    END IF;
    INSERT INTO credit_check SELECT (made).*;
    INSERT INTO credit_check_decision SELECT (jsonb_populate_record(NULL::credit_check_decision, new_decision)).*;
    INSERT INTO audit_record (recorded_at, actor, actor_name, through, action, resource_type, resource, sub_branch,
                              outlet, request_id, traceparent, after_digest, data)
    VALUES (made.made_at, made.made_by, journal ->> 'actor_name', journal ->> 'through', 'credit_check.decide',
            'credit_check', made.id, made.sub_branch, made.outlet, journal ->> 'request_id',
            journal ->> 'traceparent', after_digest, journal -> 'data');
    INSERT INTO idempotency_key (caller, route, key, body_digest, status, headers, body, created_at)
    VALUES (the_caller, the_route, the_key, body_digest, 201, headers, answer, made.made_at);
    RETURN 'kept';
END $$;
"""


def upgrade() -> None:
    script(FUNCTIONS)


def downgrade() -> None:
    script("DROP FUNCTION read_for_check; DROP FUNCTION record_check")
