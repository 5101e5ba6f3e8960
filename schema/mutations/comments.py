"""Comments."""

import strawberry

from domain import tickets
from schema.arguments import Input
from schema.context import Info
from schema.inputs.ticket import CommentCreateInput, CommentDeleteInput, CommentUpdateInput
from schema.payloads import UserError, attempt
from schema.types.comment import Comment


@strawberry.type(description="The comment, or why not.")
class CommentPayload:
    comment: Comment | None = strawberry.field(
        description="The comment; after a deletion as it was."
    )
    errors: list[UserError] = strawberry.field(description="What the user can mend.")


@strawberry.mutation(
    description="Comment on a ticket. For its requester (in public) and for staff. Emits "
    "COMMENT_CREATED, and TICKET_STATUS_CHANGED when a requester's comment wakes the ticket."
)
async def comment_create(info: Info, input: Input[CommentCreateInput]) -> CommentPayload:
    work = info.context.transact(
        tickets.create_comment, input.ticket_id, input.body, input.visibility, id=input.id
    )
    return await attempt(CommentPayload, "comment", work)


@strawberry.mutation(description="Edit a comment. For its author. Emits COMMENT_UPDATED.")
async def comment_update(info: Info, input: Input[CommentUpdateInput]) -> CommentPayload:
    work = info.context.transact(
        tickets.update_comment, input.id, input.body, version=input.version
    )
    return await attempt(CommentPayload, "comment", work)


@strawberry.mutation(
    description="Delete a comment. For its author, and for admins. Emits COMMENT_DELETED."
)
async def comment_delete(info: Info, input: Input[CommentDeleteInput]) -> CommentPayload:
    work = info.context.transact(tickets.delete_comment, input.id)
    return await attempt(CommentPayload, "comment", work)
