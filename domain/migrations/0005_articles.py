from tortoise import migrations
from domain.database.operations import CreateTable, RenewCheck, RunSqlOn
from domain.database.fields import IdField
from domain.vocabulary import ArticleStatus, Visibility
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint

POSTGRES = [
    """
    CREATE TABLE article_search (
        article_id VARCHAR(30) COLLATE "C" NOT NULL PRIMARY KEY
            REFERENCES article (id) ON DELETE CASCADE,
        text tsvector NOT NULL
    )
    """,
    "CREATE INDEX idx_article_search ON article_search USING gin (text)",
]

SQLITE = [
    """
    CREATE VIRTUAL TABLE article_search USING fts5 (
        article_id UNINDEXED, text, tokenize = "unicode61 remove_diacritics 0"
    )
    """,
    """
    CREATE TRIGGER forget_article_search AFTER DELETE ON article BEGIN
        DELETE FROM article_search WHERE article_id = OLD.id;
    END
    """,
]

class Migration(migrations.Migration):
    dependencies = [('domain', '0004_user_names')]

    initial = False

    operations = [
        CreateTable(
            name='Article',
            fields=[
                ('id', IdField(primary_key=True, unique=True, db_index=True, max_length=30)),
                ('title', fields.CharField(max_length=200)),
                ('body', fields.TextField(unique=False)),
                ('category', fields.ForeignKeyField('domain.Category', source_field='category_id', db_constraint=True, to_field='id', related_name='articles', on_delete=OnDelete.RESTRICT)),
                ('visibility', fields.CharEnumField(default=Visibility.PUBLIC, description='', enum_type=Visibility, max_length=24)),
                ('status', fields.CharEnumField(default=ArticleStatus.DRAFT, description='', enum_type=ArticleStatus, max_length=24)),
                ('author', fields.ForeignKeyField('domain.User', source_field='author_id', db_constraint=True, to_field='id', related_name='articles', on_delete=OnDelete.RESTRICT)),
                ('source_ticket', fields.ForeignKeyField('domain.Ticket', source_field='source_ticket_id', null=True, db_constraint=True, to_field='id', related_name='articles', on_delete=OnDelete.SET_NULL)),
                ('version', fields.IntField(default=1)),
                ('field_versions', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('published_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('updated_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'article', 'app': 'domain', 'constraints': [CheckConstraint(check="visibility IN ('PUBLIC', 'INTERNAL')", name='ck_article_visibility'), CheckConstraint(check="status IN ('DRAFT', 'PUBLISHED')", name='ck_article_status'), CheckConstraint(check='length(trim(title)) >= 1 AND length(title) <= 200', name='ck_article_title'), CheckConstraint(check='length(trim(body)) >= 1 AND length(body) <= 50000', name='ck_article_body')], 'indexes': [Index(fields=['created_at', 'id']), Index(fields=['updated_at', 'id']), Index(fields=['title', 'id']), Index(fields=['category_id', 'created_at', 'id']), Index(fields=['source_ticket_id'])], 'pk_attr': 'id'},
            bases=['Table'],
        ),
        RenewCheck(
            model_name='Event',
            constraint=CheckConstraint(check="kind IN ('TICKET_CREATED', 'TICKET_UPDATED', 'TICKET_STATUS_CHANGED', 'TICKET_ASSIGNED', 'TICKET_UNASSIGNED', 'TICKET_QUEUED', 'TICKET_RATED', 'TICKET_DELETED', 'COMMENT_CREATED', 'COMMENT_UPDATED', 'COMMENT_DELETED', 'TRIAGE_QUEUED', 'TRIAGE_STARTED', 'TRIAGE_COMPLETED', 'TRIAGE_FAILED', 'TRIAGE_REVIEWED', 'MAIL_SENT', 'MAIL_FAILED', 'USER_CREATED', 'USER_UPDATED', 'USER_DELETED', 'SESSION_STARTED', 'SESSION_REVOKED', 'API_TOKEN_CREATED', 'API_TOKEN_REVOKED', 'CATALOG_CHANGED', 'SETTINGS_CHANGED', 'MODEL_TRAINED', 'MODEL_SERVED', 'ARTICLE_CREATED', 'ARTICLE_UPDATED', 'ARTICLE_DELETED', 'JOB_RETRIED', 'JOB_DISCARDED')", name='ck_event_kind'),
        ),
        RenewCheck(
            model_name='Event',
            constraint=CheckConstraint(check="subject_type IN ('TICKET', 'COMMENT', 'USER', 'SESSION', 'API_TOKEN', 'CATEGORY', 'SKILL', 'TAG', 'TRIAGE_RULE', 'SETTINGS', 'LEARNED_MODEL', 'ARTICLE', 'JOB', 'MAIL')", name='ck_event_subject_type'),
        ),
        RenewCheck(
            model_name='Job',
            constraint=CheckConstraint(check="kind IN ('TRIAGE', 'ASSIGN', 'DRAIN_QUEUE', 'NOTIFY', 'SEND_MAIL', 'CLOSE_RESOLVED', 'DRAFT_ARTICLE', 'PRUNE', 'TRAIN')", name='ck_job_kind'),
        ),
        RunSqlOn(sqlite=SQLITE, postgres=POSTGRES),
    ]
