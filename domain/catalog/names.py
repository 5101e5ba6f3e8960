"""Names of catalog rows: unique to people, whatever the case."""

import re
import unicodedata
from typing import Final

from domain.errors import DomainError, ErrorCode, invalid
from domain.events import Change, NewEvent
from domain.models import Category, Skill, Tag, TriageRule
from domain.names import clean_name, fold_name
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import EventKind, SubjectType

_KEY_LENGTH: Final = 40
_SUBJECTS: Final = {
    Category: SubjectType.CATEGORY,
    Skill: SubjectType.SKILL,
    Tag: SubjectType.TAG,
    TriageRule: SubjectType.TRIAGE_RULE,
}
CatalogRow = Category | Skill | Tag | TriageRule


async def free_name(
    uow: UnitOfWork, rows: type[Category] | type[Skill] | type[Tag], name: str, own_id: str = ""
) -> str:
    """`name` cleaned, if no other row has it in any case; raises NOT_UNIQUE."""
    name = clean_name(name, "name")
    folded = fold_name(name)
    taken = await rows.all().using_db(uow.db).values_list("id", "name")
    if any(row_id != own_id and fold_name(other) == folded for row_id, other in taken):
        raise name_taken()
    return name


def name_taken() -> DomainError:
    return invalid("Another one has this name.", "name", code=ErrorCode.NOT_UNIQUE)


def key_from(name: str, taken: frozenset[str]) -> str:
    """A short key of small letters, digits and hyphens that is not `taken`."""
    plain = unicodedata.normalize("NFKD", name).casefold().encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: _KEY_LENGTH - 5].strip("-") or "category"
    key, count = stem, 1
    while key in taken:
        count += 1
        key = f"{stem}-{count}"
    return key


def record_catalog_change(
    uow: UnitOfWork, row: CatalogRow, *changes: Change, action: str = "updated"
) -> str:
    """Record CATALOG_CHANGED; `action` is created, updated, deleted or reordered."""
    subject = _SUBJECTS[type(row)]
    event = NewEvent(
        EventKind.CATALOG_CHANGED, subject, row.id, changes=changes, data={"action": action}
    )
    return uow.record(event)
