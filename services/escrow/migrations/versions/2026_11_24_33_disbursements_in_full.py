"""Disbursements in full: approvals of a content, edits, expiry, terms, the authority's notice (domain E4, E6, E11)."""

from chassis.migrations import runtime_role, script

revision = "2026_11_24_33"
down_revision = "2026_11_24_32"

BEFORE = "'requested', 'reviewed', 'confirmed', 'paying', 'settled', 'returned', 'failed', 'rejected', 'cancelled'"
STATES = f"{BEFORE}, 'expired'"

COLUMNS = f"""
ALTER TABLE disbursement DROP CONSTRAINT disbursement_state_check;
ALTER TABLE disbursement ADD CONSTRAINT disbursement_state_check CHECK (state IN ({STATES}));
ALTER TABLE disbursement
    ADD COLUMN hold_id uuid,
    ADD COLUMN authority_document_id uuid REFERENCES document (id),
    ADD COLUMN content_digest bytea,
    ADD COLUMN reviewed_digest bytea,
    ADD COLUMN confirmed_digest bytea,
    ADD COLUMN due_on date,
    ADD COLUMN due_is_provisional boolean NOT NULL DEFAULT false,
    ADD COLUMN expires_on date;
COMMENT ON COLUMN disbursement.content_digest IS 'SHA-256 of what is asked for: what an approval is an approval of';
ALTER TABLE disbursement DISABLE TRIGGER disbursement_moves_forward;
UPDATE disbursement
   SET hold_id = id, content_digest = sha256(convert_to(id::text, 'UTF8')),
       reviewed_digest = CASE WHEN reviewed_by IS NOT NULL THEN sha256(convert_to(id::text, 'UTF8')) END,
       confirmed_digest = CASE WHEN confirmed_by IS NOT NULL THEN sha256(convert_to(id::text, 'UTF8')) END,
       due_on = (made_at AT TIME ZONE 'Asia/Shanghai')::date + 7,
       expires_on = (made_at AT TIME ZONE 'Asia/Shanghai')::date + 30;
ALTER TABLE disbursement ENABLE TRIGGER disbursement_moves_forward;
ALTER TABLE disbursement
    ALTER COLUMN hold_id SET NOT NULL, ALTER COLUMN content_digest SET NOT NULL,
    ALTER COLUMN due_on SET NOT NULL, ALTER COLUMN expires_on SET NOT NULL,
    ALTER COLUMN due_is_provisional DROP DEFAULT,
    ADD CONSTRAINT disbursement_hold_id_key UNIQUE (hold_id),
    -- An approval stands for the content as it is, or it does not stand.
    ADD CONSTRAINT disbursement_review_is_of_the_content CHECK ((reviewed_by IS NULL) = (reviewed_digest IS NULL)
        AND (reviewed_digest IS NULL OR reviewed_digest = content_digest)),
    ADD CONSTRAINT disbursement_confirmation_is_of_the_content CHECK (
        (confirmed_by IS NULL) = (confirmed_digest IS NULL)
        AND (confirmed_digest IS NULL OR confirmed_digest = content_digest));
CREATE INDEX disbursement_expires_on_idx ON disbursement (expires_on)
    WHERE state IN ('requested', 'reviewed', 'confirmed');
CREATE INDEX disbursement_payee_idx ON disbursement (project_id, payee_account, made_at);

-- Every approval that was ever given, with what it was of. One that an edit has voided stays here.
CREATE TABLE disbursement_approval (
    id uuid PRIMARY KEY,
    disbursement_id uuid NOT NULL REFERENCES disbursement (id),
    step text NOT NULL CHECK (step IN ('review', 'confirm', 'pay')),
    content_digest bytea NOT NULL,
    comment text NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL
);
CREATE INDEX disbursement_approval_disbursement_id_id_idx ON disbursement_approval (disbursement_id, id);
CALL protect_by_node('disbursement_approval');
INSERT INTO disbursement_approval
SELECT gen_random_uuid(), d.id, step.name, d.content_digest, coalesce(step.comment, ''), step.by, step.at,
       d.sub_branch, d.outlet
  FROM disbursement d
 CROSS JOIN LATERAL (VALUES ('review', d.reviewed_by, d.reviewed_at, d.review_comment),
     ('confirm', d.confirmed_by, d.confirmed_at, d.confirm_comment), ('pay', d.paid_by, d.paid_at, NULL)
 ) AS step (name, by, at, comment)
 WHERE step.by IS NOT NULL;
"""

_MOVES = """
    ('requested', 'reviewed'), ('requested', 'confirmed'), ('reviewed', 'confirmed'), ('confirmed', 'paying'),
    ('paying', 'settled'), ('paying', 'failed'), ('settled', 'returned'),
    ('requested', 'rejected'), ('reviewed', 'rejected'), ('confirmed', 'rejected'),
    ('requested', 'cancelled'), ('reviewed', 'cancelled'), ('confirmed', 'cancelled')"""
_NAMES_STAY = """
        RAISE EXCEPTION 'who approved or paid a disbursement stays on it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_names_stay';"""
_REVIEW_GOES = """(OLD.reviewed_by IS NOT NULL
           AND (NEW.reviewed_by, NEW.reviewed_at) IS DISTINCT FROM (OLD.reviewed_by, OLD.reviewed_at))"""
