"""What admins do with people, and moderators with themselves."""

from typing import Any

import strawberry

from domain.accounts.invitation import invite_user
from domain.accounts.user_delete import delete_user
from domain.accounts.user_update import update_user
from schema.arguments import Input
from schema.context import Info
from schema.inputs.account import UserDeleteInput, UserInviteInput, UserUpdateInput
from schema.payloads import UserError, attempt
from schema.types.user import User


@strawberry.type(description="The user, or why not.")
class UserPayload:
    user: User | None = strawberry.field(
        description="The user as they are now; after a conflict as others have left them."
    )
    errors: list[UserError] = strawberry.field(description="What the user can mend.")


@strawberry.mutation(
    description="Make an account and mail a link to set its password, which works once, for a "
    "week. For admins. Emits USER_CREATED."
)
async def user_invite(info: Info, input: Input[UserInviteInput]) -> UserPayload:
    work = info.context.run(invite_user, input.name, input.email, input.role)
    return await attempt(UserPayload, "user", work)


@strawberry.mutation(
    description="Change a user. For admins; moderators may set their own availability and "
    "capacity. Emits USER_UPDATED, and TICKET_UNASSIGNED for the tickets of who leaves the staff."
)
async def user_update(info: Info, input: Input[UserUpdateInput]) -> UserPayload:
    async def work() -> Any:
        return await info.context.transact(
            update_user, input.id, input.to_domain(), version=input.version
        )

    return await attempt(UserPayload, "user", work())


@strawberry.mutation(
    description='Delete a user: tickets stay, the name becomes "deleted user", open tickets '
    "assigned to them are assigned anew. For admins. Emits USER_DELETED, SESSION_REVOKED, "
    "API_TOKEN_REVOKED, TICKET_UNASSIGNED."
)
async def user_delete(info: Info, input: Input[UserDeleteInput]) -> UserPayload:
    work = info.context.transact(delete_user, input.id)
    return await attempt(UserPayload, "user", work)
