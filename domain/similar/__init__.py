"""What is most like a text: tickets and articles, by the words that they share.

The database finds candidates by full text, each shared word counting as much as it is rare;
then the nearness of their TF-IDF vectors ranks them. One text costs one statement for the
candidates and one for their texts, whatever the size of the desk.
"""

from domain.similar.articles import SimilarArticle, similar_articles
from domain.similar.tickets import (
    DUPLICATE_FROM,
    SimilarTicket,
    similar_tickets,
)

__all__ = [
    "DUPLICATE_FROM",
    "SimilarArticle",
    "SimilarTicket",
    "similar_articles",
    "similar_tickets",
]
