"""What is asked: the same selections of every server, in each one's own words."""

import json
import re
from datetime import datetime
from typing import Any

Q1 = """query($first: Int!) { tickets(first: $first) { totalCount nodes {
  id number title status priority createdAt updatedAt
  requester { id name } assignee { id name } tags { name } } } }"""

Q2 = """query($id: ID!) { ticket(id: $id) {
  id number title description status priority createdAt
  requester { id name } assignee { id name } tags { name }
  comments(first: 20) { nodes { id body visibility createdAt author { id name } } }
  events(first: 10) { nodes { id kind occurredAt } } } }"""

M1 = """mutation($input: TicketUpdateInput!) { ticketUpdate(input: $input) {
  ticket { id title version } errors { code message } } }"""

S1 = """subscription { ticketEvents {
  kind ticketId ticket { id title status priority requester { id name } } } }"""

# PostGraphile names everything after the tables; aliases give its answers our shape.
POSTGRAPHILE_Q1 = """query($first: Int!) {
  tickets: allTickets(first: $first, orderBy: [CREATED_AT_DESC]) { totalCount nodes {
    id: rowId number title status priority createdAt updatedAt
    requester: userByRequesterId { id: rowId name } assignee: userByAssigneeId { id: rowId name }
    tags: ticketTagsByTicketId { nodes { tagByTagId { name } } } } } }"""

POSTGRAPHILE_Q2 = """query($id: String!) { ticket: ticketByRowId(rowId: $id) {
  id: rowId number title description status priority createdAt
  requester: userByRequesterId { id: rowId name } assignee: userByAssigneeId { id: rowId name }
  tags: ticketTagsByTicketId { nodes { tagByTagId { name } } }
  comments: commentsByTicketId(first: 20, orderBy: [CREATED_AT_ASC]) { nodes {
    id: rowId body visibility createdAt author: userByAuthorId { id: rowId name } } }
  events: eventsByTicketId(first: 10, orderBy: [POSITION_ASC]) {
    nodes { id: rowId kind occurredAt } } } }"""

PAGE = 50

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def canonical(value: Any) -> Any:
    """An answer without what may differ: how moments and long integers are written, the
    order of tags, and the row of the table between tickets and tags."""
    match value:
        case {"tags": tags, **rest}:
            return {"tags": sorted(map(_tag_name, _items(tags))), **canonical(rest)}
        case {"number": str(number), **rest}:
            return {"number": int(number), **canonical(rest)}
        case dict():
            return {key: canonical(item) for key, item in value.items()}
        case list():
            return [canonical(item) for item in value]
        case str() if _MOMENT.fullmatch(value):
            return datetime.fromisoformat(value).timestamp()
        case _:
            return value


def _items(tags: Any) -> list[Any]:
    return list(tags["nodes"] if isinstance(tags, dict) else tags)


def _tag_name(tag: dict[str, Any]) -> str:
    return str(tag.get("tagByTagId", tag)["name"])


def body(query: str, variables: dict[str, Any]) -> bytes:
    return json.dumps({"query": query, "variables": variables}).encode()


def dumped(answer: Any) -> bytes:
    """As compact as servers write it."""
    return json.dumps(answer, separators=(",", ":"), ensure_ascii=False).encode()
