"""Lists of people are sorted by name, too."""

from tortoise import migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [('domain', '0003_learning')]

    initial = False

    operations = [
        ops.AddIndex(
            model_name='User',
            index=Index(fields=['name', 'id']),
        ),
    ]
