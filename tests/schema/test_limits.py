"""Documents that ask for too much are refused quickly; what tools send passes."""

import gc
import time

import pytest
from graphql import get_introspection_query

from schema.engine import Engine, Prepared
from schema.limits import Limits
from tests.api.small_schema import schema


def prepare(query: str, limits: Limits | None = None) -> Prepared | list[str]:
    prepared = Engine(schema, limits).prepare(query, None)
    if isinstance(prepared, Prepared):
        return prepared
    return [error.message for error in prepared]


def nest(levels: int, field: str = "twin") -> str:
    return "{ item " + f"{{ {field} " * (levels - 2) + "{ name }" + " }" * (levels - 1)


def test_depth_is_limited_also_through_fragments() -> None:
    assert isinstance(prepare(nest(15)), Prepared)
    message = "The operation has 16 levels of depth; at most 15 are allowed."
    assert prepare(nest(16)) == [message]
    fragments = " ".join(f"fragment F{n} on Item {{ twin {{ ...F{n + 1} }} }}" for n in range(14))
    assert prepare("{ item { ...F0 } } " + fragments + " fragment F14 on Item { name }") == [
        message
    ]


def test_aliases_are_limited_also_through_fragments() -> None:
    fifty = (
        " ".join(f"a{n}: hello" for n in range(19))
        + " item {"
        + " ".join(f"a{n}: name" for n in range(31))
    )
    assert isinstance(prepare("{" + fifty + "} }"), Prepared)
    assert prepare("{" + fifty + " b: name } }") == [
        "The operation has 51 aliases; at most 50 are allowed."
    ]
    spread = "{ item { twin { ...F } a: twin { ...F } } } fragment F on Item {" + " ".join(
        f"a{n}: name" for n in range(25)
    )
    assert prepare(spread + "}") == ["The operation has 51 aliases; at most 50 are allowed."]


def test_root_fields_are_limited_also_through_fragments() -> None:
    assert isinstance(
        prepare("{" + " hello" * 10 + " ...F } fragment F on Query { who }"), Prepared
    )
    fragment = "fragment F on Query { ... on Query { " + "who " * 11 + "} }"
    assert prepare("{" + " hello" * 10 + " ...F } " + fragment) == [
        "The operation has 21 root fields; at most 20 are allowed."
    ]


def test_every_operation_of_a_document_is_measured() -> None:
    document = "query A { hello } query B " + nest(16)
    assert Engine(schema).prepare(document, "A") != []
    assert not isinstance(Engine(schema).prepare(document, "A"), Prepared)


def test_tokens_length_and_comments_are_limited() -> None:
    assert "token" in prepare("{" + "hello " * 4_000 + "}")[0]  # type: ignore[index]
    assert "more than 200000 code points" in prepare("{ hello }" + " " * 200_000)[0]  # type: ignore[index]
    assert "comment" in prepare("{ hello }" + "#\n" * 501)[0]  # type: ignore[index]


@pytest.mark.parametrize(
    "options", [{}, {"descriptions": False}, {"input_value_deprecation": True}]
)
def test_introspection_as_tools_send_it_passes(options: dict[str, bool]) -> None:
    prepared = prepare(get_introspection_query(**options))  # type: ignore[arg-type]
    assert isinstance(prepared, Prepared)
    assert prepared.cost({}) < Limits().cost / 4


def test_introspection_in_circles_is_refused() -> None:
    fields = "{ fields { type " * 4 + "{ name }" + "} }" * 4
    assert not isinstance(prepare("{ __schema { types " + fields + "} }"), Prepared)


def test_a_document_that_is_too_complex_to_validate_is_told_so() -> None:
    repeated = "{ item {" + "twin { name } " * 950 + "} }"
    assert prepare(repeated) == ["The document is too complex to validate."]


def doubling(body: str, count: int = 30) -> str:
    fragments = " ".join(
        f"fragment F{n} on Item {{ {body.replace('NEXT', f'...F{n + 1}')} }}" for n in range(count)
    )
    return f"{{ item {{ ...F0 }} }} {fragments} fragment F{count} on Item {{ name }}"


HOSTILE = {
    "spreads doubled thirty times": doubling("NEXT NEXT"),
    "fields doubled thirty times": doubling("twin { NEXT } twin { NEXT }"),
    "aliases doubled thirty times": doubling("a: twin { NEXT } b: twin { NEXT }"),
    "aliases doubled in fourteen levels": doubling("a: twin { NEXT } b: twin { NEXT }", 12),
    "a chain of fragments": doubling("NEXT", 400),
    "a fragment that spreads itself": "{ item { ...F } } fragment F on Item { twin { ...F } }",
    "two fragments in a circle": (
        "{ item { ...F } } fragment F on Item { ...G } fragment G on Item { ...F }"
    ),
    "the same leaf again and again": "{ item {" + "name " * 3_900 + "} }",
    "the same object again and again": "{ item {" + "twin { name } " * 950 + "} }",
    "many fragments at once": "{ item {"
    + " ".join(f"...F{n}" for n in range(300))
    + "} }"
    + " ".join(f"fragment F{n} on Item {{ twin {{ name }} }}" for n in range(300)),
    "unknown fields": "{ item {" + " ".join(f"nam{n}" for n in range(3_000)) + "} }",
    "deep lists": "{ hello(name: " + "[" * 1_900 + "]" * 1_900 + ") }",
    "unused variables": "query(" + " ".join(f"$v{n}: Int" for n in range(900)) + ") { hello }",
}


@pytest.mark.parametrize("document", HOSTILE.values(), ids=HOSTILE)
async def test_a_hostile_document_holds_the_loop_for_a_moment_only(document: str) -> None:
    engine = Engine(schema)
    gc.collect()
    gc.freeze()  # as the server does: other tests' objects are none of this one's business
    started = time.process_time()
    prepared = engine.prepare(document, None)
    if isinstance(prepared, Prepared):
        await engine.execute(prepared, {}, None)
    spent = time.process_time() - started
    gc.unfreeze()
    assert spent < 0.5
