"""Every table; one module for each family."""

from domain.models.accounts import ApiToken, OneTimeToken, Session, User, UserSkill
from domain.models.articles import Article
from domain.models.catalog import Category, Setting, Skill, Tag, TriageRule
from domain.models.mail import Mail
from domain.models.providers import LlmCall, LlmDay, ModelPrice, Provider
from domain.models.spine import Event, Job
from domain.models.suggestions import Suggestion
from domain.models.tickets import (
    Assignment,
    Comment,
    Ticket,
    TicketSkill,
    TicketTag,
    TicketTombstone,
)
from domain.models.triage import (
    ModelVersion,
    TriageBatch,
    TriageBatchItem,
    TriageDecision,
    TriageRun,
)

__all__ = [
    "ApiToken",
    "Article",
    "Assignment",
    "Category",
    "Comment",
    "Event",
    "Job",
    "LlmCall",
    "LlmDay",
    "Mail",
    "ModelPrice",
    "ModelVersion",
    "OneTimeToken",
    "Provider",
    "Session",
    "Setting",
    "Skill",
    "Suggestion",
    "Tag",
    "Ticket",
    "TicketSkill",
    "TicketTag",
    "TicketTombstone",
    "TriageBatch",
    "TriageBatchItem",
    "TriageDecision",
    "TriageRule",
    "TriageRun",
    "User",
    "UserSkill",
]
