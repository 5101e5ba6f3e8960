"""Updates that must not overwrite others'."""

from domain.errors import DomainError, ErrorCode
from domain.models import Article, Provider, Ticket, TriageRule


def check_version(row: Ticket | Article, version: int | None, *fields: str) -> None:
    """Raise CONFLICT if one of `fields` was set after the version the caller knows.

    For rows that know in which version each field was set.
    """
    if version is None:
        return
    later = [field for field in fields if row.field_versions.get(field, 1) > version]
    if later:
        raise DomainError(
            ErrorCode.CONFLICT,
            f"Changed since version {version}: {', '.join(later)}.",
            ("input", "version"),
            current=row,
        )


def require_version(row: Provider | TriageRule, version: int | None, noun: str) -> None:
    """Raise CONFLICT if `row` is at another version than the caller knows, whatever changed."""
    if version is not None and version != row.version:
        message = f"The {noun} was changed meanwhile."
        raise DomainError(ErrorCode.CONFLICT, message, ("input", "version"), current=row)
