"""The doctor's visit to the language model that the environment names.

Apart from the others because the openai library takes half a second to import.
"""

from typing import Final

import openai

from api.commands.doctor_services import first_line
from api.commands.findings import Check, failed, fine
from domain.settings import Settings

MODEL_TIMEOUT_S: Final = 10.0


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
        return [failed("language model", f"It cannot be asked: {first_line(error)}", advice)]
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
