"""Tortoise's configuration for a database URL."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from domain.database.postgres import SERVER_SETTINGS

APP = "domain"


def tortoise_config(
    url: str, pool_size: int = 20, statement_timeout_s: float | None = None
) -> dict[str, Any]:
    """`sqlite:///absolute/file.db` or `postgres://user:password@host:port/name`."""
    return {
        "connections": {"default": _connection(url, pool_size, statement_timeout_s)},
        "apps": {
            APP: {
                "models": ["domain.models"],
                "migrations": "domain.migrations",
                "default_connection": "default",
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }


def is_sqlite(url: str) -> bool:
    return url.startswith("sqlite:")


def _connection(url: str, pool_size: int, statement_timeout_s: float | None) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "engine": "domain.database.sqlite",
            "credentials": {
                "file_path": unquote(parts.path),
                "statement_timeout_s": statement_timeout_s,
            },
        }
    if parts.scheme not in {"postgres", "postgresql", "asyncpg"}:
        raise ValueError(f"DATABASE_URL: {parts.scheme or 'nothing'}:// is not supported")
    credentials: dict[str, Any] = {
        "host": parts.hostname or dict(parse_qsl(parts.query)).get("host"),
        "port": parts.port or 5432,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password) if parts.password else None,
        "database": parts.path.lstrip("/"),
        "minsize": 1,
        "maxsize": pool_size,
        "application_name": "deskwire",
        "server_settings": {
            **SERVER_SETTINGS,
            "statement_timeout": f"{(statement_timeout_s or 0) * 1000:.0f}ms",  # 0: none
        },
    }
    ssl = dict(parse_qsl(parts.query)).get("sslmode")
    if ssl:
        credentials["ssl"] = ssl
    return {"engine": "domain.database.postgres", "credentials": credentials}


# What the migration commands read: any database will do to compare models and migrations.
TORTOISE = tortoise_config(os.environ.get("DATABASE_URL") or "sqlite:///:memory:")
