-- A bank of 40 sub-branches and 2,000 account managers with as many loan bookings as :bookings, half of them in each of
-- two quarters, in the order in which they were booked.
SET loanops.sub_branch = '*';
SET loanops.outlet = '*';
INSERT INTO node (id, code, kind, name, parent, made_by, made_at, sub_branch, outlet) VALUES
    (gen_random_uuid(), 'head', 'head_office', 'Head', NULL, 'bench', now(), '*', '*'),
    (gen_random_uuid(), 'city', 'city_branch', 'City', 'head', 'bench', now(), '*', '*')
ON CONFLICT DO NOTHING;
INSERT INTO node (id, code, kind, name, parent, made_by, made_at, sub_branch, outlet)
SELECT gen_random_uuid(), 'branch-' || n, 'sub_branch', 'Branch', 'city', 'bench', now(), 'branch-' || n, '*'
  FROM generate_series(0, 39) n;
INSERT INTO node (id, code, kind, name, parent, made_by, made_at, sub_branch, outlet)
SELECT gen_random_uuid(), 'outlet-' || n, 'outlet', 'Outlet', 'branch-' || n % 40, 'bench', now(), 'branch-' || n % 40,
       'outlet-' || n
  FROM generate_series(0, 199) n;
INSERT INTO customer (id, external_ref, name, id_number, id_number_index, phone, marketing_consent, made_by, made_at,
                      sub_branch, outlet)
SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'C' || n, 'Customer',
       decode(repeat(md5(n::text), 2), 'hex') || '\x010101010101010101010101010101010101'::bytea,
       sha256(n::text::bytea), decode(repeat(md5(n::text), 3), 'hex'), false, 'bench', now(), 'branch-0', 'outlet-0'
  FROM generate_series(1, 1000) n;
INSERT INTO loan_booking (id, external_ref, customer_id, product, amount, booked_on, account_manager, policy_version,
                          made_by, made_at, sub_branch, outlet)
SELECT ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, 'B' || n,
       ('00000000-0000-7000-8000-' || lpad(to_hex(1 + n % 1000), 12, '0'))::uuid, 'housing',
       100 + n::bigint * 7919 % 100000000, DATE '2026-04-01' + (n::bigint * 182 / :bookings)::integer,
       'manager-' || n * 7 % 2000, '2026-01', 'bench', now(), 'branch-' || n * 7 % 40, 'outlet-' || n * 7 % 200
  FROM generate_series(1, :bookings) n;
INSERT INTO target (id, subject, key, period, new_lending, made_by, made_at, sub_branch, outlet)
SELECT gen_random_uuid(), 'account_manager', 'manager-' || n, '2026-Q3', 10000000000, 'bench', now(), 'branch-' || n % 40,
       'outlet-' || n % 200
  FROM generate_series(0, 1999) n;
VACUUM ANALYZE;
CHECKPOINT;
