from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint

from domain.database.fields import IdField
from domain.database.operations import CreateTable, RenewCheck
from domain.vocabulary import BatchItemState, BatchStatus


class Migration(migrations.Migration):
    dependencies = [('domain', '0009_providers')]

    operations = [
        CreateTable(
            name='TriageBatch',
            fields=[
                ('id', IdField(primary_key=True, unique=True, db_index=True, max_length=30)),
                ('status', fields.CharEnumField(default=BatchStatus.RUNNING, description='', enum_type=BatchStatus, max_length=24)),
                ('total', fields.IntField()),
                ('done', fields.IntField(default=0)),
                ('failed', fields.IntField(default=0)),
                ('created_by_id', IdField(null=True, max_length=30)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('finished_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'triage_batch', 'app': 'domain', 'constraints': [CheckConstraint(check="status IN ('RUNNING', 'COMPLETED', 'CANCELLED')", name='ck_triage_batch_status'), CheckConstraint(check='total >= 1 AND total <= 1000', name='ck_triage_batch_total'), CheckConstraint(check='done >= 0 AND done <= 1000', name='ck_triage_batch_done'), CheckConstraint(check='failed >= 0 AND failed <= 1000', name='ck_triage_batch_failed')], 'indexes': [Index(fields=['status', 'id']), Index(fields=['finished_at'])], 'pk_attr': 'id'},
            bases=['Table'],
        ),
        CreateTable(
            name='TriageBatchItem',
            fields=[
                ('id', IdField(primary_key=True, unique=True, db_index=True, max_length=30)),
                ('batch', fields.ForeignKeyField('domain.TriageBatch', source_field='batch_id', db_constraint=True, to_field='id', related_name='items', on_delete=OnDelete.CASCADE)),
                ('ticket_id', IdField(max_length=30)),
                ('run_id', IdField(null=True, max_length=30)),
                ('state', fields.CharEnumField(default=BatchItemState.PENDING, description='', enum_type=BatchItemState, max_length=24)),
                ('error', fields.CharField(null=True, max_length=300)),
            ],
            options={'table': 'triage_batch_item', 'app': 'domain', 'unique_together': (('batch', 'ticket_id'),), 'constraints': [CheckConstraint(check="state IN ('PENDING', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED')", name='ck_triage_batch_item_state')], 'indexes': [Index(fields=['batch_id', 'state', 'id']), Index(fields=['run_id'])], 'pk_attr': 'id'},
            bases=['Table'],
        ),
        RenewCheck(
            model_name='Event',
            constraint=CheckConstraint(check="kind IN ('TICKET_CREATED', 'TICKET_UPDATED', 'TICKET_STATUS_CHANGED', 'TICKET_ASSIGNED', 'TICKET_UNASSIGNED', 'TICKET_QUEUED', 'TICKET_RATED', 'TICKET_DELETED', 'COMMENT_CREATED', 'COMMENT_UPDATED', 'COMMENT_DELETED', 'TRIAGE_QUEUED', 'TRIAGE_STARTED', 'TRIAGE_COMPLETED', 'TRIAGE_FAILED', 'TRIAGE_REVIEWED', 'TRIAGE_BATCH_STARTED', 'TRIAGE_BATCH_COMPLETED', 'TRIAGE_BATCH_CANCELLED', 'MAIL_SENT', 'MAIL_FAILED', 'USER_CREATED', 'USER_UPDATED', 'USER_DELETED', 'SESSION_STARTED', 'SESSION_REVOKED', 'API_TOKEN_CREATED', 'API_TOKEN_REVOKED', 'CATALOG_CHANGED', 'SETTINGS_CHANGED', 'MODEL_TRAINED', 'MODEL_SERVED', 'ARTICLE_CREATED', 'ARTICLE_UPDATED', 'ARTICLE_DELETED', 'JOB_RETRIED', 'JOB_DISCARDED')", name='ck_event_kind'),
        ),
        RenewCheck(
            model_name='Event',
            constraint=CheckConstraint(check="subject_type IN ('TICKET', 'COMMENT', 'USER', 'SESSION', 'API_TOKEN', 'CATEGORY', 'SKILL', 'TAG', 'TRIAGE_RULE', 'TRIAGE_BATCH', 'SETTINGS', 'LEARNED_MODEL', 'ARTICLE', 'PROVIDER', 'MODEL_PRICE', 'JOB', 'MAIL')", name='ck_event_subject_type'),
        ),
    ]
