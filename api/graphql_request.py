"""One GraphQL request out of JSON, read strictly and the same way on both edges.

Refused with a `DomainError` of code `BAD_REQUEST`: broken UTF-8, a byte order mark, NaN,
lone surrogates and raw control characters (all by orjson), U+0000 in any form (PostgreSQL
cannot store it), keys given twice, nesting beyond `MAX_NESTING`, and members of the
wrong type.
"""

import json
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

import orjson

from domain.errors import DomainError, ErrorCode

MAX_NESTING = 64

_SEPARATOR = re.compile(rb'"\s*:')


class GraphQLRequest(NamedTuple):
    query: str
    operation_name: str | None
    variables: dict[str, Any]


def bad_request(message: str) -> DomainError:
    return DomainError(ErrorCode.BAD_REQUEST, message)


def decode_json(raw: bytes) -> Any:
    """The value that `raw` holds; at most `MAX_NESTING` levels of arrays and objects."""
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise bad_request(f"This is not valid JSON: {error.msg}.") from None
    if len(_SEPARATOR.findall(raw)) != _count_keys(value):
        _refuse_doubled_keys(raw)
    if b"\\u0000" in raw and _holds_nul(value):
        raise bad_request("The character U+0000 is not allowed.")
    return value


def read_request(params: Any) -> GraphQLRequest:
    """Check the members of a request map; unknown members are ignored."""
    if isinstance(params, list):
        raise bad_request("Batches are not supported: send one operation a request.")
    if not isinstance(params, dict):
        raise bad_request("A request is a JSON object.")
    query = params.get("query")
    if not isinstance(query, str):
        raise bad_request("'query' must be a string.")
    operation_name = params.get("operationName")
    if operation_name is not None and not isinstance(operation_name, str):
        raise bad_request("'operationName' must be a string or null.")
    _map(params, "extensions")
    return GraphQLRequest(query, operation_name or None, _map(params, "variables"))


def _map(params: dict[str, Any], name: str) -> dict[str, Any]:
    value = params.get(name)
    if value is None:
        return {}
    if isinstance(value, dict):
        return value
    raise bad_request(f"'{name}' must be an object or null.")


def _count_keys(value: Any, level: int = 0) -> int:
    """Keys of all objects inside."""
    if level > MAX_NESTING:
        raise bad_request(f"The JSON is nested more than {MAX_NESTING} levels deep.")
    keys = 0
    items: Iterable[Any] = ()
    if isinstance(value, dict):
        keys, items = len(value), value.values()
    elif isinstance(value, list):
        items = value
    for item in items:
        if isinstance(item, dict | list):
            keys += _count_keys(item, level + 1)
    return keys


def _refuse_doubled_keys(raw: bytes) -> None:
    """Only asked when there are more `":` than keys; strings may hold them, too."""

    def refuse(pairs: list[tuple[str, Any]]) -> None:
        names = [name for name, _ in pairs]
        if len(set(names)) != len(names):
            raise bad_request("An object in the JSON has a key twice.")

    json.loads(raw, object_pairs_hook=refuse)


def _holds_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, dict):
        return any(_holds_nul(key) or _holds_nul(item) for key, item in value.items())
    return isinstance(value, list) and any(_holds_nul(item) for item in value)
