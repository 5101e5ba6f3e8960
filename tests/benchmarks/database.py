"""A desk of any size by a few statements: every run gives the same rows.

Times are whole seconds and differ from row to row, so that every server sorts them alike.
"""

import asyncpg  # type: ignore[import-untyped]

from tests.benchmarks.sizes import Sizes

COMMENTS_OF_BUSY = 20
EVENTS_OF_BUSY = 10
MODERATORS = 20
TAGS = 30
# Below these are the events of the desk's making.
OLDER_POSITIONS = 1_000
# What follows knows $1 tickets, $2 comments, $3 events, $4 requesters, $5 busy tickets.
BEGAN = "timestamptz '2026-01-01 00:00:00+00'"
WORDS = (
    "array['invoice','login','printer','refund','export','password','delivery','account','crash',"
    "'report','upload','search','payment','address','contract','backup']"
)


def _id(prefix: str, number: str) -> str:
    return f"'{prefix}_0' || lpad(({number})::text, 25, '0')"


def _picked(values: str, number: str) -> str:
    return f"({values})[1 + ({number}) % array_length({values}, 1)]"


USERS = f"""
INSERT INTO users (id, email, name, role, is_available, capacity, time_zone, muted_mails, tags,
    version, created_at, updated_at)
SELECT {_id("usr", "n")}, 'person' || n || '@bench.example', 'Person ' || n,
    CASE WHEN n > $4 THEN 'MODERATOR' ELSE 'USER' END, true, 100, 'UTC', '[]', '[]', 1,
    {BEGAN}, {BEGAN}
FROM generate_series(1, $4 + {MODERATORS}) n
"""

LABELS = f"""
INSERT INTO tag (id, name, created_at)
SELECT {_id("tag", "n")}, 'label ' || n, {BEGAN} FROM generate_series(1, {TAGS}) n
"""

TICKETS = f"""
INSERT INTO ticket (id, number, title, description, status, priority, priority_rank,
    priority_decided_by, category_id, category_decided_by, urgency, urgency_decided_by, sentiment,
    sentiment_decided_by, requester_id, assignee_id, notes, channel, version, field_versions,
    created_at, updated_at)
SELECT {_id("tkt", "n")}, 1000 + n,
    'Ticket about ' || {_picked(WORDS, "n")} || ' and ' || {_picked(WORDS, "n / 16")} || ' ' || n,
    repeat('The ' || {_picked(WORDS, "n / 7")} || ' does not work as it did last week. ', 6),
    CASE WHEN n % 3 = 0 THEN 'OPEN' WHEN n % 3 = 1 THEN 'IN_PROGRESS' ELSE 'RESOLVED' END,
    {_picked("array['LOW','MEDIUM','HIGH','CRITICAL']", "n")}, n % 4, 'DEFAULT',
    (SELECT id FROM category WHERE is_default), 'DEFAULT', 'LOW', 'DEFAULT', 'NEUTRAL', 'DEFAULT',
    {_id("usr", "1 + n % $4")},
    CASE WHEN n % 3 > 0 THEN {_id("usr", f"$4 + 1 + n % {MODERATORS}")} END,
    '', 'API', 1, '{{}}', moment, moment
FROM (SELECT n, {BEGAN} + n * interval '10 seconds' AS moment FROM generate_series(1, $1) n) made
"""

TICKET_LABELS = f"""
INSERT INTO ticket_tag (ticket_id, tag_id)
SELECT {_id("tkt", "n")}, {_id("tag", f"1 + (n * 7 + k * 11) % {TAGS}")}
FROM generate_series(1, $1) n CROSS JOIN generate_series(0, 1) k WHERE n % 4 > 0
"""

TEXTS = """
INSERT INTO ticket_search (ticket_id, public_text, staff_text)
SELECT id, words, words
FROM (SELECT id, to_tsvector('simple', title || ' ' || description) AS words FROM ticket) made
"""

COMMENTS = f"""
INSERT INTO comment (id, ticket_id, author_id, body, visibility, version, created_at)
SELECT {_id("cmt", "c")}, {_id("tkt", "n")}, {_id("usr", f"1 + c % ($4 + {MODERATORS})")},
    repeat('Please try the ' || {_picked(WORDS, "c")} || ' again, and tell us. ', 3),
    CASE WHEN c % 5 = 0 THEN 'INTERNAL' ELSE 'PUBLIC' END, 1,
    {BEGAN} + (c + 11 * $1::bigint) * interval '1 second'
FROM (SELECT c, CASE WHEN c <= $5 * {COMMENTS_OF_BUSY} THEN 1 + c % $5
    ELSE $5 + 1 + c % ($1 - $5) END AS n FROM generate_series(1, $2) c) made
"""

