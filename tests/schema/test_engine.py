"""From text to answer: the choice of the operation, the cache, the cost, the errors."""

from typing import Any

import pytest
import strawberry
from graphql import ExecutionResult, GraphQLError, OperationType
from strawberry.extensions import SchemaExtension
from structlog.testing import capture_logs

from domain.actors import Actor
from domain.errors import DomainError, ErrorCode
from schema.cost import HIGHEST
from schema.engine import Engine, Prepared
from schema.limits import Limits
from schema.presentation import present_error, present_result
from tests.api.small_schema import Query, SmallContext, schema


def prepared(query: str, name: str | None = None, engine: Engine | None = None) -> Prepared:
    found = (engine or Engine(schema)).prepare(query, name)
    assert isinstance(found, Prepared), found
    return found


def cost(query: str, **variables: Any) -> int:
    return prepared(query).cost(variables)


async def run(query: str, **variables: Any) -> dict[str, Any]:
    engine = Engine(schema)
    context = SmallContext(Actor(user_id="usr_1"))
    result = await engine.execute(prepared(query, engine=engine), variables, context)
    return present_result(result, "corr")


def test_the_named_operation_is_chosen() -> None:
    document = "query A { hello } mutation B { increment }"
    assert prepared(document, "A").kind is OperationType.QUERY
    assert prepared(document, "B").kind is OperationType.MUTATION
    assert prepared(document, "B").name == "B"


@pytest.mark.parametrize(
    ("document", "name"),
    [
        ("query A { hello } query B { hello }", None),
        ("query A { hello }", "B"),
        ("{ hello }", "A"),
        ("fragment F on Query { hello }", None),
    ],
)
def test_an_operation_that_cannot_be_chosen_is_an_error(document: str, name: str | None) -> None:
    assert isinstance(Engine(schema).prepare(document, name), list)


def test_a_prepared_document_is_remembered_and_the_oldest_forgotten() -> None:
    engine = Engine(schema, Limits(cached_documents=2))
    first = engine.prepare("{ hello }", None)
    assert engine.prepare("{ hello }", None) is first
    engine.prepare("{ who }", None)
    assert engine.prepare("{ hello }", None) is first
    engine.prepare("{ correlation }", None)
    assert engine.prepare("{ hello }", None) is first
    assert len(engine._cache) == 2


def test_bad_and_very_long_documents_are_not_remembered() -> None:
    engine = Engine(schema, Limits(cached_length=20))
    engine.prepare("{ nothing }", None)
    engine.prepare("{ hello }" + " " * 20, None)
    assert len(engine._cache) == 0


def test_a_schema_with_extensions_is_refused() -> None:
    with pytest.raises(ValueError, match="extensions"):
        Engine(strawberry.Schema(query=Query, extensions=[SchemaExtension]))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ hello }", 1),
        ("{ hello who }", 2),
        ("{ item { name twin { name } } }", 4),
        ("{ item { report } }", 101),
        ("{ items { totalCount } }", 2),
        ("{ items { nodes { name } } }", 1 + 50 * 2),
        ("{ items(first: 10) { totalCount nodes { name tags } } }", 2 + 10 * 3),
        ("{ items(first: 3, last: 7) { nodes { name } } }", 1 + 7 * 2),
        ("{ items(first: -5) { nodes { name } } }", 1),
        ("{ item { items { nodes { name } } } }", 2 + 50 * 2),
        (
            "{ items(first: 10) { nodes { items(first: 10) { nodes { name } } } } }",
            1 + 10 * (2 + 10 * 2),
        ),
        ("{ items(first: 10) { ...C } } fragment C on ItemConnection { nodes { name } }", 21),
        ("{ items(first: 10) { ... { nodes { ...I } } } } fragment I on Item { name }", 21),
    ],
)
def test_the_cost_multiplies_down_the_pages(query: str, expected: int) -> None:
    assert cost(query) == expected


def test_the_cost_follows_the_variables_that_set_a_page_size() -> None:
    query = """query($n: Int = 5, $name: String) {
        hello(name: $name)
        items(first: $n) { nodes { name } }
    }"""
    assert cost(query) == 2 + 5 * 2
    assert cost(query, n=10, name="x") == 2 + 10 * 2
    assert cost(query, n=10.0) == 2 + 10 * 2
    for no_size in (1.5, float("inf"), True, [1]):
        assert cost(query, n=no_size) == 2 + 50 * 2
    assert cost(query, n=None) == 2 + 50 * 2
    assert cost(query, n="many") == 2 + 50 * 2
    assert cost(query, n=10**12) == HIGHEST
    nested = """
        query($n: Int!) { items(first: 2) { ...C } }
        fragment C on ItemConnection { nodes { items(first: $n) { nodes { name } } } }
    """
    assert cost(nested, n=3) == 1 + 2 * (2 + 3 * 2)
    assert cost(nested, n=4) == 1 + 2 * (2 + 4 * 2)


