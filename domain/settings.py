"""Every setting of a Deskwire process, read from the environment or a `.env` file.

Names carry the prefix `DESKWIRE_`, but for the three that every platform knows:
`DATABASE_URL`, `REDIS_URL` and `PORT`. `.env.example` documents them all.
"""

import os
import secrets
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

MINIMUM_SECRET_LENGTH = 32
MASTER_KEY_FILE = "master-key"


class Mode(StrEnum):
    EMBEDDED = "embedded"
    PRODUCTION = "production"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="DESKWIRE_", env_file=".env", extra="ignore", frozen=True
    )

    data_dir: Path = Field(Path(".data"), description="Folder of the SQLite file, lock and key.")
    database_url: str = Field(
        "",
        validation_alias=AliasChoices("DATABASE_URL", "database_url"),
        description="postgres://… for production; empty: a SQLite file in the data folder.",
    )
    redis_url: str = Field(
        "",
        validation_alias=AliasChoices("REDIS_URL", "redis_url"),
        description="redis://… for production; empty: no Redis, wake-ups stay in the process.",
    )
    database_pool_size: int = Field(20, ge=2, le=200, description="PostgreSQL connections.")
    statement_timeout_s: float = Field(
        10, gt=0, le=300, description="Seconds that one SQL statement of the API may run."
    )

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(
        8000, ge=0, le=65535, validation_alias=AliasChoices("PORT", "port"),
        description="Port to listen on.",
    )  # fmt: skip
    public_url: str = Field(
        "", description="Where people reach the desk; used in mails. Empty: http://host:port."
    )
    cors_origins: Annotated[list[str], NoDecode] = Field(
        default_factory=list, description="Other origins that may call the API, comma-separated."
    )
    trusted_proxies: Annotated[list[str], NoDecode] = Field(
        default_factory=list,
        description="Addresses whose X-Forwarded-For and -Proto are believed, comma-separated.",
    )
    log_level: str = Field(
        "INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="DEBUG, INFO, WARNING or ERROR."
    )
    log_format: str = Field(
        "auto",
        pattern="^(auto|json|text)$",
        description="json, text, or auto: text on a terminal, else json.",
    )
    metrics_token: SecretStr = Field(
        SecretStr(""),
        description="Bearer token for /metrics. Empty: whoever reaches the port may read them.",
    )
    worker_metrics_port: int = Field(
        0, ge=0, le=65535, description="Where a worker answers /metrics. 0: nowhere."
    )

    secret: SecretStr = Field(
        SecretStr(""),
        description="Signs tokens, 32 characters or more. Embedded: made once, and kept.",
    )
    master_key: SecretStr = Field(
        SecretStr(""),
        description="Encrypts kept API keys, 32 characters or more. Embedded: made and kept.",
    )
    old_master_key: SecretStr = Field(
        SecretStr(""), description="The master key before, while `rotate-master-key` is due."
    )
    secure_cookies: bool | None = Field(
        None, description="Cookies only over HTTPS. Unset: true in production, false embedded."
    )
    confirm_email: bool | None = Field(
        None, description="Sign-up needs a confirmed address. Unset: true in production."
    )
    access_token_minutes: int = Field(
        15, ge=1, le=1440, description="How long an access token is good."
    )
    session_days: int = Field(
        30, ge=1, le=365, description="How long somebody stays signed in without coming back."
    )

    requests_per_minute: int = Field(1200, ge=1, description="For each user or address.")
    suggestions_per_minute: int = Field(
        60, ge=1, description="Drafts for which a user gets help while typing."
    )
    suggestion_answers_per_minute: int = Field(
        10, ge=0, description="Those of them that a language model answers."
    )
    login_attempts: int = Field(
        10, ge=1, description="For each account and address, in 15 minutes."
    )
    sockets_per_address: int = Field(
        200, ge=1, description="Open WebSockets of one address, for each process."
    )
    subscriptions_per_socket: int = Field(
        100, ge=1, description="Operations at a time on one WebSocket."
    )
    max_body_bytes: int = Field(1_048_576, ge=1024, description="The largest body of a request.")

    smtp_host: str = Field("", description="Empty: mails are kept in the database for reading.")
    smtp_port: int = Field(587, ge=1, le=65535, description="Port of the mail server.")
    smtp_username: str = Field("", description="Empty: no sign-in at the mail server.")
    smtp_password: SecretStr = Field(SecretStr(""), description="Password for the mail server.")
    smtp_starttls: bool = Field(
        True, description="Upgrade the connection to TLS after it is made (port 587)."
    )
    smtp_tls: bool = Field(False, description="TLS from the first byte (port 465).")
    mail_from: str = Field("desk@deskwire.example", description="The sender of every mail.")
    mail_from_name: str = Field("Deskwire", description="The name beside that address.")

    llm_base_url: str = Field(
        "", description="An OpenAI-compatible endpoint, ending in /v1. Empty: OpenAI's own."
    )
    llm_api_key: SecretStr = Field(
        SecretStr(""), description="Empty, and no base URL: triage by rules alone."
    )
    llm_model: str = Field("gpt-4.1-mini", description="The model that is asked.")
    llm_timeout_s: float = Field(
        20, gt=0, le=40, description="Seconds that one question to the model may take."
    )
    llm_concurrency: int = Field(
        20, ge=1, le=200, description="Questions that one process asks models at the same time."
    )
    llm_input_price: int = Field(
        400_000, ge=0, description="Micro-dollars for a million input tokens."
    )
    llm_output_price: int = Field(
        1_600_000, ge=0, description="Micro-dollars for a million output tokens."
    )
    llm_private_addresses: bool | None = Field(
        None,
        description="Admins may name model servers inside the house. Unset: only embedded.",
    )
    triage_threshold: float = Field(
        0.6,
        ge=0,
        le=1,
        description="From this confidence on, triage applies what it decides, where admins have "
        "set no other.",
    )

    jobs_concurrency: int = Field(
        10, ge=1, le=200, description="Other jobs that one process runs at the same time."
    )
    auto_close_days: int = Field(7, ge=1, description="A resolved ticket closes by itself.")
    event_retention_days: int = Field(90, ge=1, description="How long events can be replayed.")
    job_retention_days: int = Field(30, ge=1, description="How long finished jobs are kept.")

    @field_validator("cors_origins", "trusted_proxies", mode="before")
    @classmethod
    def _split_list(cls, value: object) -> object:
        if isinstance(value, str):
            return [part.strip() for part in value.split(",") if part.strip()]
        return value

    @property
    def mode(self) -> Mode:
        return Mode.PRODUCTION if self.database_url.startswith("postgres") else Mode.EMBEDDED

    @property
    def effective_database_url(self) -> str:
        file = (self.data_dir / "deskwire.db").resolve()
        return self.database_url or f"sqlite://{quote(str(file))}"

    @property
    def effective_public_url(self) -> str:
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def cookies_are_secure(self) -> bool:
        if self.secure_cookies is None:
            return self.mode is Mode.PRODUCTION
        return self.secure_cookies

    @property
    def must_confirm_email(self) -> bool:
        if self.confirm_email is None:
            return self.mode is Mode.PRODUCTION
        return self.confirm_email

    @property
    def may_ask_private_addresses(self) -> bool:
        if self.llm_private_addresses is None:
            return self.mode is Mode.EMBEDDED
        return self.llm_private_addresses

    @property
    def has_llm(self) -> bool:
        return bool(self.llm_base_url or self.llm_api_key.get_secret_value())

    def refusals(self) -> list[str]:
        """Why this setup must not serve: each a sentence with what to do about it."""
        secret = self.secret.get_secret_value()
        problems = []
        if self.mode is Mode.PRODUCTION:
            if len(secret) < MINIMUM_SECRET_LENGTH:
                problems.append(
                    "DESKWIRE_SECRET is missing or shorter than 32 characters: "
                    "make one with `openssl rand -hex 32`."
                )
            if not self.cookies_are_secure:
                problems.append(
                    "DESKWIRE_SECURE_COOKIES=false would send sign-in cookies in the clear: "
                    "remove it, and serve over HTTPS."
                )
            if not self.redis_url:
                problems.append("REDIS_URL is missing: replicas and workers wake each other by it.")
            if not self.public_url:
                problems.append("DESKWIRE_PUBLIC_URL is missing: mails would link to nowhere.")
        elif secret and len(secret) < MINIMUM_SECRET_LENGTH:
            problems.append("DESKWIRE_SECRET is shorter than 32 characters.")
        for name, key in (("MASTER", self.master_key), ("OLD_MASTER", self.old_master_key)):
            if 0 < len(key.get_secret_value()) < MINIMUM_SECRET_LENGTH:
                problems.append(f"DESKWIRE_{name}_KEY is shorter than 32 characters.")
        return problems


def with_embedded_secret(settings: Settings) -> Settings:
    """Give an embedded desk secrets that survive restarts, made on first use.

    The file of the master key has a second line while it is exchanged: the one before.
    """
    if settings.mode is Mode.PRODUCTION:
        return settings
    made = {}
    if not settings.secret.get_secret_value():
        made["secret"] = SecretStr(_kept_secret(settings.data_dir / "secret")[0])
    if not settings.master_key.get_secret_value():
        master_key, *before = _kept_secret(settings.data_dir / MASTER_KEY_FILE)
        made["master_key"] = SecretStr(master_key)
        made["old_master_key"] = SecretStr(before[0] if before else "")
    return settings.model_copy(update=made)


def write_master_keys(data_dir: Path, *keys: str) -> None:
    """Replace the file of the master key as a whole: there is never half of it."""
    path = data_dir / f"{MASTER_KEY_FILE}.new"
    with open(path, "w", opener=_open_private) as file:
        file.write("".join(f"{key}\n" for key in keys))
        file.flush()
        os.fsync(file.fileno())
    path.replace(data_dir / MASTER_KEY_FILE)


def _kept_secret(path: Path) -> list[str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(path, "x", opener=_open_private) as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return path.read_text().split()


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
