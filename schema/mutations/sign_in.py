"""Signing up, in and out."""

from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import strawberry

from domain.accounts import registration, sessions
from domain.accounts.services import Client, SignIn
from domain.accounts.sign_in import log_in
from domain.actors import Actor
from domain.errors import DomainError, ErrorCode, invalid
from schema.arguments import Input
from schema.context import Context, Info
from schema.enums import SessionTransport
from schema.inputs.account import LoginInput, LogoutInput, RegisterInput, TokenRefreshInput
from schema.payloads import UserError, attempt
from schema.refresh_cookie import NAME, expired_refresh_cookie, refresh_cookie
from schema.types.user import User


@strawberry.type(description="Tokens for whoever is signed in now, or why not.")
class SignInPayload:
    access_token: str | None = strawberry.field(
        description="For `Authorization: Bearer`; ends soon."
    )
    access_token_expires_at: datetime | None = strawberry.field(
        description="When the access token ends: refresh it before."
    )
    refresh_token: str | None = strawberry.field(
        description="For tokenRefresh, once; null when a cookie holds it."
    )
    viewer: User | None = strawberry.field(description="Who is signed in.")
    errors: list[UserError] = strawberry.field(description="What the user can mend.")


@strawberry.type(description="What became of signing up.")
class RegisterPayload(SignInPayload):
    must_confirm_email: bool = strawberry.field(
        description="Whether a link in a mail must be followed before signing in."
    )


@strawberry.type(description="Whether it worked.")
class LogoutPayload:
    errors: list[UserError] = strawberry.field(description="What the user can mend.")


@dataclass
class _Outcome:
    sign_in: SignIn | None
    errors: list[UserError] = field(default_factory=list)


@strawberry.mutation(
    description="Make an account. For everybody. Signs in at once; where addresses are "
    "confirmed by mail, nobody is signed in, and the answer is the same whether or not there "
    "was an account. Emits USER_CREATED, SESSION_STARTED."
)
async def register(info: Info, input: Input[RegisterInput]) -> RegisterPayload:
    context = info.context
    _check_transport(context, input.session)
    accounts, client = context.services, client_of(context)
    outcome = await attempt(
        _Outcome,
        "sign_in",
        registration.register(accounts, input.name, input.email, input.password, client),
    )
    return RegisterPayload(
        **_members(context, outcome, input.session),
        must_confirm_email=not outcome.errors and outcome.sign_in is None,
    )


@strawberry.mutation(
    description="Sign in. For everybody; attempts are limited for each account and address. "
    "Emits SESSION_STARTED."
)
async def login(info: Info, input: Input[LoginInput]) -> SignInPayload:
    context = info.context
    _check_transport(context, input.session)
    work = log_in(context.services, input.email, input.password, client_of(context))
    return await _answer(context, work, input.session)


@strawberry.mutation(
    description="Trade a refresh token for new tokens. For everybody who has one. A token that "
    "was traded in before ends its session, except for the last one within 30 seconds. Emits "
    "SESSION_REVOKED in that case."
)
async def token_refresh(info: Info, input: Input[TokenRefreshInput]) -> SignInPayload:
    context = info.context
    if input.refresh_token is not None:
        work = sessions.refresh_session(context.services.settings, input.refresh_token)
        return await _answer(context, work, SessionTransport.TOKEN)
    payload = await _answer(context, _refresh_by_cookie(context), SessionTransport.COOKIE)
    if payload.errors and NAME in context.request_cookies:
        _set_cookie(context, expired_refresh_cookie(context.services.settings))
    return payload


@strawberry.mutation(
    description="End the session one is in. For everybody; does nothing when there is none. "
    "Emits SESSION_REVOKED."
)
async def logout(info: Info, input: Input[LogoutInput | None] = None) -> LogoutPayload:
    context = info.context
    settings, cookie = context.services.settings, context.request_cookies.get(NAME)
    token = (input.refresh_token if input else None) or cookie
    await context.transact(sessions.log_out, settings, token)
    if cookie is not None:
        _set_cookie(context, expired_refresh_cookie(settings))
    return LogoutPayload(errors=[])


def client_of(context: Context) -> Client:
    return Client(context.address, context.user_agent)


def _set_cookie(context: Context, cookie: str) -> None:
    if context.set_cookies is not None:
        context.set_cookies.append(cookie)


def _check_transport(context: Context, transport: SessionTransport) -> None:
    if transport is SessionTransport.COOKIE and context.set_cookies is None:
        message = "A socket cannot set cookies: sign in over HTTP, or with TOKEN."
        raise invalid(message, "session")


async def _refresh_by_cookie(context: Context) -> SignIn:
    token = context.request_cookies.get(NAME)
    if token is None:
        message, path = "There is neither a token nor a cookie.", ("input", "refreshToken")
        raise DomainError(ErrorCode.TOKEN_INVALID, message, path)
    return await sessions.refresh_session(context.services.settings, token)


async def _answer(
    context: Context, work: Awaitable[SignIn], transport: SessionTransport
) -> SignInPayload:
    outcome = await attempt(_Outcome, "sign_in", work)
    return SignInPayload(**_members(context, outcome, transport))


def _members(context: Context, outcome: _Outcome, transport: SessionTransport) -> dict[str, Any]:
    """The members of a payload, which shows somebody what is his own to see.

    Sets the cookie where one is wanted.
    """
    sign_in = outcome.sign_in
    if sign_in is not None:
        user, session = sign_in.user, sign_in.session
        context.actor = Actor(user_id=user.id, role=user.role, session_id=session.id)
    token = sign_in.refresh_token if sign_in else None
    if token is not None and transport is SessionTransport.COOKIE:
        _set_cookie(context, refresh_cookie(context.services.settings, token))
        token = None
    return {
        "access_token": sign_in.access_token if sign_in else None,
        "access_token_expires_at": sign_in.access_expires_at if sign_in else None,
        "refresh_token": token,
        "viewer": sign_in.user if sign_in else None,
        "errors": outcome.errors,
    }
