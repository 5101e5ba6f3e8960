"""The lists that the dashboard and integrators look at most, by name.

Each is a selection called `page`, after the cursor `$after`. `<me>`, `<category>`, `<label>` and
`<ticket>` stand for ids.
"""

from dataclasses import dataclass
from typing import Final

from domain.vocabulary import Role

_PAGE: Final = "pageInfo { hasNextPage endCursor }"


@dataclass(frozen=True, slots=True)
class View:
    selection: str
    viewer: Role = Role.MODERATOR

    def query(self, ids: dict[str, str]) -> str:
        text = f"query($after: String) {{ {self.selection} }}"
        for name, id in ids.items():
            text = text.replace(f"<{name}>", f'"{id}"')
        return text


def _tickets(filter: str = "{}", order: str = "CREATED_AT") -> str:
    return (
        f"page: tickets(filter: {filter} orderBy: {{ field: {order} direction: DESC }}"
        " first: 50 after: $after) { nodes { id number title status priority updatedAt"
        f" requester {{ id name }} assignee {{ id name }} }} {_PAGE} }}"
    )


def _of_ticket(name: str, rows: str) -> str:
    page = f"page: {name}(first: 20 after: $after) {{ nodes {{ {rows} }} {_PAGE} }}"
    return f"ticket(id: <ticket>) {{ {page} }}"


LIST_VIEWS: Final = {
    "all tickets, newest first": View(_tickets()),
    "tickets that changed last": View(_tickets(order="UPDATED_AT")),
    "tickets by priority": View(_tickets(order="PRIORITY")),
    "the to-do list": View(_tickets("{ status: { eq: OPEN } }")),
    "unassigned tickets": View(_tickets("{ hasAssignee: { eq: false } }")),
    "my active tickets": View(
        _tickets("{ assignee: { id: { eq: <me> } } status: { in: [OPEN, IN_PROGRESS, WAITING] } }")
    ),
    "a category's tickets": View(_tickets("{ category: { id: { eq: <category> } } }")),
    "a label's tickets": View(_tickets("{ tags: { some: { id: { eq: <label> } } } }")),
    "a requester's own tickets": View(_tickets(), Role.USER),
    "a ticket's comments": View(_of_ticket("comments", "id body author { id name }")),
    "a ticket's events": View(_of_ticket("events", "id kind occurredAt")),
    "people by name": View(
        "page: users(orderBy: { field: NAME direction: ASC } first: 50 after: $after)"
        f" {{ nodes {{ id name role }} {_PAGE} }}"
    ),
}
