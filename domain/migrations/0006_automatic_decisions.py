from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from domain.database.operations import RunSqlOn

# What was accepted cannot be told from what had been applied before: it counts as suggested.
AUTOMATIC = [
    "UPDATE triage_decision SET is_automatic = is_applied"
    " WHERE decided_by IN ('RULE', 'MODEL', 'LLM') AND (review IS NULL OR review = 'CORRECTED')"
]


class Migration(migrations.Migration):
    dependencies = [("domain", "0005_articles")]

    operations = [
        ops.AddField(
            model_name='TriageDecision',
            name='is_automatic',
            field=fields.BooleanField(default=False, db_default=False),
        ),
        RunSqlOn(sqlite=AUTOMATIC, postgres=AUTOMATIC),
    ]
