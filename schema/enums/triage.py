"""Of triage, and of the language models that it asks."""

from domain import vocabulary as v
from domain.stats import CostGroup
from domain.triage.settings import ThresholdBasis
from schema.enums.describing import describe

describe(
    v.BatchStatus,
    "Where a triage of many tickets stands.",
    RUNNING="Tickets wait for it.",
    COMPLETED="All are through.",
    CANCELLED="It was stopped; what it had begun is finished.",
)
describe(
    v.TriageStatus,
    "Where a triage run stands.",
    QUEUED="Waits for its turn.",
    STARTED="Under way.",
    COMPLETED="Done.",
    FAILED="Given up.",
)
describe(
    v.TriageField,
    "What triage decides.",
    CATEGORY="The category, by id.",
    PRIORITY="The priority.",
    URGENCY="The urgency.",
    SENTIMENT="The sentiment.",
    LANGUAGE="The language, as an ISO 639-1 code.",
    SKILLS="The skills that the ticket needs, by id.",
    TAGS="The tags, by name.",
)
describe(
    v.Review,
    "What a person said to a decision.",
    ACCEPTED="It was right.",
    CORRECTED="It was wrong, and replaced.",
)
describe(
    CostGroup,
    "What tells the costs of triage apart.",
    DAY="The day on which a run began.",
    MODEL="The language model that helped.",
    CATEGORY="The category that the ticket has now.",
)
describe(
    ThresholdBasis,
    "Why the threshold of a field is what it is.",
    FIXED="There is no target: the fixed confidence decides.",
    TARGET="The smallest confidence that meets the target on held-out reviews.",
    FEW_LABELS="Fewer than 50 decisions are reviewed: the fixed confidence stands in.",
    OUT_OF_REACH="No confidence meets the target: nothing is applied by itself.",
)
describe(
    v.ProviderPreset,
    "Where a provider's endpoint is, unless a base URL is given.",
    OPENAI="OpenAI.",
    GEMINI="Google's Gemini, by its OpenAI-compatible endpoint.",
    GROQ="Groq.",
    LOCAL="A server in the house, such as Ollama on this machine; costs nothing.",
    CUSTOM="Any other OpenAI-compatible endpoint.",
)
describe(
    v.StructuredOutput,
    "How much of a JSON answer an endpoint guarantees.",
    JSON_SCHEMA="That it fits the schema.",
    JSON_OBJECT="That it is a JSON object.",
    PLAIN="Nothing; it is asked for in words.",
)
describe(
    v.ProviderFault,
    "Why a model is not asked until its provider is changed.",
    KEY_REFUSED="The endpoint refuses the key.",
    MODEL_GONE="The endpoint has no such model, or is not at this address.",
)
describe(
    v.LlmPurpose,
    "What a language model was asked for.",
    TRIAGE="To triage a ticket.",
    ANSWER="To answer somebody who writes.",
    ARTICLE="To draft an article.",
    TEST="To see whether it works.",
)
describe(
    v.LlmOutcome,
    "What became of a call.",
    STARTED="It is under way, or its process died meanwhile.",
    ANSWERED="It was answered.",
    ABANDONED="Whoever asked went away before the end.",
    UNUSABLE="The answer could not be used.",
    REFUSED="The endpoint refused the request.",
    TIMED_OUT="There was no answer in time.",
    UNREACHABLE="The endpoint could not be reached, or broke off.",
    RATE_LIMITED="The endpoint had no room.",
    SERVER_FAULT="The endpoint failed.",
    KEY_REFUSED="The endpoint refused the key.",
    MODEL_GONE="The endpoint has no such model.",
)
