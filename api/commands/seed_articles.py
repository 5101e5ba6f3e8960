"""The demo desk's articles: Markdown files, each with its category in the first line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from api.commands.demo_data import ADMIN, ELIF, JOON, PRIYA, TOMAS, DemoPerson
from domain.actors import Actor
from domain.articles import NewArticle, create_article
from domain.models import Article, Category
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import ArticleStatus

FOLDER: Final = Path(__file__).parent / "demo_articles"
APART: Final = timedelta(hours=19)
_HEAD: Final = "category: "
_TITLE: Final = "# "
_AUTHORS: Final[Mapping[str, DemoPerson]] = {
    "billing": TOMAS,
    "technical": PRIYA,
    "account": ELIF,
    "bug": JOON,
}


@dataclass(frozen=True, slots=True)
class DemoArticle:
    category_key: str
    title: str
    body: str

    @property
    def author(self) -> DemoPerson:
        return _AUTHORS.get(self.category_key, ADMIN)


def demo_articles() -> list[DemoArticle]:
    """All of them, by the names of their files."""
    return [_read(path) for path in sorted(FOLDER.glob("*.md"))]


async def seed_articles(actors: Mapping[str, Actor], since: datetime) -> int:
    """Write the articles as the demo's staff, the first one at `since`; returns how many.

    Those that are there already, from a seed that was broken off, are left alone.
    """
    articles = demo_articles()
    for place, article in enumerate(articles):
        await transact(_write, actors[article.author.email], article, since + place * APART)
    return len(articles)


async def _write(uow: UnitOfWork, article: DemoArticle, moment: datetime) -> None:
    if await Article.filter(title=article.title).using_db(uow.db).exists():
        return
    uow.now = moment
    category = await Category.get(key=article.category_key, using_db=uow.db)
    new = NewArticle(article.title, article.body, category.id, status=ArticleStatus.PUBLISHED)
    await create_article(uow, new)


def _read(path: Path) -> DemoArticle:
    head, _, text = path.read_text(encoding="utf-8").partition("\n\n")
    title, _, body = text.partition("\n\n")
    if not head.startswith(_HEAD) or not title.startswith(_TITLE):
        raise ValueError(f"{path.name} lacks its category or its title")
    return DemoArticle(head.removeprefix(_HEAD), title.removeprefix(_TITLE), body.rstrip())
