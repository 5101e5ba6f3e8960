"""The doctor's visits to Redis and the mail server."""

from typing import Final

import aiosmtplib
from redis.asyncio import Redis
from redis.exceptions import AuthenticationError, RedisError

from api.commands.findings import Check, failed, fine
from domain.settings import Settings

TIMEOUT_S: Final = 5.0


async def check_redis(settings: Settings) -> list[Check]:
    if not settings.redis_url:
        return [fine("Redis", "Not used: wake-ups stay in the process.")]
    try:
        client = Redis.from_url(
            settings.redis_url, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S
        )
        try:
            await client.ping()
            version = (await client.info("server")).get("redis_version", "")
        finally:
            await client.aclose()
    except AuthenticationError:
        return [failed("Redis", "It refuses the password.", "Correct REDIS_URL.")]
    except (RedisError, OSError, ValueError) as error:
        advice = "Start Redis, or correct REDIS_URL. Meanwhile jobs run, a second or two later."
        return [failed("Redis", f"It cannot be reached: {first_line(error)}", advice)]
    return [fine("Redis", f"Redis {version} answers.")]


async def check_smtp(settings: Settings) -> list[Check]:
    """Connect, greet, encrypt and sign in, as each mail would."""
    if not settings.smtp_host:
        return [fine("mail", "No mail server: mails are kept in the database.")]
    place = f"{settings.smtp_host}:{settings.smtp_port}"
    client = aiosmtplib.SMTP(
        hostname=settings.smtp_host,
        port=settings.smtp_port,
        timeout=TIMEOUT_S,
        use_tls=settings.smtp_tls,
        start_tls=settings.smtp_starttls and not settings.smtp_tls,
        username=settings.smtp_username or None,
        password=settings.smtp_password.get_secret_value() or None,
    )
    try:
        await client.connect()
        await client.quit()
    except aiosmtplib.SMTPAuthenticationError as error:
        advice = "Correct DESKWIRE_SMTP_USERNAME and DESKWIRE_SMTP_PASSWORD."
        return [failed("mail", f"{place} refuses the sign-in ({error.code}).", advice)]
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        return [failed("mail", f"{place}: {first_line(error)}", _smtp_advice(settings, error))]
    finally:
        client.close()
    signed_in = f", signed in as {settings.smtp_username}" if settings.smtp_username else ""
    return [fine("mail", f"{place} takes mails{signed_in}.")]


def _smtp_advice(settings: Settings, error: Exception) -> str:
    text = str(error).lower()
    if "starttls" in text and "support" in text:
        return "The server has no STARTTLS: set DESKWIRE_SMTP_STARTTLS=false, or use port 465."
    if "certificate" in text:
        return "Its certificate is not for this host: use the name on the certificate."
    if "ssl" in text or "tls" in text or "wrong version" in text:
        return "Port 465 needs DESKWIRE_SMTP_TLS=true, ports 587 and 25 DESKWIRE_SMTP_STARTTLS."
    return f"Is DESKWIRE_SMTP_HOST={settings.smtp_host} right, and does it allow this machine?"


def first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:300]
