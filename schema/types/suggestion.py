"""Help while typing: what is sent, part by part."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from domain.suggestions import AnswerSource, PartKind
from domain.vocabulary import DecidedBy, Priority
from schema.context import Info
from schema.enums import describe
from schema.fields import column, derived, relation
from schema.types.article import Article
from schema.types.catalog import Category, Skill

if TYPE_CHECKING:
    from schema.types.ticket import Ticket

describe(
    PartKind,
    "What a message of a suggestion brings.",
    CLASSIFICATION="What the draft is about: `classification`.",
    SOURCES="What the desk knows that is like it: `sources`.",
    DELTA="The next piece of the answer while it is being written: `delta`.",
    ANSWER="The whole answer, which stands for all pieces before: `answer`. The last message.",
)
describe(
    AnswerSource,
    "Where an answer comes from.",
    LLM="A language model wrote it from the sources.",
    ARTICLE="It is an article's text.",
    TICKET="It is what staff said about a solved ticket.",
)


async def _skills(root: Any, info: Info) -> Any:
    """Which skills a ticket needs is for staff, here as on tickets."""
    if not info.context.actor.is_staff:
        return None
    found = await info.context.loaders.skills.load_many(root.value)
    return [skill for skill in found if skill is not None]


@strawberry.type(description="The category that a draft seems to belong to.")
class SuggestedCategory:
    category: Category | None = relation("categories", "value", "The category.")
    confidence: float = column("How sure the desk is, 0 to 1; 0 for the default.")
    decided_by: DecidedBy = column("Who says so.")
    evidence: list[str] = column("The words that led there.")


@strawberry.type(description="The priority that a draft seems to have.")
class SuggestedPriority:
    priority: Priority = derived(lambda it: Priority(it.value), "The priority.")
    confidence: float = column("How sure the desk is, 0 to 1; 0 for the default.")
    decided_by: DecidedBy = column("Who says so.")
    evidence: list[str] = column("The words that led there.")


@strawberry.type(description="The skills that a draft seems to need.")
class SuggestedSkills:
    skills: list[Skill] | None = strawberry.field(
        resolver=_skills, description="The skills. Staff only."
    )
    confidence: float = column("How sure the desk is, 0 to 1; 0 for none.")
    decided_by: DecidedBy = column("Who says so.")


@strawberry.type(description="What a draft is about, found at once and without any model outside.")
class Classification:
    category: SuggestedCategory = column("The category.")
    priority: SuggestedPriority = column("The priority.")
    skills: SuggestedSkills = column("The skills.")
    message: str | None = column(
        "A kind word where nothing could be told and the defaults stand; else null."
    )


@strawberry.type(description="Something that the desk knows: an article, or a solved ticket.")
class SuggestedSource:
    article: Article | None = column("The article, if it is one.")
    ticket: Annotated["Ticket", strawberry.lazy("schema.types.ticket")] | None = column(
        "The ticket, if it is one: one's own; for staff any."
    )
    title: str = column("Its title.")
    quote: str = column("The lines that help, quoted.")
    score: float = column("How near it is to the draft, 0 to 1.")


@strawberry.type(description="An answer to a draft.")
class SuggestedAnswer:
    text: str = column("The answer, as Markdown; `[1]` names the first source.")
    source: AnswerSource = column("Where it comes from.")
    cited: list[SuggestedSource] = column("What it rests on.")
    confidence: float = column("How near the best of these is to the draft, 0 to 1.")


@strawberry.type(description="One message of a suggestion; fields of other kinds are null.")
class AnswerSuggestion:
    id: strawberry.ID = column("The suggestion: for suggestionAccept and ticketCreate, for a day.")
    kind: PartKind = column("What this message brings.")
    classification: Classification | None = column("What the draft is about.")
    sources: list[SuggestedSource] | None = column("What is like it, the nearest first, up to 7.")
    delta: str | None = column("The next piece of the answer.")
    answer: SuggestedAnswer | None = column(
        "The whole answer; null in the last message if there is none."
    )


@strawberry.type(description="A suggestion that solved it.")
class Suggestion:
    id: strawberry.ID = column("Its id.")
    article: Article | None = relation("articles", "article_id", "The article that helped.")
    accepted_at: datetime | None = column("When it was accepted.")
