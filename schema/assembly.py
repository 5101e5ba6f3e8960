"""The whole schema, put together from its parts."""

from typing import cast

import strawberry
from strawberry.tools import create_type
from strawberry.types.field import StrawberryField

from schema import enums, mutations, queries, subscriptions
from schema.inputs.building import build_inputs_directly
from schema.scalars import CONFIG
from schema.types.article import Article
from schema.types.catalog import Category, Skill, Tag
from schema.types.comment import Comment
from schema.types.ticket import Ticket
from schema.types.user import User

assert enums, "importing it registers the enumerations"

Query = create_type("Query", queries.FIELDS, description="Reads.")
Mutation = create_type("Mutation", mutations.FIELDS, description="Changes.")
Subscription = create_type(
    "Subscription",
    cast("list[StrawberryField]", subscriptions.FIELDS),
    description="Live streams, over WebSockets.",
)

schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[Ticket, Comment, Article, User, Category, Skill, Tag],
    config=CONFIG,
)
build_inputs_directly(schema)
