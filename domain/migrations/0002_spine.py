"""What models cannot say: positions in commit order, numbers, search, partial uniqueness."""

from tortoise import migrations

from domain.database.operations import RunSqlOn

BOTH = [
    "CREATE TABLE counter (name VARCHAR(40) NOT NULL PRIMARY KEY, value BIGINT NOT NULL)",
    "INSERT INTO counter (name, value) VALUES ('pruned_position', 0)",
    "CREATE UNIQUE INDEX uq_category_name_folded ON category (lower(name))",
    "CREATE UNIQUE INDEX uq_skill_name_folded ON skill (lower(name))",
    "CREATE UNIQUE INDEX uq_tag_name_folded ON tag (lower(name))",
]

# The trigger runs inside COMMIT. Its lock is held until the commit is visible, so that a
# reader who sees position n sees all below n; nothing waits for Python meanwhile.
POSTGRES = [
    *BOTH,
    "CREATE UNIQUE INDEX uq_category_default ON category (is_default) WHERE is_default",
    "CREATE INDEX idx_job_due ON job (run_at, id) WHERE state = 'PENDING'",
    "CREATE SEQUENCE ticket_number START 1001",
    "CREATE SEQUENCE event_position",
    """
    CREATE FUNCTION number_event() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_advisory_xact_lock(7235189);
        UPDATE event SET position = nextval('event_position') WHERE id = NEW.id;
        RETURN NULL;
    END $$
    """,
    """
    CREATE CONSTRAINT TRIGGER number_event AFTER INSERT ON event
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION number_event()
    """,
    """
    CREATE TABLE ticket_search (
        ticket_id VARCHAR(30) COLLATE "C" NOT NULL PRIMARY KEY
            REFERENCES ticket (id) ON DELETE CASCADE,
        public_text tsvector NOT NULL,
        staff_text tsvector NOT NULL
    )
    """,
    "CREATE INDEX idx_ticket_search_public ON ticket_search USING gin (public_text)",
    "CREATE INDEX idx_ticket_search_staff ON ticket_search USING gin (staff_text)",
]

# A row of the full-text table has the ticket's number as its rowid.
SQLITE = [
    *BOTH,
    "CREATE UNIQUE INDEX uq_category_default ON category (is_default) WHERE is_default = 1",
    "CREATE INDEX idx_job_due ON job (run_at, id) WHERE state = 'PENDING'",
    "INSERT INTO counter (name, value) VALUES ('ticket_number', 1000), ('event_position', 0)",
    """
    CREATE TRIGGER number_event AFTER INSERT ON event BEGIN
        UPDATE counter SET value = value + 1 WHERE name = 'event_position';
        UPDATE event SET position = (SELECT value FROM counter WHERE name = 'event_position')
        WHERE id = NEW.id;
    END
    """,
    """
    CREATE VIRTUAL TABLE ticket_search USING fts5 (
        public_text, staff_text, tokenize = "unicode61 remove_diacritics 0"
    )
    """,
    """
    CREATE TRIGGER forget_ticket_search AFTER DELETE ON ticket BEGIN
        DELETE FROM ticket_search WHERE rowid = OLD.number;
    END
    """,
]


class Migration(migrations.Migration):
    dependencies = [("domain", "0001_initial")]

    operations = [RunSqlOn(sqlite=SQLITE, postgres=POSTGRES)]
