"""The mark of the catalog's state is one of all that admins set up and triage reads."""

from tortoise import migrations

from domain.database.operations import RunSqlOn

TABLES = ("triage_rule", "setting", "provider", "model_price", "model_version")

POSTGRES = [
    f"CREATE CONSTRAINT TRIGGER mark_{table} AFTER INSERT OR UPDATE OR DELETE ON {table}"
    " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION mark_catalog()"
    for table in TABLES
]

SQLITE = [
    f"CREATE TRIGGER mark_{table}_{change.lower()} AFTER {change} ON {table} BEGIN"
    " UPDATE counter SET value = random() WHERE name = 'catalog_mark'; END"
    for table in TABLES
    for change in ("INSERT", "UPDATE", "DELETE")
]


class Migration(migrations.Migration):
    dependencies = [("domain", "0013_llm_confidence")]

    operations = [RunSqlOn(sqlite=SQLITE, postgres=POSTGRES)]
