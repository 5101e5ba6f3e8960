from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("domain", "0012_invitations")]

    operations = [
        ops.AddField(
            model_name="TriageDecision",
            name="llm_confidence",
            field=fields.FloatField(null=True),
        ),
    ]
