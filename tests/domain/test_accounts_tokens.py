"""Access and refresh tokens: what they say, and what breaks them."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest
from pydantic import SecretStr

from domain.accounts.access_tokens import issue_access_token, read_access_token
from domain.accounts.refresh_tokens import is_genuine, parse_refresh_token, refresh_token_of
from domain.accounts.secrets import derive_key, hash_token, random_token
from domain.errors import AccessError, ErrorCode
from domain.ids import new_id
from domain.models import Session
from tests.domain.accounts_fixtures import settings

NOW = datetime.now(UTC)


def test_an_access_token_says_who_in_which_session_until_when() -> None:
    token, expires_at = issue_access_token(settings(), "usr_1", "ses_1", NOW)
    claims = read_access_token(settings(), token)
    assert (claims.user_id, claims.session_id) == ("usr_1", "ses_1")
    assert claims.expires_at == expires_at == NOW.replace(microsecond=0) + timedelta(minutes=15)


def test_an_access_token_says_nothing_about_rights() -> None:
    token, _ = issue_access_token(settings(), "usr_1", "ses_1", NOW)
    claims = jwt.decode(token, options={"verify_signature": False})
    assert set(claims) == {"sub", "sid", "iat", "exp", "typ"}


def test_an_expired_token_is_refused() -> None:
    token, _ = issue_access_token(settings(), "usr_1", "ses_1", NOW - timedelta(hours=1))
    with pytest.raises(AccessError, match="expired"):
        read_access_token(settings(), token)


def test_forged_foreign_and_malformed_tokens_are_refused() -> None:
    key = derive_key(settings(), "access token")
    claims = {"sub": "usr_1", "sid": "ses_1", "iat": NOW, "exp": NOW + timedelta(hours=1)}
    other = settings(secret=SecretStr("t" * 40))
    bad = [
        issue_access_token(other, "usr_1", "ses_1", NOW)[0],
        jwt.encode(claims | {"typ": "access"}, None, "none"),
        jwt.encode(claims | {"typ": "refresh"}, key, "HS256"),
        jwt.encode(claims, key, "HS256"),
        jwt.encode(claims | {"typ": "access", "sid": 5}, key, "HS256"),
        jwt.encode(claims | {"typ": "access", "sub": 5}, key, "HS256"),
        "",
        "a.b.c",
        "nonsense",
    ]
    for token in bad:
        with pytest.raises(AccessError) as caught:
            read_access_token(settings(), token)
        assert caught.value.code is ErrorCode.UNAUTHENTICATED


def test_no_key_is_derived_from_a_short_secret() -> None:
    with pytest.raises(ValueError, match="secret"):
        derive_key(settings(secret=SecretStr("short")), "access token")


def test_a_refresh_token_belongs_to_one_session_and_generation() -> None:
    session = Session(id=new_id("ses"), user_id="usr_1", generation=3, created_at=NOW)
    claims = parse_refresh_token(refresh_token_of(settings(), session))
    assert claims is not None
    assert (claims.session_id, claims.generation) == (session.id, 3)
    assert is_genuine(settings(), claims, session)
    for stranger in (
        Session(id=new_id("ses"), user_id="usr_1", generation=3, created_at=NOW),
        Session(id=session.id, user_id="usr_2", generation=3, created_at=NOW),
        Session(id=session.id, user_id="usr_1", created_at=NOW + timedelta(microseconds=1)),
    ):
        assert not is_genuine(settings(), claims, stranger)
    assert not is_genuine(settings(secret=SecretStr("t" * 40)), claims, session)


@pytest.mark.parametrize("change", ["generation", "mac"])
def test_a_changed_refresh_token_is_not_genuine(change: str) -> None:
    session = Session(id=new_id("ses"), user_id="usr_1", generation=3, created_at=NOW)
    head, generation, mac = refresh_token_of(settings(), session).split(".")
    if change == "generation":
        generation = "2"
    else:
        mac = mac[:-1] + ("A" if mac[-1] != "A" else "E")
    claims = parse_refresh_token(f"{head}.{generation}.{mac}")
    assert claims is not None
    assert not is_genuine(settings(), claims, session)


@pytest.mark.parametrize(
    "token", ["", "dwr_", "dwr_x.0.y", "dwr_" + "s" * 30 + ".0." + "a" * 43, "dwk_abc"]
)
def test_malformed_refresh_tokens_are_nothing(token: str) -> None:
    assert parse_refresh_token(token) is None


def test_random_tokens_have_43_characters_and_differ() -> None:
    assert len(random_token()) == 43
    assert random_token("dwk_").startswith("dwk_")
    assert random_token() != random_token()
    assert len(hash_token("x")) == 64
