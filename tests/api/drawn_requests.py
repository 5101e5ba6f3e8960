"""Random arguments for any field, drawn by the types that the schema gives them."""

from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
    is_leaf_type,
)
from hypothesis import strategies as st

MAX_NESTING = 4

ODD_TEXTS = [
    "",
    " ",
    "\n",
    "\t",
    "\x07",
    "\x85",
    "\u2028",
    "\u200b",
    "\u202eevil",
    "\ufeff",
    "é" * 3,
    "e" + "\u0301" * 40,
    "ﬃ",
    "İI",
    "𝔘𝔫𝔦",
    "👩‍👩‍👧‍👦",
    "ب" * 20,
    "x" * 101,
    "x" * 201,
    "x" * 2_001,
    "x" * 50_001,
    "%",
    "_",
    "\\",
    "'",
    '"',
    "'; DROP TABLE ticket; --",
    '" OR 1=1 --',
    "a AND OR NOT NEAR(",
    "*",
    "a:*",
    "$1",
    "{}",
    "(?=look)",
    "(a+)+$",
    "[",
    "Ann@desk.example",
    "ann@exämple.org",
    "a@b",
    "@",
    "correct horse battery",
    "Europe/Berlin",
    "../../etc/passwd",
    "UTC",
    "bm90IGEgY3Vyc29y",
    "WyItY3JlYXRlZF9hdCIsIjAwMDEtMDEtMDFUMDA6MDA6MDArMjM6NTkiLCJ4Il0",
    "dwr_x.1.y",
    "general",
]
DATES = ["2026-02-28", "2026-01-01", "0001-01-01", "9999-12-31", "2026-02-30", "x", "1970-01-01"]
MOMENTS = [
    "2026-02-28T12:00:00Z",
    "2030-01-01T00:00:00+14:00",
    "2026-02-28T12:00:00",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "2026-02-28T12:00:00.123456789Z",
    "1969-12-31T23:59:59Z",
    "2026-13-01T00:00:00Z",
    "2026-02-28",
    "now",
    "",
]
POSITIONS: list[Any] = ["0", "1", "5", "-1", "00", "9223372036854775807", "9223372036854775808", 1]
INTEGERS: list[Any] = [
    0,
    1,
    2,
    5,
    50,
    100,
    101,
    -1,
    1000,
    2**31 - 1,
    -(2**31),
    2**31,
    2**63,
    1.5,
    1.0,
]

_text = st.sampled_from(ODD_TEXTS) | st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30
)
_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(-9, 9) | _text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_text, inner, max_size=3),
    max_leaves=6,
)
_conditions = st.fixed_dictionaries(
    {},
    optional={
        "any": st.lists(_text, max_size=3) | _json,
        "all": st.lists(_text, max_size=3),
        "none": st.lists(_text, max_size=2),
        "regex": st.lists(_text, max_size=2),
        "requesterTags": st.lists(_text, max_size=2),
        "channels": st.lists(st.sampled_from(["WEB", "API", "FAX"]), max_size=2),
        "where": st.sampled_from(["title", "text", "nowhere"]),
    },
)
_results = st.fixed_dictionaries(
    {},
    optional={
        "category": _text | st.just("billing"),
        "priority": st.sampled_from(["HIGH", "high", 1]),
        "language": _text,
        "skills": st.lists(_text, max_size=2) | _json,
        "tags": st.lists(_text, max_size=2),
    },
)
_SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "String": _text,
    "Int": st.sampled_from(INTEGERS) | st.integers(-3, 12),
    "Float": st.sampled_from([0, 0.5, 1, -1, 1e308, 2]),
    "Boolean": st.booleans(),
    "Date": st.sampled_from(DATES),
    "DateTime": st.sampled_from(MOMENTS),
    "Position": st.sampled_from(POSITIONS),
    "JSON": _json | _conditions | _results,
}


