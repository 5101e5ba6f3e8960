from tortoise import migrations
from domain.database.operations import CreateTable, RenewCheck
from domain.database.fields import IdField
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint

class Migration(migrations.Migration):
    dependencies = [('domain', '0010_triage_batches')]

    initial = False

    operations = [
        CreateTable(
            name='Suggestion',
            fields=[
                ('id', IdField(primary_key=True, unique=True, db_index=True, max_length=30)),
                ('user', fields.ForeignKeyField('domain.User', source_field='user_id', db_constraint=True, to_field='id', related_name='suggestions', on_delete=OnDelete.RESTRICT)),
                ('article', fields.ForeignKeyField('domain.Article', source_field='article_id', null=True, db_constraint=True, to_field='id', related_name='suggestions', on_delete=OnDelete.SET_NULL)),
                ('ticket', fields.ForeignKeyField('domain.Ticket', source_field='ticket_id', null=True, db_constraint=True, to_field='id', related_name='suggestions', on_delete=OnDelete.SET_NULL)),
                ('accepted_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'suggestion', 'app': 'domain', 'indexes': [Index(fields=['ticket_id']), Index(fields=['accepted_at']), Index(fields=['article_id'])], 'pk_attr': 'id'},
            bases=['Table'],
        ),
        RenewCheck(
            model_name='Event',
            constraint=CheckConstraint(check="kind IN ('TICKET_CREATED', 'TICKET_UPDATED', 'TICKET_STATUS_CHANGED', 'TICKET_ASSIGNED', 'TICKET_UNASSIGNED', 'TICKET_QUEUED', 'TICKET_RATED', 'TICKET_DELETED', 'COMMENT_CREATED', 'COMMENT_UPDATED', 'COMMENT_DELETED', 'TRIAGE_QUEUED', 'TRIAGE_STARTED', 'TRIAGE_COMPLETED', 'TRIAGE_FAILED', 'TRIAGE_REVIEWED', 'TRIAGE_BATCH_STARTED', 'TRIAGE_BATCH_COMPLETED', 'TRIAGE_BATCH_CANCELLED', 'MAIL_SENT', 'MAIL_FAILED', 'USER_CREATED', 'USER_UPDATED', 'USER_DELETED', 'SESSION_STARTED', 'SESSION_REVOKED', 'API_TOKEN_CREATED', 'API_TOKEN_REVOKED', 'CATALOG_CHANGED', 'SETTINGS_CHANGED', 'MODEL_TRAINED', 'MODEL_SERVED', 'ARTICLE_CREATED', 'ARTICLE_UPDATED', 'ARTICLE_DELETED', 'SUGGESTION_ACCEPTED', 'JOB_RETRIED', 'JOB_DISCARDED')", name='ck_event_kind'),
        ),
        RenewCheck(
            model_name='Event',
            constraint=CheckConstraint(check="subject_type IN ('TICKET', 'COMMENT', 'USER', 'SESSION', 'API_TOKEN', 'CATEGORY', 'SKILL', 'TAG', 'TRIAGE_RULE', 'TRIAGE_BATCH', 'SETTINGS', 'LEARNED_MODEL', 'ARTICLE', 'PROVIDER', 'MODEL_PRICE', 'SUGGESTION', 'JOB', 'MAIL')", name='ck_event_subject_type'),
        ),
    ]
