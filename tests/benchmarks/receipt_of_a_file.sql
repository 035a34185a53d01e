-- The yardstick of a receipt of a file: one call for each, which writes the rows that a line of a file leaves, and so
-- neither a key nor a journal row. (See receipt.sql.)
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
    ARRAY[''], ARRAY[''], ARRAY[NULL::bytea], ARRAY[NULL::text],
    ARRAY[NULL::text], ARRAY[NULL::text], ARRAY[NULL::bytea], ARRAY[NULL::bytea]
  ) AS recorded;
