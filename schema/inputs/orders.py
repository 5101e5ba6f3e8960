"""What the lists besides tickets are sorted by. The columns: domain/lists."""

from typing import Any

import strawberry

from domain.lists.articles import ArticleOrderField
from domain.lists.catalog import CatalogOrderField, TriageRuleOrderField
from domain.lists.conversation import CommentOrderField, EventOrderField
from domain.lists.language_models import (
    LlmCallOrderField,
    ModelPriceOrderField,
    ProviderOrderField,
)
from domain.lists.operations import JobOrderField, MailOrderField
from domain.lists.people import UserOrderField
from domain.lists.sign_ins import ApiTokenOrderField, SessionOrderField
from schema.enums import OrderDirection, describe

_EQUAL = "; equal ones by id, in the same direction."

describe(
    UserOrderField,
    "What people are sorted by.",
    CREATED_AT="When they joined.",
    NAME="Their name.",
)
describe(
    CatalogOrderField,
    "What categories, skills and tags are sorted by.",
    NAME="Their name.",
    CREATED_AT="When they were made.",
)
describe(
    TriageRuleOrderField,
    "What rules of triage are sorted by.",
    POSITION="Their place, in which they run.",
    NAME="Their name.",
    CREATED_AT="When they were made.",
)
describe(
    ArticleOrderField,
    "What articles are sorted by.",
    CREATED_AT="When they were written.",
    UPDATED_AT="When they last changed.",
    TITLE="Their title.",
)
describe(JobOrderField, "What jobs are sorted by.", CREATED_AT="When they were made.")
describe(MailOrderField, "What mails are sorted by.", CREATED_AT="When they were written.")
describe(
    SessionOrderField,
    "What sign-ins are sorted by.",
    CREATED_AT="When they began.",
    LAST_USED_AT="When they last took a new token.",
)
describe(
    ApiTokenOrderField,
    "What keys of machines are sorted by.",
    CREATED_AT="When they were made.",
    NAME="What they are for.",
)
describe(CommentOrderField, "What comments are sorted by.", CREATED_AT="When they were written.")
describe(EventOrderField, "What events are sorted by.", POSITION="Their place in the log.")

describe(
    ProviderOrderField,
    "What providers of language models are sorted by.",
    POSITION="Their place, in which they are asked.",
    NAME="Their name.",
    CREATED_AT="When they were added.",
)
describe(
    ModelPriceOrderField,
    "What prices of language models are sorted by.",
    MODEL="The model.",
    UPDATED_AT="When they were last set.",
)
describe(
    LlmCallOrderField,
    "What calls of language models are sorted by.",
    CREATED_AT="When they were made.",
)


def _by() -> Any:
    return strawberry.field(description="By what.")


def _direction() -> Any:
    return strawberry.field(default=OrderDirection.ASC, description="Which end comes first.")


@strawberry.input(description=f"How people are sorted{_EQUAL}")
class UserOrder:
    field: UserOrderField = _by()
    direction: OrderDirection = _direction()


@strawberry.input(description=f"How categories, skills and tags are sorted{_EQUAL}")
class CatalogOrder:
    field: CatalogOrderField = _by()
    direction: OrderDirection = _direction()


@strawberry.input(description=f"How rules of triage are sorted{_EQUAL}")
class TriageRuleOrder:
    field: TriageRuleOrderField = _by()
    direction: OrderDirection = _direction()


@strawberry.input(description=f"How articles are sorted{_EQUAL}")
class ArticleOrder:
    field: ArticleOrderField = _by()
    direction: OrderDirection = _direction()


@strawberry.input(description=f"How jobs are sorted{_EQUAL}")
class JobOrder:
    field: JobOrderField = _by()
    direction: OrderDirection = _direction()


@strawberry.input(description=f"How mails are sorted{_EQUAL}")
class MailOrder:
    field: MailOrderField = _by()
    direction: OrderDirection = _direction()


@strawberry.input(description=f"How sign-ins are sorted{_EQUAL}")
class SessionOrder:
    field: SessionOrderField = _by()
    direction: OrderDirection = _direction()


@strawberry.input(description=f"How keys of machines are sorted{_EQUAL}")
class ApiTokenOrder:
    field: ApiTokenOrderField = _by()
    direction: OrderDirection = _direction()


@strawberry.input(description=f"How comments are sorted{_EQUAL}")
class CommentOrder:
    field: CommentOrderField = _by()
    direction: OrderDirection = _direction()


@strawberry.input(description="How events are sorted.")
class EventOrder:
    field: EventOrderField = _by()
    direction: OrderDirection = _direction()


@strawberry.input(description=f"How providers of language models are sorted{_EQUAL}")
class ProviderOrder:
    field: ProviderOrderField = _by()
    direction: OrderDirection = _direction()


@strawberry.input(description=f"How prices of language models are sorted{_EQUAL}")
class ModelPriceOrder:
    field: ModelPriceOrderField = _by()
    direction: OrderDirection = _direction()


@strawberry.input(description=f"How calls of language models are sorted{_EQUAL}")
class LlmCallOrder:
    field: LlmCallOrderField = _by()
    direction: OrderDirection = _direction()