async def test_what_costs_too_much_does_not_run_and_says_what_it_would_cost() -> None:
    answer = await run("query($n: Int!) { broken items(first: $n) { nodes { name } } }", n=30_000)
    assert answer == {
        "errors": [
            {
                "message": "The operation costs 60,002; at most 50,000 is allowed.",
                "extensions": {"code": "COST_EXCEEDED"},
            }
        ],
        "extensions": {"cost": {"requested": 60_002, "maximum": 50_000}},
    }


async def test_resolvers_get_strawberrys_info_with_the_context() -> None:
    assert (await run("{ who }"))["data"] == {"who": "usr_1"}


async def test_a_subscription_yields_results_and_closes_its_source() -> None:
    engine = Engine(schema)
    context = SmallContext()
    stream = await engine.subscribe(prepared("subscription { endless }"), {}, context)
    assert not isinstance(stream, ExecutionResult)
    assert (await anext(stream)).data == {"endless": 1}
    await stream.aclose()  # type: ignore[attr-defined]
    assert context.journal.closed.is_set()


async def test_every_operation_is_observed_with_its_kind_and_outcome() -> None:
    seen: list[tuple[str, str]] = []
    engine = Engine(schema, observe=lambda kind, outcome, _seconds: seen.append((kind, outcome)))
    context = SmallContext()
    for query in ("{ hello }", "{ broken }", "mutation { increment }"):
        await engine.execute(prepared(query, engine=engine), {}, context)
    await engine.subscribe(prepared("subscription { count(to: 1) }", engine=engine), {}, context)
    await engine.subscribe(prepared("subscription { denied }", engine=engine), {}, context)
    assert seen == [
        ("query", "ok"),
        ("query", "errors"),
        ("mutation", "ok"),
        ("subscription", "ok"),
        ("subscription", "ok"),
    ]


async def test_deep_variables_are_an_error_and_no_crash() -> None:
    condition: dict[str, Any] = {}
    for _ in range(5_000):
        condition = {"both": [condition]}
    answer = await run("query($c: Condition!) { search(condition: $c) }", c=condition)
    assert answer["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


async def test_a_scalar_that_cannot_be_parsed_is_the_clients_fault() -> None:
    answer = await run("query($d: Date!) { day(on: $d) }", d="tomorrow")
    assert answer["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}
    assert "data" not in answer
    literal = Engine(schema).prepare('{ day(on: "tomorrow") }', None)
    assert isinstance(literal, list)
    assert present_error(literal[0], "corr")["extensions"] == {"code": "BAD_REQUEST"}
    assert (await run('{ day(on: "2026-02-03") }'))["data"] == {"day": "2026-02-03"}


async def test_a_result_of_the_wrong_type_is_our_fault() -> None:
    with capture_logs() as logs:
        answer = await run("{ wrongType }")
    assert answer["errors"][0]["extensions"] == {"code": "INTERNAL", "correlationId": "corr"}
    assert logs[0]["correlation_id"] == "corr"


async def test_a_missing_value_for_a_required_argument_is_the_clients_fault() -> None:
    answer = await run("query($n: Int = 1) { big(length: $n) }", n=None)
    assert answer["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}


def test_expected_errors_pass_and_others_are_masked_and_logged() -> None:
    expected = DomainError(ErrorCode.NOT_FOUND, "There is no such ticket.", ("input", "id"))
    wrapped = GraphQLError(
        "x", path=["a"], original_error=GraphQLError("y", original_error=expected)
    )
    assert present_error(wrapped, "corr") == {
        "message": "There is no such ticket.",
        "path": ["a"],
        "extensions": {"code": "NOT_FOUND", "inputPath": ["input", "id"]},
    }
    secret = ValueError("password=hunter2")
    with capture_logs() as logs:
        masked = present_error(secret, "corr")
    assert masked == {
        "message": "Something went wrong on our side.",
        "extensions": {"code": "INTERNAL", "correlationId": "corr"},
    }
    assert logs == [
        {
            "event": "unexpected_error",
            "log_level": "error",
            "correlation_id": "corr",
            "exc_info": secret,
        }
    ]


def test_a_graphql_error_may_name_a_known_code_but_no_other() -> None:
    known = GraphQLError("Slowly", path=["a"], extensions={"code": "RATE_LIMITED"})
    unknown = GraphQLError("Secret", path=["a"], extensions={"code": "E42"})
    assert present_error(known, "c")["extensions"] == {"code": "RATE_LIMITED"}
    with capture_logs():
        assert present_error(unknown, "c")["extensions"]["code"] == "INTERNAL"


async def test_documents_that_never_run_are_counted_as_refused() -> None:
    seen: list[tuple[str, str]] = []
    engine = Engine(schema, observe=lambda kind, outcome, seconds: seen.append((kind, outcome)))
    for query in (
        "{",
        "{ nothing }",
        "{ hello " * 20 + "}" * 20,
        "query A { hello } query B { hello }",
    ):
        assert isinstance(engine.prepare(query, None), list)
    assert seen == [("unknown", "refused")] * 4
    prepared = engine.prepare("{ hello }", None)
    assert not isinstance(prepared, list)
    assert len(seen) == 4
