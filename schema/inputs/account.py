"""Inputs about people and how they sign in."""

from datetime import datetime

import strawberry

from domain.accounts.profile import ProfileChanges
from domain.accounts.user_update import SkillLevel, UserChanges
from domain.unset import UNSET
from domain.vocabulary import MailKind, Role, Scope
from schema.enums import SessionTransport
from schema.inputs.given import given

_TRANSPORT = "How the refresh token is kept."


@strawberry.input(description="A new account.")
class RegisterInput:
    name: str = strawberry.field(description="The name shown, 1 to 100 characters.")
    email: str = strawberry.field(description="The address; it is also the sign-in name.")
    password: str = strawberry.field(description="10 to 200 characters.")
    session: SessionTransport = strawberry.field(
        default=SessionTransport.TOKEN, description=_TRANSPORT
    )


@strawberry.input(description="Who signs in.")
class LoginInput:
    email: str = strawberry.field(description="The address.")
    password: str = strawberry.field(description="The password.")
    session: SessionTransport = strawberry.field(
        default=SessionTransport.TOKEN, description=_TRANSPORT
    )


@strawberry.input(description="A refresh token to trade in.")
class TokenRefreshInput:
    refresh_token: str | None = strawberry.field(
        default=None, description="The token; left out, the cookie's is taken."
    )


@strawberry.input(description="A session to leave.")
class LogoutInput:
    refresh_token: str | None = strawberry.field(
        default=None,
        description="Its refresh token, for when the access token has expired; left out, the "
        "cookie's is taken.",
    )


@strawberry.input(description="A session to end.")
class SessionRevokeInput:
    id: strawberry.ID = strawberry.field(description="The session.")


@strawberry.input(description="A new password for oneself.")
class PasswordChangeInput:
    current_password: str = strawberry.field(description="The present one.")
    new_password: str = strawberry.field(description="10 to 200 characters.")


@strawberry.input(description="Another address for oneself.")
class EmailChangeInput:
    email: str = strawberry.field(description="The new address.")
    current_password: str = strawberry.field(description="The password, for safety.")


@strawberry.input(description="Somebody who forgot the password.")
class PasswordResetRequestInput:
    email: str = strawberry.field(description="The address of the account.")


@strawberry.input(description="A new password, by the link in a mail.")
class PasswordResetInput:
    token: str = strawberry.field(description="The token of the link.")
    password: str = strawberry.field(description="10 to 200 characters.")


@strawberry.input(description="An address to confirm.")
class EmailConfirmInput:
    token: str = strawberry.field(description="The token of the link.")


@strawberry.input(description="What to change about oneself; what is left out stays.")
class ProfileUpdateInput:
    name: str | None = strawberry.field(
        default=strawberry.UNSET, description="The name shown, 1 to 100 characters."
    )
    muted_mails: list[MailKind] | None = strawberry.field(
        default=strawberry.UNSET, description="All kinds of mail to switch off."
    )
    time_zone: str | None = strawberry.field(
        default=strawberry.UNSET, description="An IANA name such as Europe/Berlin."
    )

    def to_domain(self) -> ProfileChanges:
        return ProfileChanges(
            name=given(self.name, "name"),
            muted_mails=given(self.muted_mails, "mutedMails"),
            time_zone=given(self.time_zone, "timeZone"),
        )


@strawberry.input(description="A key for a machine.")
class ApiTokenCreateInput:
    name: str = strawberry.field(description="What it is for, 1 to 100 characters.")
    scopes: list[Scope] = strawberry.field(
        description="What it may do besides READ, which every token has."
    )
    expires_at: datetime | None = strawberry.field(
        default=None, description="When it ends, within a year; null for never."
    )


@strawberry.input(description="A key to revoke.")
class ApiTokenRevokeInput:
    id: strawberry.ID = strawberry.field(description="The token.")


@strawberry.input(description="A skill and how well somebody has it.")
class UserSkillInput:
    skill_id: strawberry.ID = strawberry.field(description="The skill.")
    level: int = strawberry.field(default=3, description="1 (a beginner) to 5.")


@strawberry.input(description="Somebody to make an account for.")
class UserInviteInput:
    name: str = strawberry.field(description="The name shown, 1 to 100 characters.")
    email: str = strawberry.field(description="Where the invitation goes; the sign-in name.")
    role: Role = strawberry.field(default=Role.USER, description="What they may do.")


@strawberry.input(description="What to change about somebody; what is left out stays.")
class UserUpdateInput:
    id: strawberry.ID = strawberry.field(description="The user.")
    name: str | None = strawberry.field(
        default=strawberry.UNSET, description="The name shown. Admins only."
    )
    role: Role | None = strawberry.field(
        default=strawberry.UNSET, description="What they may do. Admins only."
    )
    is_available: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether they take new tickets."
    )
    capacity: int | None = strawberry.field(
        default=strawberry.UNSET, description="How many active tickets at once, 0 to 1,000."
    )
    skills: list[UserSkillInput] | None = strawberry.field(
        default=strawberry.UNSET, description="All that they can do. Admins only."
    )
    tags: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="All their labels, for rules. Admins only."
    )
    version: int | None = strawberry.field(
        default=None,
        description="The version that this change is based on: it conflicts only if a field "
        "being set has changed since.",
    )

    def to_domain(self) -> UserChanges:
        skills, tags = given(self.skills, "skills"), given(self.tags, "tags")
        return UserChanges(
            name=given(self.name, "name"),
            role=given(self.role, "role"),
            is_available=given(self.is_available, "isAvailable"),
            capacity=given(self.capacity, "capacity"),
            skills=UNSET
            if skills is UNSET
            else tuple(SkillLevel(skill.skill_id, skill.level) for skill in skills),
            tags=UNSET if tags is UNSET else tuple(tags),
        )


@strawberry.input(description="A user to delete.")
class UserDeleteInput:
    id: strawberry.ID = strawberry.field(description="The user.")
