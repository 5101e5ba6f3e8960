"""Statistics: the database's figures against plain Python's, on both databases."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from statistics import mean, median, quantiles
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import clock, stats
from domain.actors import ANONYMOUS
from domain.errors import AccessError, DomainError, ErrorCode
from domain.ids import new_id
from domain.models import Ticket, TriageDecision, TriageRun
from domain.stats.scope import start_of_day
from domain.stats.sql import day_of
from domain.vocabulary import (
    ACTIVE_STATUSES,
    Channel,
    DecidedBy,
    Priority,
    Review,
    Sentiment,
    TicketStatus,
    TriageField,
    TriageStatus,
    Urgency,
)
from tests.domain.filter_oracle import Oracle
from tests.domain.query_data import EPOCH, Desk, make_desk
from tests.schema.statements import counted_everywhere

# Berlin sets its clocks forward on 29 March 2026, New York on 8 March.
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland")
FIRST, LAST = date(2026, 3, 2), date(2026, 4, 4)
URGENT = {"or": [{"priority": {"in": ["HIGH", "CRITICAL"]}}, {"tags": {"some": {}}}]}


def scope_of(desk: Desk, zone: str = "UTC", filter: Any = None) -> stats.StatsScope:
    return stats.stats_scope(desk.moderator, FIRST, LAST, zone, filter)


def chosen(desk: Desk, filter: Any) -> list[Ticket]:
    return [row for row in desk.tickets if Oracle(desk).holds(filter or {}, row)]


def local_day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def created(desk: Desk, zone: str, filter: Any) -> list[Ticket]:
    rows = chosen(desk, filter)
    return [row for row in rows if FIRST <= local_day(row.created_at, zone) <= LAST]


def solved_at(row: Ticket) -> datetime | None:
    return row.resolved_at or row.closed_at


@pytest.mark.parametrize("filter", [None, URGENT])
@pytest.mark.parametrize("zone", ZONES)
async def test_totals_and_days_are_those_of_plain_python(db: str, zone: str, filter: Any) -> None:
    desk = await make_desk(150, seed=5, days=40)
    scope = scope_of(desk, zone, filter)
    rows = created(desk, zone, filter)
    solved = Counter(
        local_day(moment, zone) for row in chosen(desk, filter) if (moment := solved_at(row))
    )
    days = scope.days
    assert (days[0], days[-1], len(days)) == (FIRST, LAST, 34)
    totals = await stats.totals(scope)
    assert totals.created == len(rows)
    assert totals.open == sum(row.status in ACTIVE_STATUSES for row in rows)
    assert totals.solved == sum(solved[day] for day in days)
    assert totals.average_per_day == len(rows) / 34
    by_day = Counter(local_day(row.created_at, zone) for row in rows)
    assert await stats.created_by_day(scope) == [stats.DayCount(d, by_day[d]) for d in days]
    assert await stats.solved_by_day(scope) == [stats.DayCount(d, solved[d]) for d in days]


KEYS: dict[stats.Dimension, tuple[Callable[[Ticket], Any], list[Any] | None]] = {
    stats.Dimension.STATUS: (lambda row: row.status, list(TicketStatus)),
    stats.Dimension.PRIORITY: (lambda row: row.priority, list(Priority)),
    stats.Dimension.URGENCY: (lambda row: row.urgency, list(Urgency)),
    stats.Dimension.SENTIMENT: (lambda row: row.sentiment, list(Sentiment)),
    stats.Dimension.CHANNEL: (lambda row: row.channel, list(Channel)),
    stats.Dimension.CATEGORY: (lambda row: row.category_id, None),
    stats.Dimension.ASSIGNEE: (lambda row: row.assignee_id, None),
}


@pytest.mark.parametrize("filter", [None, URGENT])
async def test_breakdowns_are_those_of_plain_python(db: str, filter: Any) -> None:
    desk = await make_desk(120, seed=6, days=40)
    zone = "Europe/Berlin"
    scope = scope_of(desk, zone, filter)
    rows = created(desk, zone, filter)
    for dimension, (key_of, values) in KEYS.items():
        counts = Counter(key_of(row) for row in rows)
        keys = values or sorted(counts, key=lambda key: (-counts[key], key or ""))
        wanted = [stats.Share(key, counts[key]) for key in keys]
        assert await stats.breakdown(scope, dimension) == wanted
        by_day = Counter((key_of(row), local_day(row.created_at, zone)) for row in rows)
        for share, key in zip(await stats.breakdown_by_day(scope, dimension), keys, strict=True):
            assert share.key == key
            assert share.count == counts[key]
            assert share.days == [stats.DayCount(d, by_day[key, d]) for d in scope.days]


def percentile(values: list[float], percent: int) -> float | None:
    if len(values) < 2:
        return values[0] if values else None
    return quantiles(values, n=100, method="inclusive")[percent - 1]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 100])
async def test_durations_are_exact_to_the_microsecond(db: str, count: int) -> None:
    desk = await make_desk(count, seed=7, days=30)
    scope = stats.stats_scope(desk.moderator, EPOCH.date(), LAST)
    for ends, measured in (
        ([row.first_response_at for row in desk.tickets], await stats.time_to_first_answer(scope)),
        ([solved_at(row) for row in desk.tickets], await stats.time_to_resolution(scope)),
    ):
        seconds = [
            (end - row.created_at) / timedelta(seconds=1)
            for row, end in zip(desk.tickets, ends, strict=True)
            if end is not None
        ]
        assert measured.count == len(seconds)
        assert measured.median_s == pytest.approx(percentile(seconds, 50), abs=1e-6)
        assert measured.p90_s == pytest.approx(percentile(seconds, 90), abs=1e-6)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
async def test_the_durations_of_each_day_are_those_of_plain_python(db: str, zone: str) -> None:
    desk = await make_desk(120, seed=11, days=40)
    scope = scope_of(desk, zone, URGENT)
    rows = created(desk, zone, URGENT)
    for end_of, measured in (
        (lambda row: row.first_response_at, await stats.first_answer_by_day(scope)),
        (solved_at, await stats.resolution_by_day(scope)),
    ):
        seconds: dict[date, list[float]] = {day: [] for day in scope.days}
        for row in rows:
            if (end := end_of(row)) is not None:
                took = (end - row.created_at) / timedelta(seconds=1)
                seconds[local_day(row.created_at, zone)].append(took)
        assert [found.day for found in measured] == scope.days
        assert {len(values) for values in seconds.values()} >= {0, 1, 2, 3}
        for found in measured:
            values = seconds[found.day]
            assert found.count == len(values)
            wanted = pytest.approx(median(values), abs=1e-6) if values else None
            assert found.median_s == wanted


@pytest.mark.parametrize("filter", [None, URGENT])
async def test_ratings_are_those_of_plain_python(db: str, filter: Any) -> None:
    desk = await make_desk(80, seed=12, days=40)
    given = [row.rating for row in created(desk, "UTC", filter) if row.rating is not None]
    found = await stats.ratings(scope_of(desk, "UTC", filter))
    assert found.counts == tuple(given.count(rating) for rating in range(1, 6))
    assert found.count == len(given)
    assert found.average == pytest.approx(mean(given))


async def test_processed_counts_from_local_midnight_monday_and_the_first(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await make_desk(200, seed=8, days=30)
    for zone in ZONES:
        now = datetime(2026, 3, 26, 3, 30, tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        today = local_day(now, zone)
        days = [
            local_day(moment, zone)
            for row in desk.tickets
            if (moment := solved_at(row)) and moment < now + timedelta(days=1)
        ]
        monday = today - timedelta(days=today.weekday())
        wanted = [sum(d >= start for d in days) for start in (today, monday, today.replace(day=1))]
        found = await stats.processed(scope_of(desk, zone))
        assert [found.today, found.this_week, found.this_month] == wanted
    assert wanted[2] > wanted[1] > wanted[0] > 0


async def test_triage_figures_are_those_of_plain_python(db: str) -> None:
    desk = await make_desk(60, seed=9, days=30)
    chance = random.Random(9)
    runs, decisions = [], []
    for row in desk.tickets:
        status = chance.choice(list(TriageStatus))
        run = TriageRun(
            id=new_id("trn"),
            ticket_id=row.id,
            status=status,
            input_tokens=chance.randrange(2_000),
            output_tokens=chance.randrange(500),
            cost_micros=chance.randrange(10**7),
            latency_ms=chance.choice([None, chance.randrange(9_000)]),
            created_at=row.created_at,
        )
        runs.append(run)
        for field in chance.sample(list(TriageField), 3):
            decisions.append(
                TriageDecision(
                    id=new_id("trd"),
                    run_id=run.id,
                    ticket_id=row.id,
                    field=field,
                    value=["x"],
                    confidence=0.5,
                    decided_by=DecidedBy.RULE,
                    review=chance.choice([None, *Review]),
                )
            )
    await TriageRun.bulk_create(runs)
    await TriageDecision.bulk_create(decisions)
    for filter in (None, URGENT):
        scope = scope_of(desk, "UTC", filter)
        wanted = {row.id for row in created(desk, "UTC", filter)}
        mine = [run for run in runs if run.ticket_id in wanted]
        assert await stats.triage_cost(scope) == stats.TriageCost(
            len(mine),
            sum(run.status is TriageStatus.FAILED for run in mine),
            sum(run.input_tokens for run in mine),
            sum(run.output_tokens for run in mine),
            sum(run.cost_micros for run in mine),
        )
        times = [float(run.latency_ms) for run in mine if run.latency_ms is not None]
        latency = await stats.triage_latency(scope)
        assert latency.count == len(times)
        assert latency.p50_ms == pytest.approx(percentile(times, 50))
        assert latency.p95_ms == pytest.approx(percentile(times, 95))
        reviews = [d.review for d in decisions if d.ticket_id in wanted and d.review]
        found = await stats.triage_reviews(scope)
        assert found == stats.TriageReviews(len(reviews), reviews.count(Review.CORRECTED))
        assert found.corrected_share == reviews.count(Review.CORRECTED) / len(reviews)


async def test_an_empty_desk_has_figures(db: str) -> None:
    desk = await make_desk(0)
    scope = scope_of(desk)
    assert await stats.totals(scope) == stats.Totals(0, 0, 0, 0.0)
    assert await stats.processed(scope) == stats.Processed(0, 0, 0)
    assert {day.count for day in await stats.created_by_day(scope)} == {0}
    assert await stats.breakdown(scope, stats.Dimension.CATEGORY) == []
    assert await stats.triage_cost(scope) == stats.TriageCost(0, 0, 0, 0, 0)
    assert await stats.triage_latency(scope) == stats.TriageLatency(0, None, None)
    assert (await stats.triage_reviews(scope)).corrected_share is None
    assert (await stats.ratings(scope)).average is None
    assert {day.median_s for day in await stats.first_answer_by_day(scope)} == {None}


async def test_each_figure_is_one_statement_and_totals_two(db: str) -> None:
    desk = await make_desk(10)
    scope = scope_of(desk, "Europe/Berlin", URGENT)
    one = [
        stats.created_by_day,
        stats.solved_by_day,
        stats.processed,
        stats.time_to_first_answer,
        stats.time_to_resolution,
        stats.first_answer_by_day,
        stats.resolution_by_day,
        stats.ratings,
        stats.triage_cost,
        stats.triage_latency,
        stats.triage_reviews,
        lambda scope: stats.breakdown(scope, stats.Dimension.STATUS),
        lambda scope: stats.breakdown_by_day(scope, stats.Dimension.STATUS),
    ]
    for figure in one:
        with counted_everywhere() as statements:
            await figure(scope)  # type: ignore[operator]
        assert len(statements) == 1
    with counted_everywhere() as statements:
        await stats.totals(scope)
    assert len(statements) == 2


async def test_four_hundred_days_are_the_most(db: str) -> None:
    desk = await make_desk(30, days=400)
    actor = desk.moderator
    scope = stats.stats_scope(actor, FIRST, FIRST + timedelta(days=399), "America/New_York")
    days = await stats.created_by_day(scope)
    assert len(days) == 400
    assert sum(day.count for day in days) == (await stats.totals(scope)).created
    with pytest.raises(DomainError) as caught:
        stats.stats_scope(actor, FIRST, FIRST + timedelta(days=400))
    assert (caught.value.code, caught.value.path) == (ErrorCode.OUT_OF_RANGE, ("range",))


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_a_range_or_zone_that_cannot_be_is_refused(db: str) -> None:
    desk = await make_desk(0)
    for first, last in ((LAST, FIRST), (date.min, date.min), (date.max, date.max)):
        with pytest.raises(DomainError) as caught:
            stats.stats_scope(desk.moderator, first, last)
        assert caught.value.code is ErrorCode.OUT_OF_RANGE
    for zone in ("", "Nowhere", "../../etc/passwd", "/etc/localtime", "\0", "x" * 5000, "Europe"):
        with pytest.raises(DomainError) as caught:
            stats.stats_scope(desk.moderator, FIRST, LAST, zone)
        assert (caught.value.code, caught.value.path) == (ErrorCode.INVALID, ("timeZone",))


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_figures_are_for_staff_only(db: str) -> None:
    desk = await make_desk(0)
    for actor, code in (
        (desk.requester, ErrorCode.FORBIDDEN),
        (ANONYMOUS, ErrorCode.UNAUTHENTICATED),
    ):
        with pytest.raises(AccessError) as caught:
            stats.stats_scope(actor, FIRST, LAST)
        assert caught.value.code is code


@given(
    moment=st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 31)),  # noqa: DTZ001
    zone=st.sampled_from([*ZONES, "America/Havana", "Asia/Beirut", "Africa/Cairo"]),
)
def test_a_day_begins_when_the_local_date_does(moment: datetime, zone: str) -> None:
    """Also where clocks skip midnight, or show it twice."""
    info = ZoneInfo(zone)
    at = moment.replace(tzinfo=UTC)
    day = at.astimezone(info).date()
    assert start_of_day(day, info) <= at < start_of_day(day + timedelta(days=1), info)


def test_the_search_for_a_day_takes_nine_comparisons_for_400_days() -> None:
    boundaries = [EPOCH + timedelta(days=n) for n in range(401)]
    sql = day_of("x", boundaries)
    deepest = depth = 0
    for word in sql.split():
        depth += (word == "CASE") - (word == "END")
        deepest = max(deepest, depth)
    assert deepest == 9
    assert sql.count("CASE") == 399
