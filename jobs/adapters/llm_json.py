"""The JSON object in a model's answer."""

import json
from typing import Any, Final

MAX_ANSWER_LENGTH: Final = 50_000


def json_object(text: str) -> dict[str, Any]:
    """Also within a Markdown fence or between words; raises ValueError, saying what is wrong."""
    if len(text) > MAX_ANSWER_LENGTH:
        raise ValueError("The answer is too long.")
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        raise ValueError("The answer contains no JSON object.")
    try:
        found = json.loads(text[start : end + 1])
    except (ValueError, RecursionError):
        raise ValueError("The answer is not valid JSON.") from None
    if not isinstance(found, dict):
        raise ValueError("The answer is no JSON object.")
    return found
