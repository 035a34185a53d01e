-- Lessons of closed cases (domain G6), found again by tag and by any words, Chinese too.

-- `folded` is what is searched: the text in one spelling of width and case.
CREATE TABLE lesson (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES collection_case (id),
    loan_id uuid NOT NULL,
    product text NOT NULL,
    originated_by text NOT NULL,
    stage text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('good', 'bad')),
    title text NOT NULL CHECK (title <> ''),
    story text NOT NULL CHECK (story <> ''),
    lesson text NOT NULL CHECK (lesson <> ''),
    tags text[] NOT NULL,
    folded text NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    sub_branch text NOT NULL,
    outlet text NOT NULL
);
CREATE INDEX lesson_product_id_idx ON lesson (product, id);
CREATE INDEX lesson_stage_id_idx ON lesson (stage, id);
CREATE INDEX lesson_case_id_id_idx ON lesson (case_id, id);
CALL protect_by_node('lesson');

-- What lessons are found by. `grams` are the pairs of neighbouring characters of a text, and each Chinese character alone:
-- PostgreSQL's own parsers find no words where no spaces are. Without a row policy, because no index over lists is used
-- beneath one; it only says which lessons to look at, and these are under the policy.
CREATE TABLE lesson_index (
    lesson_id uuid PRIMARY KEY REFERENCES lesson (id),
    grams text[] NOT NULL,
    tags text[] NOT NULL
);
CREATE INDEX lesson_index_grams_idx ON lesson_index USING gin (grams);
CREATE INDEX lesson_index_tags_idx ON lesson_index USING gin (tags);

-- A look back is at what is over.
CREATE FUNCTION lesson_of_a_closed_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM collection_case c WHERE c.id = NEW.case_id AND c.state <> 'open') THEN
        RAISE EXCEPTION 'the case is not closed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'lesson_of_a_closed_case';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER lesson_of_a_closed_case BEFORE INSERT ON lesson FOR EACH ROW EXECUTE FUNCTION lesson_of_a_closed_case();

GRANT SELECT, INSERT ON lesson, lesson_index TO {runtime_role};
