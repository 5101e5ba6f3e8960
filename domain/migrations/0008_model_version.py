from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations.constraints import CheckConstraint

from domain.database.fields import IdField
from domain.database.operations import CreateTable, RunSqlOn


class Migration(migrations.Migration):
    dependencies = [("domain", "0007_word_counts")]

    operations = [
        CreateTable(
            name='ModelVersion',
            fields=[
                ('id', IdField(primary_key=True, unique=True, db_index=True, max_length=30)),
                ('number', fields.IntField(unique=True)),
                ('content', fields.BinaryField()),
                ('twin', fields.BinaryField(null=True)),
                ('labels', fields.IntField()),
                ('held_out', fields.IntField()),
                ('figures', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('macro_f1', fields.FloatField(null=True)),
                ('is_serving', fields.BooleanField(default=False)),
                ('reason', fields.CharField(max_length=300)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'model_version', 'app': 'domain', 'constraints': [CheckConstraint(check='length(content) <= 33555456', name='ck_model_version_content'), CheckConstraint(check='length(twin) <= 33555456', name='ck_model_version_twin'), CheckConstraint(check='number >= 1 AND number <= 1000000000', name='ck_model_version_number'), CheckConstraint(check='labels >= 0 AND labels <= 1000000', name='ck_model_version_labels'), CheckConstraint(check='held_out >= 0 AND held_out <= 1000000', name='ck_model_version_held_out')], 'pk_attr': 'id'},
            bases=['Table'],
        ),
        RunSqlOn(
            sqlite=["CREATE UNIQUE INDEX uq_model_version_serving ON model_version (is_serving) WHERE is_serving = 1"],
            postgres=["CREATE UNIQUE INDEX uq_model_version_serving ON model_version (is_serving) WHERE is_serving"],
        ),
    ]
