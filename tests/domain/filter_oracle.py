"""What a ticket filter means, in plain Python; and filters at random."""

import operator
import random
from collections.abc import Callable
from typing import Any

from domain.models import Ticket
from domain.vocabulary import Channel, Priority, Role, Sentiment, TicketStatus, Urgency
from tests.domain.query_data import Desk

TEXTS = ["printer", "PRINT", "100%", "s_m", "back\\", "%", "_", "\\", "", "Über", "nothing"]
ENUMS = {
    "status": TicketStatus,
    "priority": Priority,
    "urgency": Urgency,
    "sentiment": Sentiment,
    "channel": Channel,
}
TEXT_FIELDS = ("title", "description", "language", "notes", "external_id")
MOMENTS = ("created_at", "updated_at", "due_at", "first_response_at", "resolved_at", "closed_at")
NULLABLE = {"language", "external_id", "rating", *MOMENTS[2:]}


class Oracle:
    """Looks everything up in lists, as slowly as can be."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._people = {user.id: user for user in [*desk.requesters, *desk.staff]}
        self._categories = {row.id: row for row in desk.categories}
        self._tags = {row.id: row for row in desk.tags}
        self._skills = {row.id: row for row in desk.skills}

    def find(self, given: dict[str, Any]) -> set[str]:
        return {row.id for row in self.desk.tickets if self.holds(given, row)}

    def holds(self, given: dict[str, Any], row: Ticket) -> bool:
        return all(self._entry(key, value, row) for key, value in given.items())

    def _entry(self, key: str, value: Any, row: Ticket) -> bool:
        match key:
            case "and":
                return all(self.holds(item, row) for item in value)
            case "or":
                return any(self.holds(item, row) for item in value)
            case "not":
                return not self.holds(value, row)
            case "has_assignee":
                return all((row.assignee_id is not None) is item for item in value.values())
            case "requester":
                return _object(value, self._people[row.requester_id])
            case "assignee":
                return _object(value, self._people.get(row.assignee_id or ""))
            case "category":
                return _object(value, self._categories[row.category_id])
            case "tags" | "skills" | "comments":
                return _many(value, self._linked(key, row))
        return operators_hold(value, getattr(row, key))

    def _linked(self, key: str, row: Ticket) -> list[dict[str, Any]]:
        if key == "tags":
            links = [link for link in self.desk.tag_links if link.ticket_id == row.id]
            return [{"id": x.tag_id, "name": self._tags[x.tag_id].name} for x in links]
        if key == "skills":
            return [
                {
                    "id": link.skill_id,
                    "name": self._skills[link.skill_id].name,
                    "is_suggested": link.is_suggested,
                }
                for link in self.desk.skill_links
                if link.ticket_id == row.id
            ]
        return [
            {"body": comment.body, "visibility": comment.visibility.value}
            for comment in self.desk.comments
            if comment.ticket_id == row.id
        ]


def _many(value: dict[str, Any], linked: list[dict[str, Any]]) -> bool:
    def holds(inner: dict[str, Any], item: dict[str, Any]) -> bool:
        return all(
            not holds(wanted, item) if name == "not" else operators_hold(wanted, item[name])
            for name, wanted in inner.items()
        )

    quantified = {
        "some": lambda inner: any(holds(inner, item) for item in linked),
        "none": lambda inner: not any(holds(inner, item) for item in linked),
        "every": lambda inner: all(holds(inner, item) for item in linked),
    }
    return all(quantified[name](inner) for name, inner in value.items())


def _object(value: dict[str, Any], target: Any) -> bool:
    return all(
        operators_hold(wanted, None if target is None else getattr(target, name))
        for name, wanted in value.items()
    )


def operators_hold(wanted: dict[str, Any], actual: Any) -> bool:
    return all(_operator(name, operand, actual) for name, operand in wanted.items())


_MEANINGS: dict[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "in": lambda actual, operand: actual in operand,
    "contains": lambda actual, operand: _fold(operand) in _fold(actual),
    "starts_with": lambda actual, operand: _fold(actual).startswith(_fold(operand)),
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
}


def _operator(name: str, operand: Any, actual: Any) -> bool:
    if name == "is_null":
        return (actual is None) is operand
    return actual is not None and bool(_MEANINGS[name](actual, operand))


def _fold(text: str) -> str:
    """Case is ignored in ASCII only: beyond it PostgreSQL does what its locale says."""
    return "".join(c.lower() if c.isascii() else c for c in text)


def random_filter(chance: random.Random, desk: Desk, depth: int = 3) -> dict[str, Any]:
    return dict(
        _random_entry(chance, desk, depth) for _ in range(chance.choice([0, 1, 1, 1, 2, 3]))
    )


def _random_entry(chance: random.Random, desk: Desk, depth: int) -> tuple[str, Any]:
    if depth and chance.random() < 0.4:
        key = chance.choice(["and", "or", "not"])
        if key == "not":
            return key, random_filter(chance, desk, depth - 1)
        return key, [random_filter(chance, desk, depth - 1) for _ in range(chance.randrange(4))]
    makers = [_enum, _text, _moment, _number, _relation, _relation, _id]
    return chance.choice(makers)(chance, desk)


def _enum(chance: random.Random, desk: Desk) -> tuple[str, Any]:
    name, enum = chance.choice(list(ENUMS.items()))
    values = [value.value for value in chance.sample(list(enum), chance.randrange(3))]
    return name, chance.choice([{"in": values}, {"eq": chance.choice(list(enum))}])


def _text(chance: random.Random, desk: Desk) -> tuple[str, Any]:
    name = chance.choice(TEXT_FIELDS)
    return name, _text_operators(chance, name, [getattr(row, name) for row in desk.tickets])


def _text_operators(chance: random.Random, name: str, values: list[Any]) -> dict[str, Any]:
    known = [value for value in values if value is not None]
    choices: list[dict[str, Any]] = [
        {"contains": chance.choice(TEXTS)},
        {"starts_with": chance.choice([*TEXTS, *known])},
        {"eq": chance.choice(known)},
        {"in": chance.sample(known, 2)},
    ]
    if name in NULLABLE:
        choices.append({"is_null": chance.random() < 0.5})
    return chance.choice(choices)


def _moment(chance: random.Random, desk: Desk) -> tuple[str, Any]:
    name = chance.choice(MOMENTS)
    known = [value for row in desk.tickets if (value := getattr(row, name)) is not None]
    return name, _comparison(chance, name, known)


def _number(chance: random.Random, desk: Desk) -> tuple[str, Any]:
    name = chance.choice(["number", "rating"])
    known = [value for row in desk.tickets if (value := getattr(row, name)) is not None]
    return name, _comparison(chance, name, known)


def _comparison(chance: random.Random, name: str, known: list[Any]) -> dict[str, Any]:
    if name in NULLABLE and chance.random() < 0.3:
        return {"is_null": chance.random() < 0.5}
    if chance.random() < 0.2:
        return {"in": chance.sample(known, 3)}
    names = chance.sample(["eq", "lt", "lte", "gt", "gte"], chance.randrange(1, 3))
    return {name: chance.choice(known) for name in names}


def _id(chance: random.Random, desk: Desk) -> tuple[str, Any]:
    ids = [row.id for row in chance.sample(desk.tickets, 5)]
    return "id", chance.choice([{"in": ids}, {"eq": ids[0]}, {"in": []}, {"eq": "tkt_none"}])


def _relation(chance: random.Random, desk: Desk) -> tuple[str, Any]:
    name = chance.choice(
        ["requester", "assignee", "category", "has_assignee", "tags", "skills", "comments"]
    )
    quantifier = chance.choice(["some", "none", "every"])
    match name:
        case "has_assignee":
            return name, {"eq": chance.random() < 0.5}
        case "requester" | "assignee":
            people = desk.requesters if name == "requester" else desk.staff
            user = chance.choice(people)
            fields: list[dict[str, Any]] = [
                {"id": {"eq": user.id}},
                {"name": {"contains": user.name[-3:]}},
                {"email": {"starts_with": user.name}, "role": {"in": [Role.USER, "MODERATOR"]}},
            ]
            return name, chance.choice(fields)
        case "category":
            category = chance.choice(desk.categories)
            return name, chance.choice([{"id": {"eq": category.id}}, {"key": {"eq": category.key}}])
        case "tags":
            tag = chance.choice(desk.tags)
            tags = [{"id": {"eq": tag.id}}, {"name": {"in": [tag.name]}}, {}]
            return name, {quantifier: chance.choice(tags)}
        case "skills":
            skill = chance.choice(desk.skills)
            inner = {"name": {"eq": skill.name}, "is_suggested": {"eq": True}}
            return name, {quantifier: chance.choice([inner, {"not": inner}])}
    return name, {quantifier: {"body": {"contains": "AGAIN"}, "visibility": {"eq": "PUBLIC"}}}
