-- What was under way in a sub-branch at the moment of its suspension (domain G5), as scoring told it then. `under_way` and
-- `under_way_more`: how many are kept, and whether there were more; null: scoring could not be asked, or it was before.
ALTER TABLE branch_suspension ADD under_way integer CHECK (under_way >= 0), ADD under_way_more boolean,
    ADD CHECK ((under_way IS NULL) = (under_way_more IS NULL)),
    ADD CHECK (under_way IS NULL OR suspended_on IS NOT NULL);
GRANT UPDATE (under_way, under_way_more) ON branch_suspension TO {runtime_role};

-- Each of them; append-only, and unlike the suspension itself known to the branch and the levels above only.
CREATE TABLE suspended_application (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    suspension_id uuid NOT NULL REFERENCES branch_suspension (id),
    credit_check_id uuid NOT NULL,
    customer_ref text COLLATE "C" NOT NULL,
    application text NOT NULL CHECK (application IN ('open', 'reserved')),
    amount bigint NOT NULL CHECK (amount > 0),
    applied_by text NOT NULL,
    applied_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL,
    CONSTRAINT suspended_application_once_key UNIQUE (suspension_id, credit_check_id)
);
CREATE INDEX suspended_application_suspension_id_id_idx ON suspended_application (suspension_id, id);
CALL protect_by_node('suspended_application');
GRANT SELECT, INSERT ON suspended_application TO {runtime_role};
