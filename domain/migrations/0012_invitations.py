from tortoise import migrations
from tortoise.migrations.constraints import CheckConstraint

from domain.database.operations import RenewCheck


class Migration(migrations.Migration):
    dependencies = [('domain', '0011_suggestions')]

    initial = False

    operations = [
        RenewCheck(model_name='Mail', constraint=CheckConstraint(check="kind IN ('TICKET_RECEIVED', 'TICKET_ASSIGNED', 'TICKET_IN_PROGRESS', 'COMMENT_ADDED', 'TICKET_COMPLETED', 'TICKET_REOPENED', 'PASSWORD_RESET', 'EMAIL_CONFIRMATION', 'INVITATION', 'PROVIDER_FAULT')", name='ck_mail_kind')),
    ]