# Which ids an operation is most likely about, by the beginning of its name.
_ABOUT = {
    "ticket": "tkt",
    "triageRule": "rul",
    "triage": "tkt",
    "comment": "cmt",
    "category": "cat",
    "skill": "skl",
    "tag": "tag",
    "job": "job",
    "user": "usr",
    "session": "ses",
    "apiToken": "atk",
}


def variables_of(
    name: str, field: GraphQLField, ids: list[str]
) -> st.SearchStrategy[dict[str, Any]]:
    """Variables for all arguments of a field; `ids` are those that exist."""
    prefix = next((p for start, p in _ABOUT.items() if name.startswith(start)), "")
    fitting = st.sampled_from([id for id in ids if id.startswith(prefix)] or ids)
    drawn = st.one_of(fitting, fitting, fitting, st.sampled_from(ids), _text)
    return _members({name: argument.type for name, argument in field.args.items()}, drawn, 0)


def _members(
    types: dict[str, GraphQLInputType], ids: st.SearchStrategy[str], depth: int
) -> st.SearchStrategy[dict[str, Any]]:
    required = {n: t for n, t in types.items() if isinstance(t, GraphQLNonNull)}
    optional = {n: t for n, t in types.items() if n not in required}
    return st.fixed_dictionaries(
        {name: _value(kind, ids, depth) for name, kind in required.items()},
        optional={name: _value(kind, ids, depth) for name, kind in optional.items()},
    )


def _value(
    kind: GraphQLInputType, ids: st.SearchStrategy[str], depth: int
) -> st.SearchStrategy[Any]:
    if isinstance(kind, GraphQLNonNull):
        return _value(kind.of_type, ids, depth)
    if isinstance(kind, GraphQLList):
        return st.lists(_value(kind.of_type, ids, depth), max_size=3)
    if isinstance(kind, GraphQLEnumType):
        return st.sampled_from([*kind.values, *kind.values, "NOTHING"])
    if isinstance(kind, GraphQLInputObjectType):
        return _object(kind, ids, depth)
    if kind.name == "ID":
        return ids
    return _SCALARS[kind.name]


def _object(
    kind: GraphQLInputObjectType, ids: st.SearchStrategy[str], depth: int
) -> st.SearchStrategy[dict[str, Any]]:
    types = {name: field.type for name, field in kind.fields.items()}
    if len(types) < 25 and not {"and", "some", "eq"} & set(types):
        known = _KNOWN.get(kind.name)
        members = _members(types, ids, depth)
        return members if known is None else st.builds(_merged, members, known)
    if depth >= MAX_NESTING:
        return st.just({})
    # A filter: one or two conditions, or else everything is nothing.
    names = st.lists(st.sampled_from(sorted(types)), min_size=1, max_size=2, unique=True)
    return names.flatmap(
        lambda chosen: st.fixed_dictionaries(
            {name: _value(types[name], ids, depth + 1) for name in chosen}
        )
    )


def _merged(members: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    return {**members, **known}


_KNOWN: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "TriageRuleCreateInput": st.fixed_dictionaries(
        {"conditions": _conditions, "results": _results}
    ),
}


def document_of(operation: str, name: str, field: GraphQLField) -> str:
    """An operation that takes all arguments as variables and selects two levels."""
    head = ", ".join(f"${argument}: {given.type}" for argument, given in field.args.items())
    passed = ", ".join(f"{argument}: ${argument}" for argument in field.args)
    call = f"{name}({passed})" if passed else name
    return f"{operation}{f'({head})' if head else ''} {{ {call} {selection(field, 3)} }}"


def selection(field: GraphQLField, depth: int) -> str:
    kind = get_named_type(field.type)
    if is_leaf_type(kind):
        return ""
    if not hasattr(kind, "fields") or kind.name == "Node":
        return "{ __typename id }"
    parts = []
    for name, below in kind.fields.items():
        if is_leaf_type(get_named_type(below.type)):
            parts.append(name)
        elif depth > 1:
            argument = "(first: 2)" if "first" in below.args else ""
            parts.append(f"{name}{argument} {selection(below, depth - 1)}")
    return "{ " + " ".join(["__typename", *parts]) + " }"
