"""Updates that must not overwrite others': rows that know in which version a field was set."""

from domain.errors import DomainError, ErrorCode
from domain.models import Article, Ticket


def check_version(row: Ticket | Article, version: int | None, *fields: str) -> None:
    """Raise CONFLICT if one of `fields` was set after the version the caller knows."""
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
