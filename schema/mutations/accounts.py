"""What people do with their own accounts: sessions, passwords, profile, API tokens."""

from dataclasses import dataclass, field
from typing import Any

import strawberry

from domain.accounts import api_tokens, registration, sessions
from domain.accounts import password_change as passwords
from domain.accounts.email_change import change_email
from domain.accounts.profile import update_profile
from schema.arguments import Input
from schema.context import Info
from schema.inputs.account import (
    ApiTokenCreateInput,
    ApiTokenRevokeInput,
    EmailChangeInput,
    EmailConfirmInput,
    PasswordChangeInput,
    PasswordResetInput,
    PasswordResetRequestInput,
    ProfileUpdateInput,
    SessionRevokeInput,
)
from schema.mutations.sign_in import client_of
from schema.payloads import UserError, attempt
from schema.types.account import ApiToken, Session
from schema.types.user import User


@strawberry.type(description="Oneself, or why not.")
class ViewerPayload:
    viewer: User | None = strawberry.field(description="Oneself as one is now.")
    errors: list[UserError] = strawberry.field(description="What the user can mend.")


@strawberry.type(description="Oneself, or why the address did not change.")
class EmailChangePayload(ViewerPayload):
    must_confirm_email: bool = strawberry.field(
        description="Whether the address changes only when a link in a mail to it is followed."
    )


@strawberry.type(description="Whether it worked.")
class DonePayload:
    done: bool = strawberry.field(description="Whether it was done.")
    errors: list[UserError] = strawberry.field(description="What the user can mend.")


@strawberry.type(description="The session, or why not.")
class SessionPayload:
    session: Session | None = strawberry.field(description="The session as it was.")
    errors: list[UserError] = strawberry.field(description="What the user can mend.")


@strawberry.type(description="How many sessions were ended.")
class SessionsRevokePayload:
    count: int = strawberry.field(description="How many.")
    errors: list[UserError] = strawberry.field(description="What the user can mend.")


@strawberry.type(description="The token, or why not.")
class ApiTokenPayload:
    api_token: ApiToken | None = strawberry.field(description="The token, without the key.")
    errors: list[UserError] = strawberry.field(description="What the user can mend.")


@strawberry.type(description="The new token with its key, or why not.")
class ApiTokenCreatePayload:
    api_token: ApiToken | None = strawberry.field(description="The token.")
    token: str | None = strawberry.field(description="The key, shown this once: keep it.")
    errors: list[UserError] = strawberry.field(description="What the user can mend.")


@dataclass
class _Outcome:
    result: Any
    errors: list[UserError] = field(default_factory=list)


@strawberry.mutation(
    description="End a session. For its owner and for admins, signed in by a session. Emits "
    "SESSION_REVOKED."
)
async def session_revoke(info: Info, input: Input[SessionRevokeInput]) -> SessionPayload:
    work = info.context.transact(sessions.revoke_session, input.id)
    return await attempt(SessionPayload, "session", work)


@strawberry.mutation(
    description="End all one's sessions but this one. For everybody signed in. Emits "
    "SESSION_REVOKED for each."
)
async def session_revoke_others(info: Info) -> SessionsRevokePayload:
    count = await info.context.transact(sessions.revoke_other_sessions)
    return SessionsRevokePayload(count=count, errors=[])


@strawberry.mutation(
    description="Set a new password; ends all one's other sessions. For everybody signed in by "
    "a session. Emits USER_UPDATED, SESSION_REVOKED."
)
async def password_change(info: Info, input: Input[PasswordChangeInput]) -> ViewerPayload:
    work = passwords.change_password(
        info.context.services,
        info.context.actor,
        input.current_password,
        input.new_password,
    )
    return await attempt(ViewerPayload, "viewer", work)


@strawberry.mutation(
    description="Have a link to set a new password mailed. For everybody; the answer is the "
    "same whether or not there is such an account."
)
async def password_reset_request(
    info: Info, input: Input[PasswordResetRequestInput]
) -> DonePayload:
    client = client_of(info.context)
    work = passwords.request_password_reset(info.context.services, input.email, client)
    outcome = await attempt(_Outcome, "result", work)
    return DonePayload(done=not outcome.errors, errors=outcome.errors)


@strawberry.mutation(
    description="Set a new password by the link in a mail; ends all sessions. For everybody who "
    "has the link. Emits USER_UPDATED, SESSION_REVOKED."
)
async def password_reset(info: Info, input: Input[PasswordResetInput]) -> DonePayload:
    work = passwords.reset_password(info.context.services, input.token, input.password)
    outcome = await attempt(_Outcome, "result", work)
    return DonePayload(done=not outcome.errors, errors=outcome.errors)


@strawberry.mutation(
    description="Confirm an address by the link in a mail. For everybody who has the link. Emits "
    "USER_UPDATED."
)
async def email_confirm(info: Info, input: Input[EmailConfirmInput]) -> DonePayload:
    work = info.context.transact(registration.confirm_email, input.token)
    outcome = await attempt(_Outcome, "result", work)
    return DonePayload(done=not outcome.errors, errors=outcome.errors)


@strawberry.mutation(
    description="Set another address for oneself. Where addresses are confirmed by mail, it "
    "changes when the link in a mail to the new one is followed (emailConfirm), and the answer is "
    "the same whether or not somebody has it. For everybody signed in by a session. Emits "
    "USER_UPDATED."
)
async def email_change(info: Info, input: Input[EmailChangeInput]) -> EmailChangePayload:
    services = info.context.services
    work = change_email(services, info.context.actor, input.email, input.current_password)
    outcome = await attempt(_Outcome, "result", work)
    must_confirm = services.settings.must_confirm_email and not outcome.errors
    return EmailChangePayload(
        viewer=outcome.result, must_confirm_email=must_confirm, errors=outcome.errors
    )


@strawberry.mutation(
    description="Change one's own name, mail switches and time zone. For everybody signed in. "
    "Emits USER_UPDATED."
)
async def profile_update(info: Info, input: Input[ProfileUpdateInput]) -> ViewerPayload:
    async def work() -> Any:
        return await info.context.transact(update_profile, input.to_domain())

    return await attempt(ViewerPayload, "viewer", work())


@strawberry.mutation(
    description="Make a key for a machine. For everybody signed in by a session. Emits "
    "API_TOKEN_CREATED."
)
async def api_token_create(info: Info, input: Input[ApiTokenCreateInput]) -> ApiTokenCreatePayload:
    work = info.context.transact(
        api_tokens.create_api_token, input.name, input.scopes, input.expires_at
    )
    outcome = await attempt(_Outcome, "result", work)
    row, token = outcome.result or (None, None)
    return ApiTokenCreatePayload(api_token=row, token=token, errors=outcome.errors)


@strawberry.mutation(
    description="Revoke a machine's key. For its owner and for admins, signed in by a session. "
    "Emits API_TOKEN_REVOKED."
)
async def api_token_revoke(info: Info, input: Input[ApiTokenRevokeInput]) -> ApiTokenPayload:
    work = info.context.transact(api_tokens.revoke_api_token, input.id)
    return await attempt(ApiTokenPayload, "api_token", work)
