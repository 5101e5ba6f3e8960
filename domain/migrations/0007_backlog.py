"""A long backlog stays quick: bulk jobs, indexes for assignment, a mark of the catalog's state."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from domain.database.operations import RunSqlOn

CATALOG = ("category", "skill", "tag")
DUE = [
    "DROP INDEX idx_job_due",
    "CREATE INDEX idx_job_due ON job (is_bulk, run_at, id) WHERE state = 'PENDING'",
]

# In the end of the transaction, so that two that make tags need not wait for each other.
POSTGRES = [
    *DUE,
    # Processes of the version before go on while this one is rolled out.
    "ALTER TABLE job ALTER COLUMN is_bulk SET DEFAULT false",
    """
    CREATE FUNCTION mark_catalog() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE counter SET value = (random() * 9007199254740991)::bigint
        WHERE name = 'catalog_mark';
        RETURN NULL;
    END $$
    """,
    *(
        f"CREATE CONSTRAINT TRIGGER mark_{table} AFTER INSERT OR UPDATE OR DELETE ON {table}"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION mark_catalog()"
        for table in CATALOG
    ),
    "INSERT INTO counter (name, value) VALUES ('catalog_mark', (random() * 9007199254740991)::bigint)",
]

SQLITE = [
    *DUE,
    *(
        f"CREATE TRIGGER mark_{table}_{change.lower()} AFTER {change} ON {table} BEGIN"
        " UPDATE counter SET value = random() WHERE name = 'catalog_mark'; END"
        for table in CATALOG
        for change in ("INSERT", "UPDATE", "DELETE")
    ),
    "INSERT INTO counter (name, value) VALUES ('catalog_mark', random())",
]


class Migration(migrations.Migration):
    dependencies = [("domain", "0004_assignee_wish"), ("domain", "0006_automatic_decisions")]

    operations = [
        ops.AddIndex(
            model_name="Assignment",
            index=Index(fields=["assignee_id", "id"]),
        ),
        ops.AddField(
            model_name="Job",
            name="is_bulk",
            field=fields.BooleanField(default=False),
        ),
        ops.AddIndex(
            model_name="Ticket",
            index=Index(fields=["assignee_id", "status"]),
        ),
        RunSqlOn(sqlite=SQLITE, postgres=POSTGRES),
    ]