_CONFIRMATION_GOES = """(OLD.confirmed_by IS NOT NULL
           AND (NEW.confirmed_by, NEW.confirmed_at) IS DISTINCT FROM (OLD.confirmed_by, OLD.confirmed_at))"""
_PAYMENT_GOES = """(OLD.paid_by IS NOT NULL AND (NEW.paid_by, NEW.paid_at) IS DISTINCT FROM (OLD.paid_by, OLD.paid_at))
       OR (OLD.settle_bank_ref IS NOT NULL
           AND (NEW.settle_bank_ref, NEW.settled_on) IS DISTINCT FROM (OLD.settle_bank_ref, OLD.settled_on))"""
_CONTENT = [
    *("amount", "invoice_no", "document_ids", "authority_document_id", "value_date"),
    *("is_large", "hold_id", "content_digest"),
]


def _of(row: str) -> str:
    return ", ".join(f"{row}.{column}" for column in _CONTENT)


FORWARD = f"""
CREATE OR REPLACE FUNCTION disbursement_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- What is asked for changes by an edit alone, before it is paid, and an edit takes every approval away.
    edited boolean := ({_of("NEW")}) IS DISTINCT FROM ({_of("OLD")});
BEGIN
    IF edited AND (OLD.state NOT IN ('requested', 'reviewed', 'confirmed') OR NEW.state <> 'requested'
                   OR NEW.content_digest = OLD.content_digest OR NEW.reviewed_by IS NOT NULL
                   OR NEW.confirmed_by IS NOT NULL) THEN
        RAISE EXCEPTION 'what is asked for changes by an edit, which voids what was approved'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_edit_voids_approvals';
    END IF;
    IF (NOT edited AND ({_REVIEW_GOES} OR {_CONFIRMATION_GOES})) OR {_PAYMENT_GOES} THEN{_NAMES_STAY}
    END IF;
    IF NEW.state <> OLD.state AND NOT edited AND (OLD.state, NEW.state) NOT IN ({_MOVES},
    ('requested', 'expired'), ('reviewed', 'expired'), ('confirmed', 'expired'))
    THEN
        RAISE EXCEPTION 'a disbursement does not move from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_moves';
    END IF;
    RETURN NEW;
END $$;
"""

BACKWARD = """
CREATE OR REPLACE FUNCTION disbursement_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.reviewed_by IS NOT NULL
           AND (NEW.reviewed_by, NEW.reviewed_at) IS DISTINCT FROM (OLD.reviewed_by, OLD.reviewed_at))
       OR (OLD.confirmed_by IS NOT NULL
           AND (NEW.confirmed_by, NEW.confirmed_at) IS DISTINCT FROM (OLD.confirmed_by, OLD.confirmed_at))
       OR (OLD.paid_by IS NOT NULL AND (NEW.paid_by, NEW.paid_at) IS DISTINCT FROM (OLD.paid_by, OLD.paid_at))
       OR (OLD.settle_bank_ref IS NOT NULL
           AND (NEW.settle_bank_ref, NEW.settled_on) IS DISTINCT FROM (OLD.settle_bank_ref, OLD.settled_on))
    THEN
        RAISE EXCEPTION 'who approved or paid a disbursement stays on it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_names_stay';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('requested', 'reviewed'), ('requested', 'confirmed'), ('reviewed', 'confirmed'), ('confirmed', 'paying'),
        ('paying', 'settled'), ('paying', 'failed'), ('settled', 'returned'),
        ('requested', 'rejected'), ('reviewed', 'rejected'), ('confirmed', 'rejected'),
        ('requested', 'cancelled'), ('reviewed', 'cancelled'), ('confirmed', 'cancelled'))
    THEN
        RAISE EXCEPTION 'a disbursement does not move from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'disbursement_moves';
    END IF;
    RETURN NEW;
END $$;
"""


def upgrade() -> None:
    script(COLUMNS)
    script(FORWARD)
    role = runtime_role()
    script(
        f"GRANT SELECT, INSERT ON disbursement_approval TO {role};"
        f"GRANT UPDATE ({', '.join(_CONTENT)}, reviewed_digest, confirmed_digest) ON disbursement TO {role}"
    )


def downgrade() -> None:
    role = runtime_role()
    script(
        f"REVOKE UPDATE ({', '.join(_CONTENT)}, reviewed_digest, confirmed_digest) ON disbursement FROM {role};"
        "DROP TABLE disbursement_approval;"
    )
    script(BACKWARD)
    script(
        "DROP INDEX disbursement_payee_idx, disbursement_expires_on_idx;"
        "ALTER TABLE disbursement DROP CONSTRAINT disbursement_review_is_of_the_content, "
        "DROP CONSTRAINT disbursement_confirmation_is_of_the_content, DROP COLUMN hold_id, "
        "DROP COLUMN authority_document_id, DROP COLUMN content_digest, DROP COLUMN reviewed_digest, "
        "DROP COLUMN confirmed_digest, DROP COLUMN due_on, DROP COLUMN due_is_provisional, DROP COLUMN expires_on;"
        "ALTER TABLE disbursement DROP CONSTRAINT disbursement_state_check;"
        f"ALTER TABLE disbursement ADD CONSTRAINT disbursement_state_check CHECK (state IN ({BEFORE}))"
    )
