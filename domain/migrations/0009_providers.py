from tortoise import migrations
from domain.database.operations import CreateTable, RenewCheck
from domain.database.fields import IdField
from domain.vocabulary import LlmOutcome, LlmPurpose, ProviderFault, ProviderPreset, StructuredOutput
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint

class Migration(migrations.Migration):
    dependencies = [('domain', '0007_backlog'), ('domain', '0008_model_version')]

    initial = False

    operations = [
        CreateTable(
            name='LlmCall',
            fields=[
                ('id', IdField(primary_key=True, unique=True, db_index=True, max_length=30)),
                ('purpose', fields.CharEnumField(description='', enum_type=LlmPurpose, max_length=24)),
                ('subject_id', IdField(null=True, max_length=30)),
                ('provider_id', IdField(null=True, max_length=30)),
                ('provider', fields.CharField(max_length=100)),
                ('model', fields.CharField(max_length=100)),
                ('outcome', fields.CharEnumField(default=LlmOutcome.STARTED, description='', enum_type=LlmOutcome, max_length=24)),
                ('input_tokens', fields.IntField(default=0)),
                ('output_tokens', fields.IntField(default=0)),
                ('cost_micros', fields.BigIntField(default=0)),
                ('reserved_micros', fields.BigIntField(default=0)),
                ('is_estimated', fields.BooleanField(default=False)),
                ('latency_ms', fields.IntField(null=True)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'llm_call', 'app': 'domain', 'constraints': [CheckConstraint(check="purpose IN ('TRIAGE', 'ANSWER', 'ARTICLE', 'TEST')", name='ck_llm_call_purpose'), CheckConstraint(check="outcome IN ('STARTED', 'ANSWERED', 'ABANDONED', 'UNUSABLE', 'REFUSED', 'TIMED_OUT', 'UNREACHABLE', 'RATE_LIMITED', 'SERVER_FAULT', 'KEY_REFUSED', 'MODEL_GONE')", name='ck_llm_call_outcome'), CheckConstraint(check='cost_micros >= 0 AND cost_micros <= 1000000000000', name='ck_llm_call_cost_micros'), CheckConstraint(check='reserved_micros >= 0 AND reserved_micros <= 1000000000000', name='ck_llm_call_reserved_micros')], 'indexes': [Index(fields=['created_at', 'id']), Index(fields=['subject_id'])], 'pk_attr': 'id'},
            bases=['Table'],
        ),
        CreateTable(
            name='LlmDay',
            fields=[
                ('day', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=10)),
                ('spent_micros', fields.BigIntField(default=0)),
                ('reserved_micros', fields.BigIntField(default=0)),
            ],
            options={'table': 'llm_day', 'app': 'domain', 'constraints': [CheckConstraint(check='spent_micros >= 0 AND spent_micros <= 1000000000000000', name='ck_llm_day_spent_micros'), CheckConstraint(check='reserved_micros >= 0 AND reserved_micros <= 1000000000000000', name='ck_llm_day_reserved_micros')], 'pk_attr': 'day'},
            bases=['Table'],
        ),
        CreateTable(
            name='ModelPrice',
            fields=[
                ('id', IdField(primary_key=True, unique=True, db_index=True, max_length=30)),
                ('model', fields.CharField(unique=True, max_length=100)),
                ('input_micros', fields.BigIntField()),
                ('output_micros', fields.BigIntField()),
                ('updated_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'model_price', 'app': 'domain', 'constraints': [CheckConstraint(check='length(trim(model)) >= 1 AND length(model) <= 100', name='ck_model_price_model'), CheckConstraint(check='input_micros >= 0 AND input_micros <= 1000000000000', name='ck_model_price_input_micros'), CheckConstraint(check='output_micros >= 0 AND output_micros <= 1000000000000', name='ck_model_price_output_micros')], 'pk_attr': 'id'},
            bases=['Table'],
        ),
        CreateTable(
            name='Provider',
            fields=[
                ('id', IdField(primary_key=True, unique=True, db_index=True, max_length=30)),
                ('name', fields.CharField(unique=True, max_length=100)),
                ('preset', fields.CharEnumField(description='', enum_type=ProviderPreset, max_length=24)),
                ('base_url', fields.CharField(max_length=500)),
                ('encrypted_key', fields.CharField(null=True, max_length=1000)),
                ('triage_model', fields.CharField(max_length=100)),
                ('answer_model', fields.CharField(max_length=100)),
                ('position', fields.IntField()),
                ('is_enabled', fields.BooleanField(default=True)),
                ('masks_personal_data', fields.BooleanField(default=True)),
                ('triage_ability', fields.CharEnumField(null=True, description='', enum_type=StructuredOutput, max_length=24)),
                ('answer_ability', fields.CharEnumField(null=True, description='', enum_type=StructuredOutput, max_length=24)),
                ('triage_fault', fields.CharEnumField(null=True, description='', enum_type=ProviderFault, max_length=24)),
                ('answer_fault', fields.CharEnumField(null=True, description='', enum_type=ProviderFault, max_length=24)),
                ('faulty_since', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('version', fields.IntField(default=1)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('updated_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'provider', 'app': 'domain', 'constraints': [CheckConstraint(check="preset IN ('OPENAI', 'GEMINI', 'GROQ', 'LOCAL', 'CUSTOM')", name='ck_provider_preset'), CheckConstraint(check="triage_ability IN ('JSON_SCHEMA', 'JSON_OBJECT', 'PLAIN')", name='ck_provider_triage_ability'), CheckConstraint(check="answer_ability IN ('JSON_SCHEMA', 'JSON_OBJECT', 'PLAIN')", name='ck_provider_answer_ability'), CheckConstraint(check="triage_fault IN ('KEY_REFUSED', 'MODEL_GONE')", name='ck_provider_triage_fault'), CheckConstraint(check="answer_fault IN ('KEY_REFUSED', 'MODEL_GONE')", name='ck_provider_answer_fault'), CheckConstraint(check='length(trim(name)) >= 1 AND length(name) <= 100', name='ck_provider_name'), CheckConstraint(check='length(trim(base_url)) >= 1 AND length(base_url) <= 500', name='ck_provider_base_url'), CheckConstraint(check='length(trim(triage_model)) >= 1 AND length(triage_model) <= 100', name='ck_provider_triage_model'), CheckConstraint(check='length(trim(answer_model)) >= 1 AND length(answer_model) <= 100', name='ck_provider_answer_model')], 'indexes': [Index(fields=['position', 'id'])], 'pk_attr': 'id'},
            bases=['Table'],
        ),
        RenewCheck(model_name='Event', constraint=CheckConstraint(check="subject_type IN ('TICKET', 'COMMENT', 'USER', 'SESSION', 'API_TOKEN', 'CATEGORY', 'SKILL', 'TAG', 'TRIAGE_RULE', 'SETTINGS', 'LEARNED_MODEL', 'ARTICLE', 'PROVIDER', 'MODEL_PRICE', 'JOB', 'MAIL')", name='ck_event_subject_type')),
        RenewCheck(model_name='Mail', constraint=CheckConstraint(check="kind IN ('TICKET_RECEIVED', 'TICKET_ASSIGNED', 'TICKET_IN_PROGRESS', 'COMMENT_ADDED', 'TICKET_COMPLETED', 'TICKET_REOPENED', 'PASSWORD_RESET', 'EMAIL_CONFIRMATION', 'PROVIDER_FAULT')", name='ck_mail_kind')),
    ]
