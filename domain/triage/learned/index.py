"""TF-IDF nearness of a text to each of the model's examples, by an inverted index."""

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from domain.triage.learned.terms import Weights

MAX_TERMS: Final = 50_000


@dataclass(frozen=True, slots=True)
class Index:
    """Postings by term: which examples have it, with what share of their unit length.

    `starts[i]:starts[i + 1]` are the postings of term `i`. `unknown` is the weight of a term
    that no example has: it makes a text longer, and so less near to everything.
    """

    ids: dict[str, int]
    idf: NDArray[np.float32]
    starts: NDArray[np.int32]
    rows: NDArray[np.int32]
    shares: NDArray[np.float32]
    examples: int
    unknown: float

    def nearness(self, weights: Weights) -> NDArray[np.float32]:
        """The cosine of the text with each example."""
        numbers = np.array([self.ids.get(term, -1) for term in weights], np.int64)
        counts = np.fromiter(weights.values(), np.float32, len(weights))
        is_known = numbers >= 0
        ids, unknown = numbers[is_known], counts[~is_known] * self.unknown
        own = counts[is_known] * self.idf[ids]
        length = math.sqrt(float(own @ own) + float(unknown @ unknown))
        return self._summed(ids, own / (length or 1.0))

    def among(self) -> NDArray[np.float32]:
        """The cosine of each example with each."""
        terms = np.repeat(np.arange(len(self.idf)), np.diff(self.starts))
        order = np.argsort(self.rows, kind="stable")
        ends = np.cumsum(np.bincount(self.rows, minlength=self.examples))
        near = np.zeros((self.examples, self.examples), np.float32)
        begin = 0
        for row, end in enumerate(ends):
            own = order[begin:end]
            near[row] = self._summed(terms[own], self.shares[own])
            begin = end
        return near

    def _summed(self, ids: NDArray[np.int64], shares: NDArray[np.float32]) -> NDArray[np.float32]:
        if not len(ids):
            return np.zeros(self.examples, np.float32)
        begins = self.starts[ids]
        counts = (self.starts[ids + 1] - begins).astype(np.int64)
        before = np.cumsum(counts) - counts
        places = np.arange(int(counts.sum())) + np.repeat(begins - before, counts)
        products = np.repeat(shares, counts) * self.shares[places]
        sums = np.bincount(self.rows[places], weights=products, minlength=self.examples)
        return sums.astype(np.float32)


class IndexBuilder:
    """Takes texts one by one, and keeps of each only numbers."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._frequencies: Counter[int] = Counter()
        self._terms: list[NDArray[np.int32]] = []
        self._counts: list[NDArray[np.float32]] = []

    def add(self, weights: Weights) -> None:
        numbers = [self._ids.setdefault(term, len(self._ids)) for term in weights]
        self._frequencies.update(numbers)
        self._terms.append(np.array(numbers, np.int32))
        self._counts.append(np.fromiter(weights.values(), np.float32, len(weights)))

    def build(self) -> Index:
        """Of too many terms the most frequent stay."""
        examples, frequencies = len(self._terms), self._frequencies
        kept = sorted(self._ids.items(), key=lambda item: (-frequencies[item[1]], item[0]))
        kept = kept[:MAX_TERMS]
        idf_of = np.full(len(self._ids), math.log(1 + examples) + 1, np.float32)
        new_ids = np.full(len(self._ids), -1, np.int32)
        for number, (_, old) in enumerate(kept):
            new_ids[old] = number
            idf_of[old] = math.log((1 + examples) / (1 + frequencies[old])) + 1
        terms: list[NDArray[Any]] = [np.zeros(0, np.int32)]
        rows: list[NDArray[Any]] = [np.zeros(0, np.int32)]
        shares: list[NDArray[Any]] = [np.zeros(0, np.float32)]
        for row, (own_terms, counts) in enumerate(zip(self._terms, self._counts, strict=True)):
            own = counts * idf_of[own_terms]
            stays = new_ids[own_terms] >= 0
            terms.append(new_ids[own_terms][stays])
            rows.append(np.full(int(stays.sum()), row, np.int32))
            shares.append(own[stays] / (float(np.linalg.norm(own)) or 1.0))
        all_terms = np.concatenate(terms)
        order = np.argsort(all_terms, kind="stable")
        starts = np.zeros(len(kept) + 1, np.int32)
        starts[1:] = np.cumsum(np.bincount(all_terms, minlength=len(kept)))
        return Index(
            ids={term: number for number, (term, _) in enumerate(kept)},
            idf=np.array([idf_of[old] for _, old in kept], np.float32),
            starts=starts,
            rows=np.concatenate(rows)[order],
            shares=np.concatenate(shares)[order].astype(np.float32),
            examples=examples,
            unknown=math.log(1 + examples) + 1,
        )
