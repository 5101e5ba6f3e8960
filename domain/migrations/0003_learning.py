from tortoise import migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint

from domain.database.operations import RenewCheck


class Migration(migrations.Migration):
    dependencies = [("domain", "0002_spine")]

    operations = [
        RenewCheck(
            model_name='Event',
            constraint=CheckConstraint(check="kind IN ('TICKET_CREATED', 'TICKET_UPDATED', 'TICKET_STATUS_CHANGED', 'TICKET_ASSIGNED', 'TICKET_UNASSIGNED', 'TICKET_QUEUED', 'TICKET_RATED', 'TICKET_DELETED', 'COMMENT_CREATED', 'COMMENT_UPDATED', 'COMMENT_DELETED', 'TRIAGE_QUEUED', 'TRIAGE_STARTED', 'TRIAGE_COMPLETED', 'TRIAGE_FAILED', 'TRIAGE_REVIEWED', 'MAIL_SENT', 'MAIL_FAILED', 'USER_CREATED', 'USER_UPDATED', 'USER_DELETED', 'SESSION_STARTED', 'SESSION_REVOKED', 'API_TOKEN_CREATED', 'API_TOKEN_REVOKED', 'CATALOG_CHANGED', 'SETTINGS_CHANGED', 'MODEL_TRAINED', 'MODEL_SERVED', 'JOB_RETRIED', 'JOB_DISCARDED')", name='ck_event_kind'),
        ),
        RenewCheck(
            model_name='Event',
            constraint=CheckConstraint(check="subject_type IN ('TICKET', 'COMMENT', 'USER', 'SESSION', 'API_TOKEN', 'CATEGORY', 'SKILL', 'TAG', 'TRIAGE_RULE', 'SETTINGS', 'LEARNED_MODEL', 'JOB', 'MAIL')", name='ck_event_subject_type'),
        ),
        RenewCheck(
            model_name='Job',
            constraint=CheckConstraint(check="kind IN ('TRIAGE', 'ASSIGN', 'DRAIN_QUEUE', 'NOTIFY', 'SEND_MAIL', 'CLOSE_RESOLVED', 'PRUNE', 'TRAIN')", name='ck_job_kind'),
        ),
        ops.AddIndex(
            model_name='TriageDecision',
            index=Index(fields=['field', 'id']),
        ),
        ops.AddIndex(
            model_name='TriageDecision',
            index=Index(fields=['field', 'reviewed_at']),
        ),
    ]
