"""The cookie that holds a browser's refresh token, where no script can read it."""

from domain.settings import Settings

NAME = "deskwire_refresh"
_SECONDS_A_DAY = 86_400


def refresh_cookie(settings: Settings, token: str) -> str:
    """The value of a `Set-Cookie` header that keeps `token` as long as its session lasts."""
    return _cookie(settings, token, settings.session_days * _SECONDS_A_DAY)


def expired_refresh_cookie(settings: Settings) -> str:
    return _cookie(settings, "", 0)


def _cookie(settings: Settings, value: str, max_age_s: int) -> str:
    secure = "; Secure" if settings.cookies_are_secure else ""
    return f"{NAME}={value}; Max-Age={max_age_s}; Path=/graphql; HttpOnly; SameSite=Strict{secure}"
