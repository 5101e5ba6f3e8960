"""The doctor's visits to Redis, the mail server and the language model."""

from typing import Final

import aiosmtplib
import openai
from redis.asyncio import Redis
from redis.exceptions import AuthenticationError, RedisError

from api.commands.findings import Check, failed, fine
from domain.settings import Settings

TIMEOUT_S: Final = 5.0
MODEL_TIMEOUT_S: Final = 10.0


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
        return [failed("Redis", f"It cannot be reached: {_line(error)}", advice)]
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
        return [failed("mail", f"{place}: {_line(error)}", _smtp_advice(settings, error))]
    finally:
        client.close()
    signed_in = f", signed in as {settings.smtp_username}" if settings.smtp_username else ""
    return [fine("mail", f"{place} takes mails{signed_in}.")]


async def check_llm(settings: Settings) -> list[Check]:
    """Find the model in the endpoint's list, or have it say one word."""
    if not settings.has_llm:
        return [fine("language model", "None: triage works by rules.")]
    client = openai.AsyncOpenAI(
        base_url=settings.llm_base_url or None,
        api_key=settings.llm_api_key.get_secret_value() or "none",
        timeout=min(MODEL_TIMEOUT_S, settings.llm_timeout_s),
        max_retries=0,
    )
    try:
        if not await _is_listed(client, settings.llm_model):
            messages = [{"role": "user", "content": "Say yes."}]
            await client.chat.completions.create(
                model=settings.llm_model,
                messages=messages,  # type: ignore[arg-type]
            )
    except openai.AuthenticationError:
        advice = "Correct DESKWIRE_LLM_API_KEY. Until then triage works by rules."
        return [failed("language model", "The endpoint refuses the key.", advice)]
    except (openai.NotFoundError, openai.BadRequestError, openai.UnprocessableEntityError) as error:
        advice = "Correct DESKWIRE_LLM_MODEL, or DESKWIRE_LLM_BASE_URL (it mostly ends in /v1)."
        detail = f"There is no {settings.llm_model} there ({error.status_code})."
        return [failed("language model", detail, advice)]
    except openai.RateLimitError:
        advice = "Look at the quota and the balance of the account behind the key."
        return [failed("language model", "The endpoint is out of quota (429).", advice)]
    except (openai.APIError, ValueError, TypeError, AttributeError) as error:
        advice = "Correct DESKWIRE_LLM_BASE_URL, or start the server. Until then rules decide."
        return [failed("language model", f"It cannot be asked: {_line(error)}", advice)]
    finally:
        await client.close()
    return [fine("language model", f"{settings.llm_model} answers.")]


async def _is_listed(client: openai.AsyncOpenAI, model: str) -> bool:
    """False also where there is no list: not every endpoint has one."""
    try:
        models = await client.models.list()
        return any(it.id in {model, f"models/{model}"} for it in models.data or ())
    except openai.AuthenticationError:
        raise
    except (openai.APIStatusError, openai.APIResponseValidationError, TypeError, AttributeError):
        return False


def _smtp_advice(settings: Settings, error: Exception) -> str:
    text = str(error).lower()
    if "starttls" in text and "support" in text:
        return "The server has no STARTTLS: set DESKWIRE_SMTP_STARTTLS=false, or use port 465."
    if "certificate" in text:
        return "Its certificate is not for this host: use the name on the certificate."
    if "ssl" in text or "tls" in text or "wrong version" in text:
        return "Port 465 needs DESKWIRE_SMTP_TLS=true, ports 587 and 25 DESKWIRE_SMTP_STARTTLS."
    return f"Is DESKWIRE_SMTP_HOST={settings.smtp_host} right, and does it allow this machine?"


def _line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:300]
