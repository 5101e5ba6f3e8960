"""How often somebody may ask for help while typing."""

from typing import Final

from domain.accounts.services import AttemptLimiter
from domain.errors import DomainError, ErrorCode
from domain.settings import Settings

WINDOW_S: Final = 60.0


async def count_draft(limiter: AttemptLimiter, settings: Settings, user_id: str) -> None:
    """Count one draft of a user; raises RATE_LIMITED with the seconds to wait."""
    limit = settings.suggestions_per_minute
    decision = await limiter.hit(f"suggestions:{user_id}", limit, WINDOW_S)
    if not decision.allowed:
        message = f"That is a lot of drafts; go on in {decision.retry_after_s:.0f} s."
        raise DomainError(ErrorCode.RATE_LIMITED, message, retry_after_s=decision.retry_after_s)


async def may_ask_model(limiter: AttemptLimiter, settings: Settings, user_id: str) -> bool:
    """Whether a language model may still answer this user; if not, an article does."""
    limit = settings.suggestion_answers_per_minute
    return (await limiter.hit(f"suggestion-answers:{user_id}", limit, WINDOW_S)).allowed
