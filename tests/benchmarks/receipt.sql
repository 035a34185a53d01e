-- The yardstick of a receipt: one call that writes every row the service writes. Digests and texts are constants of the
-- service's own lengths: what the service computes for them is its own cost, not the database's. (No colon before a letter
-- or digit: pgbench would take it for a variable.)
\set n random(:first, :last)
\set number :number + 1
SELECT 1 / (recorded.outcome = 'posted')::integer
  FROM (
    SELECT '00000000-0000-7000-8000-' || lpad(to_hex(:n::integer), 12, '0') AS account,
           concat_ws('-', :run::text, :client_id::text, lpad(:number::text, 8, '0')) AS name
  ) AS asked,
  record_receipts(
    '*', '*',
    ARRAY[uuidv7()], ARRAY[asked.account::uuid], ARRAY['mortgage'], ARRAY[10000::bigint], ARRAY[asked.name],
    ARRAY['1-101'], ARRAY['2026-01-05'::date], ARRAY[false], ARRAY[now()],
    ARRAY['core-banking'], ARRAY['core-banking'], ARRAY[NULL::text],
    ARRAY['019ae0d2-5b44-7c52-9e0b-6d4e1f1f3a11'], ARRAY['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
    ARRAY['\xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'::bytea],
    ARRAY['{"account_id": "00000000-0000-7000-8000-000000000001", "amount": "100.00", "source": "mortgage", "unit_no": "1-101", "in_suspense": false}'],
    ARRAY['POST /v1/accounts/' || asked.account || '/receipts'], ARRAY[asked.name],
    ARRAY['\xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'::bytea],
    ARRAY['{"id":"019ae0d2-5b44-7c52-9e0b-6d4e1f1f3a11","account_id":"00000000-0000-7000-8000-000000000001","source":"mortgage","amount":"100.00","bank_ref":"s-01-spread-0-00000001","unit_no":"1-101","value_date":"2026-01-05","in_suspense": false,"made_by":"core-banking","made_at":"2026-11-24T08-00-00.000000Z"}'::bytea]
  ) AS recorded;
