"""Of several suggestions of one user just the newest goes on, in however many processes."""

from contextlib import ExitStack
from itertools import permutations

import pytest

from domain.suggestions.running import Drafts


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_of_those_that_begin_at_the_same_moment_the_last_one_heard_goes_on(
    order: tuple[int, ...],
) -> None:
    processes, words = [Drafts() for _ in range(3)], dict[int, str]()
    with ExitStack() as running:
        replaced = []
        for place, drafts in enumerate(processes):
            drafts.say = lambda word, place=place: words.update({place: word})  # type: ignore[misc]
            replaced.append(running.enter_context(drafts.newest_of("usr_1")))
        for place in order:
            for drafts in processes:
                drafts.hear(words[place])
        goes_on = [place for place, event in enumerate(replaced) if not event.is_set()]
        assert goes_on == [order[-1]]


def test_the_word_of_an_older_one_of_the_same_process_ends_nothing() -> None:
    drafts, words = Drafts(), list[str]()
    drafts.say = words.append
    with drafts.newest_of("usr_1") as first, drafts.newest_of("usr_1") as second:
        assert first.is_set()
        for word in words:
            drafts.hear(word)
        assert not second.is_set()
    drafts.hear(words[1])
    assert len(drafts) == 0
