"""An identification is of its receipt's own account and project, and can be read as of a day (domain E5, E7)."""

from chassis.migrations import script

revision = "2026_11_24_40"
down_revision = "2026_11_24_39"

# No foreign key to the receipts' account: it would need one more unique index on the table that is written most. A
# receipt never changes account, so that comparing the two once is enough.
_UP = """
ALTER TABLE account ADD CONSTRAINT account_id_project_id_key UNIQUE (id, project_id);
ALTER TABLE receipt_identification ADD CONSTRAINT receipt_identification_account_is_of_project
    FOREIGN KEY (account_id, project_id) REFERENCES account (id, project_id);
ALTER TABLE receipt_assignment ADD CONSTRAINT receipt_assignment_account_is_of_project
    FOREIGN KEY (account_id, project_id) REFERENCES account (id, project_id);
CREATE INDEX receipt_identification_named_idx ON receipt_identification (receipt_id, decided_at DESC, id DESC)
    WHERE state IN ('approved', 'superseded');

CREATE FUNCTION identification_is_of_its_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM receipt r WHERE r.id = NEW.receipt_id AND r.account_id = NEW.account_id) THEN
        RAISE EXCEPTION 'the receipt is not of that account'
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'receipt_identification_is_of_its_receipt';
    END IF;
    RETURN NEW;
END $$;
DO $$
BEGIN
    IF EXISTS (SELECT FROM receipt_identification i JOIN receipt r ON r.id = i.receipt_id
                WHERE r.account_id <> i.account_id) THEN
        RAISE EXCEPTION 'an identification is of another account than its receipt'
            USING ERRCODE = 'foreign_key_violation';
    END IF;
END $$;
CREATE TRIGGER identification_is_of_its_receipt BEFORE INSERT OR UPDATE OF receipt_id, account_id
    ON receipt_identification FOR EACH ROW EXECUTE FUNCTION identification_is_of_its_receipt();
CREATE TRIGGER identification_is_of_its_receipt BEFORE INSERT OR UPDATE OF receipt_id, account_id
    ON receipt_assignment FOR EACH ROW EXECUTE FUNCTION identification_is_of_its_receipt();
"""
_DOWN = """
DROP TRIGGER identification_is_of_its_receipt ON receipt_assignment;
DROP TRIGGER identification_is_of_its_receipt ON receipt_identification;
DROP FUNCTION identification_is_of_its_receipt;
DROP INDEX receipt_identification_named_idx;
ALTER TABLE receipt_assignment DROP CONSTRAINT receipt_assignment_account_is_of_project;
ALTER TABLE receipt_identification DROP CONSTRAINT receipt_identification_account_is_of_project;
ALTER TABLE account DROP CONSTRAINT account_id_project_id_key;
"""


def upgrade() -> None:
    script(_UP)


def downgrade() -> None:
    script(_DOWN)
