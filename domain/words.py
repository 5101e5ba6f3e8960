"""Words as the search index knows them: the same for both databases, because made here."""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import Stemmer

MAX_WORD_LENGTH = 64

# A script without blanks between words: each character is a word of its own.
_UNSPACED = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
# Letters today that the tokeniser of FTS5 still takes for marks, and cuts words at.
_LATE_LETTERS = re.compile("[\u19b0-\u19c9\u1cf2\u1cf3]")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")

# A stemmer keeps state while it works.
_local = threading.local()


def split_words(text: str) -> Iterator[str]:
    """Runs of letters and digits, case folded and without marks; longer than 64: left out."""
    folded = text.lower() if text.isascii() else _fold(text)
    for match in _WORD.finditer(_POSSESSIVE.sub("", folded)):
        word = match.group()
        if len(word) <= MAX_WORD_LENGTH and word.isalnum():
            yield word


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(c for c in folded if unicodedata.category(c)[0] != "M")
    return unicodedata.normalize("NFC", _LATE_LETTERS.sub("", bare))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of a folded word, by the rules of English."""
    stemmer = getattr(_local, "stemmer", None)
    if stemmer is None:
        stemmer = _local.stemmer = Stemmer.Stemmer("english")
    return str(stemmer.stemWord(word))


def normalise(text: str) -> list[str]:
    """The words of `text` in their order, each followed by its stem where that differs.

    Both are kept, so that a word is found in its other forms, and while it is being typed.
    """
    words = []
    for word in split_words(text):
        words.append(word)
        if (root := stem(word)) != word:
            words.append(root)
    return words
