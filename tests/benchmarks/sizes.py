"""How much `make bench` and `make bench-quick` do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """The desk's rows, and how often and how long each thing is measured.

    `rounds` is how often every contender is measured in turn (A B A B …), `sample_s` how long
    each time. Each of the `busy` tickets has 20 comments and 10 events; they are what is asked
    for in detail. `changes` is how many changes are pushed to the sockets in each round.
    """

    tickets: int
    comments: int
    events: int
    requesters: int
    busy: int
    rounds: int
    sample_s: float
    warm_up_s: float
    sockets: tuple[int, ...]
    socket_rounds: int
    changes: int
    triaged: int
    starts: int


FULL = Sizes(
    tickets=100_000,
    comments=300_000,
    events=145_000,
    requesters=5_000,
    busy=1_000,
    rounds=7,
    sample_s=4.0,
    warm_up_s=1.5,
    sockets=(100, 1_000, 5_000, 10_000),
    socket_rounds=5,
    changes=10,
    triaged=2_000,
    starts=5,
)

QUICK = Sizes(
    tickets=10_000,
    comments=30_000,
    events=14_500,
    requesters=500,
    busy=200,
    rounds=3,
    sample_s=1.5,
    warm_up_s=1.0,
    sockets=(100, 5_000),
    socket_rounds=2,
    changes=5,
    triaged=300,
    starts=2,
)
