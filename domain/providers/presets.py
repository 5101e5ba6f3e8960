"""Where the well-known endpoints are."""

from typing import Final

from domain.vocabulary import ProviderPreset

BASE_URLS: Final[dict[ProviderPreset, str]] = {
    ProviderPreset.OPENAI: "https://api.openai.com/v1",
    ProviderPreset.GEMINI: "https://generativelanguage.googleapis.com/v1beta/openai",
    ProviderPreset.GROQ: "https://api.groq.com/openai/v1",
    ProviderPreset.LOCAL: "http://127.0.0.1:11434/v1",
}
# What runs in the house costs nothing for each token, and sees what the house sees.
FREE_AND_TRUSTED: Final = frozenset({ProviderPreset.LOCAL})