# Numbered here as the trigger would: one for each row takes far longer.
EVENTS = f"""
INSERT INTO event (id, position, kind, subject_type, subject_id, ticket_id, requester_id,
    staff_only, actor_kind, actor_id, changes, data, occurred_at)
SELECT {_id("evt", "e")}, e + {OLDER_POSITIONS},
    CASE WHEN e % 2 = 0 THEN 'TICKET_UPDATED' ELSE 'TICKET_STATUS_CHANGED' END,
    'TICKET', {_id("tkt", "n")}, {_id("tkt", "n")}, {_id("usr", "1 + n % $4")}, false, 'USER',
    {_id("usr", f"$4 + 1 + e % {MODERATORS}")},
    '[{{"field": "status", "before": "OPEN", "after": "IN_PROGRESS"}}]', '{{}}',
    {BEGAN} + (e + 11 * $1::bigint) * interval '1 second'
FROM (SELECT e, CASE WHEN e <= $5 * {EVENTS_OF_BUSY} THEN 1 + e % $5
    ELSE $5 + 1 + e % ($1 - $5) END AS n FROM generate_series(1, $3) e) made
"""

QUEUED_RUNS = f"""
INSERT INTO triage_run (id, ticket_id, status, text_hash, input_tokens, output_tokens, cost_micros,
    summary, notes, suggested_reply, created_at)
SELECT {_id("trn", "n")}, {_id("tkt", "n")}, 'QUEUED', '', 0, 0, 0, '', '', '', now()
FROM generate_series(1, $1::int) n
"""

QUEUED_JOBS = f"""
INSERT INTO job (id, kind, key, payload, ticket_id, state, run_at, attempts, max_attempts,
    created_at)
SELECT {_id("job", "n")}, 'TRIAGE', 'triage:bench:' || n,
    jsonb_build_object('ticketId', {_id("tkt", "n")}, 'runId', {_id("trn", "n")}),
    {_id("tkt", "n")}, 'PENDING', now(), 0, 8, now()
FROM generate_series(1, $1::int) n
"""


def ticket_id(number: int) -> str:
    """The id of the ticket that was made as number `number`, from 1 on."""
    return f"tkt_{number:026d}"


async def fill_desk(url: str, sizes: Sizes) -> None:
    """Fill a migrated desk that has its default categories and nothing else."""
    counts = (sizes.tickets, sizes.comments, sizes.events, sizes.requesters, sizes.busy)
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute("ALTER TABLE event DISABLE TRIGGER number_event")
            for statement in (USERS, LABELS, TICKETS, TICKET_LABELS, TEXTS, COMMENTS, EVENTS):
                await connection.execute(_with_counts(statement, counts))
            await connection.execute("ALTER TABLE event ENABLE TRIGGER number_event")
            await connection.execute(f"SELECT setval('ticket_number', {sizes.tickets + 2000})")
            await connection.execute(
                f"SELECT setval('event_position', {sizes.events + OLDER_POSITIONS})"
            )
            # So that PostGraphile, which reads relations off foreign keys, finds this one too.
            await connection.execute(
                "COMMENT ON TABLE event IS '@foreignKey (ticket_id) references ticket (id)'"
            )
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


async def queue_triage(url: str, count: int) -> None:
    """Have the first `count` tickets triaged, as if they had just been written."""
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute(QUEUED_RUNS, count)
            await connection.execute(QUEUED_JOBS, count)
    finally:
        await connection.close()


async def count_due_jobs(url: str) -> int:
    """What is left to do now; learning waits for people to pause."""
    connection = await asyncpg.connect(url)
    try:
        return int(
            await connection.fetchval(
                "SELECT count(*) FROM job WHERE state IN ('PENDING', 'RUNNING') AND kind <> 'TRAIN'"
                " AND run_at < now() + interval '1 minute'"
            )
        )
    finally:
        await connection.close()


def _with_counts(statement: str, counts: tuple[int, ...]) -> str:
    """Not as parameters: each statement uses others of them."""
    for place, count in enumerate(counts, 1):
        statement = statement.replace(f"${place}", str(count))
    return statement
