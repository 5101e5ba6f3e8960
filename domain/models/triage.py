"""What triage decided, why, and what people thought of it."""

from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint

from domain import limits
from domain.database.fields import IdField, JsonValueField, enum_field, in_range, one_of
from domain.database.table import Table
from domain.models.tickets import Ticket
from domain.vocabulary import (
    BatchItemState,
    BatchStatus,
    DecidedBy,
    Review,
    TriageField,
    TriageStatus,
)


class TriageRun(Table):
    """One run over one ticket's text. `cost_micros` is in millionths of a US dollar.

    `assignee_wish` is {userId, rule}: who should get the ticket by which rule.
    """

    id = IdField(primary_key=True)
    ticket: fields.ForeignKeyRelation[Ticket] = fields.ForeignKeyField(
        "domain.Ticket", related_name="triage_runs", on_delete=fields.CASCADE
    )
    status = enum_field(TriageStatus, default=TriageStatus.QUEUED)
    text_hash = fields.CharField(64, default="")
    model = fields.CharField(limits.NAME_LENGTH, null=True)
    prompt_version = fields.CharField(20, null=True)
    input_tokens = fields.IntField(default=0)
    output_tokens = fields.IntField(default=0)
    cost_micros = fields.BigIntField(default=0)
    latency_ms = fields.IntField(null=True)
    summary = fields.TextField(default="")
    notes = fields.TextField(default="")
    suggested_reply = fields.TextField(default="")
    fallback_reason = fields.CharField(300, null=True)
    assignee_wish: dict[str, str] | None = fields.JSONField(null=True)
    error = fields.TextField(null=True)
    created_at = fields.DatetimeField()
    finished_at = fields.DatetimeField(null=True)

    ticket_id: str

    class Meta:
        table = "triage_run"
        indexes = (Index(fields=("ticket_id", "id")), Index(fields=("created_at",)))
        constraints = (one_of("triage_run", "status", TriageStatus),)


class TriageDecision(Table):
    """One field of one run; `value` is an enumeration value, an id, or a list of ids.

    `is_automatic`: a machine decided, was sure enough, and nobody was asked. `is_applied` is
    also true of what stood already, and of what was accepted later. `llm_confidence` is what a
    language model that proposed the value said of itself; null where none did.
    """

    id = IdField(primary_key=True)
    run: fields.ForeignKeyRelation[TriageRun] = fields.ForeignKeyField(
        "domain.TriageRun", related_name="decisions", on_delete=fields.CASCADE
    )
    ticket_id = IdField()
    field = enum_field(TriageField)
    value: Any = JsonValueField()
    confidence = fields.FloatField()
    llm_confidence = fields.FloatField(null=True)
    decided_by = enum_field(DecidedBy)
    evidence: list[str] = fields.JSONField(default=list)
    is_applied = fields.BooleanField(default=False)
    is_automatic = fields.BooleanField(default=False, db_default=False)
    review = enum_field(Review, null=True)
    reviewed_value: Any = JsonValueField(null=True)
    reviewed_by_id = IdField(null=True)
    reviewed_at = fields.DatetimeField(null=True)

    run_id: str

    class Meta:
        table = "triage_decision"
        unique_together = (("run", "field"),)
        indexes = (
            Index(fields=("ticket_id", "field")),
            Index(fields=("field", "id")),
            Index(fields=("field", "reviewed_at")),
        )
        constraints = (
            one_of("triage_decision", "field", TriageField),
            one_of("triage_decision", "decided_by", DecidedBy),
            one_of("triage_decision", "review", Review),
        )


class ModelVersion(Table):
    """One version of the desk's learned model. At most one serves.

    `content` is trained on all `labels`; `twin` on all but the newest `held_out` of them, on
    which `figures` and `macro_f1` were taken. The twin is what later versions are compared
    with, because it has seen none of the labels that are held out then. With few labels
    none are held out, and there is no twin.
    """

    id = IdField(primary_key=True)
    number = fields.IntField(unique=True)
    content: Any = fields.BinaryField()
    twin: Any = fields.BinaryField(null=True)
    labels = fields.IntField()
    held_out = fields.IntField()
    figures: list[dict[str, Any]] = fields.JSONField(default=list)
    macro_f1 = fields.FloatField(null=True)
    is_serving = fields.BooleanField(default=False)
    reason = fields.CharField(300)
    created_at = fields.DatetimeField()

    class Meta:
        table = "model_version"
        constraints = (
            CheckConstraint(
                check=f"length(content) <= {limits.MODEL_BYTES}", name="ck_model_version_content"
            ),
            CheckConstraint(
                check=f"length(twin) <= {limits.MODEL_BYTES}", name="ck_model_version_twin"
            ),
            in_range("model_version", "number", 1, 1_000_000_000),
            in_range("model_version", "labels", 0, 1_000_000),
            in_range("model_version", "held_out", 0, 1_000_000),
        )


class TriageBatch(Table):
    """One triage of many tickets. `done` and `failed` count its items that are over."""

    id = IdField(primary_key=True)
    status = enum_field(BatchStatus, default=BatchStatus.RUNNING)
    total = fields.IntField()
    done = fields.IntField(default=0)
    failed = fields.IntField(default=0)
    created_by_id = IdField(null=True)
    created_at = fields.DatetimeField()
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "triage_batch"
        indexes = (Index(fields=("status", "id")), Index(fields=("finished_at",)))
        constraints = (
            one_of("triage_batch", "status", BatchStatus),
            in_range("triage_batch", "total", 1, limits.MAX_TRIAGE_BATCH),
            in_range("triage_batch", "done", 0, limits.MAX_TRIAGE_BATCH),
            in_range("triage_batch", "failed", 0, limits.MAX_TRIAGE_BATCH),
        )


class TriageBatchItem(Table):
    """One ticket of a batch, with the run that triages it; no foreign keys to either.

    A ticket may be deleted meanwhile; what became of it here stays.
    """

    id = IdField(primary_key=True)
    batch: fields.ForeignKeyRelation[TriageBatch] = fields.ForeignKeyField(
        "domain.TriageBatch", related_name="items", on_delete=fields.CASCADE
    )
    ticket_id = IdField()
    run_id = IdField(null=True)
    state = enum_field(BatchItemState, default=BatchItemState.PENDING)
    error = fields.CharField(300, null=True)

    batch_id: str

    class Meta:
        table = "triage_batch_item"
        unique_together = (("batch", "ticket_id"),)
        indexes = (Index(fields=("batch_id", "state", "id")), Index(fields=("run_id",)))
        constraints = (one_of("triage_batch_item", "state", BatchItemState),)
