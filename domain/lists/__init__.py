"""What each list of the desk may be filtered and sorted by; one module for a few nouns.

Tickets have a module of their own, domain/ticket_filters.py, because they are searched and
counted by their filter, too.
"""

from domain.lists.articles import ARTICLES
from domain.lists.catalog import CATEGORIES, SKILLS, TAGS, TRIAGE_RULES
from domain.lists.conversation import COMMENTS, EVENTS
from domain.lists.language_models import LLM_CALLS, MODEL_PRICES, PROVIDERS
from domain.lists.listing import Listing
from domain.lists.operations import JOBS, MAILS
from domain.lists.people import USERS
from domain.lists.sign_ins import API_TOKENS, SESSIONS

__all__ = [
    "API_TOKENS",
    "ARTICLES",
    "CATEGORIES",
    "COMMENTS",
    "EVENTS",
    "JOBS",
    "LLM_CALLS",
    "MAILS",
    "MODEL_PRICES",
    "PROVIDERS",
    "SESSIONS",
    "SKILLS",
    "TAGS",
    "TRIAGE_RULES",
    "USERS",
    "Listing",
]
