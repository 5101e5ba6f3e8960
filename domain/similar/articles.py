"""The articles most like a text, among those that the viewer may read."""

import asyncio
from dataclasses import dataclass
from typing import Final

from domain.actors import Actor
from domain.models import Article
from domain.policy import visible_articles
from domain.similar.candidates import ARTICLE_INDEX, chosen_words, find_candidates
from domain.similar.vectors import bag_of, rank_by_nearness
from domain.similar.word_counts import word_weights
from domain.vocabulary import ArticleStatus

CANDIDATES: Final = 15


@dataclass(frozen=True, slots=True)
class SimilarArticle:
    """`score` is the nearness of the texts, from 0 to 1."""

    article: Article
    score: float


async def similar_articles(
    actor: Actor, title: str, description: str, limit: int
) -> list[SimilarArticle]:
    """The published articles most like this text that the viewer may read, nearest first."""
    bag = bag_of(title, description)
    weights = await word_weights()
    among = Article.filter(visible_articles(actor), status=ArticleStatus.PUBLISHED)
    words = chosen_words(bag, weights)
    ids = await find_candidates(ARTICLE_INDEX, words, among, CANDIDATES)
    articles = {it.id: it for it in await Article.filter(id__in=ids)}
    texts = {it.id: (it.title, it.body) for it in articles.values()}
    ranked = await asyncio.to_thread(rank_by_nearness, bag, texts, weights)
    return [SimilarArticle(articles[id], score) for id, score in ranked[:limit]]
