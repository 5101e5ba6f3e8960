"""The browser's pages: the built frontend, with strict headers and caching by content hash."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Match, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.metrics import route_class
from api.negotiation import HTML, choose_media_type

Page = Callable[[Request], Awaitable[Response]]

DIST: Final = Path(__file__).resolve().parent.parent / "frontend" / "dist"

NOT_BUILT: Final = (
    "Deskwire's pages are not built yet.\n\n"
    "Build them with:  npm --prefix frontend ci && npm --prefix frontend run build\n"
    "(`make up` does this.) The GraphQL API at /graphql works without them.\n"
)


def content_security_policy(*, inline_styles: bool) -> str:
    """Everything from this origin only. GraphiQL's editor writes style elements as it runs."""
    styles = "'self' 'unsafe-inline'" if inline_styles else "'self'"
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            f"style-src {styles}",
            "img-src 'self' data:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


SECURITY_HEADERS: Final = {
    "Content-Security-Policy": content_security_policy(inline_styles=False),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

ASSET_HEADERS: Final = SECURITY_HEADERS | {"Cache-Control": "public, max-age=31536000, immutable"}


async def graphiql_page(request: Request) -> Response:
    """GraphiQL, for a browser that opens the GraphQL endpoint; 503 until it is built."""
    return await page(DIST, "graphiql.html", inline_styles=True)(request)


def page(dist: Path, name: str, *, inline_styles: bool = False) -> Page:
    """Serves one HTML file of `dist`, revalidated at every visit; 503 while it is missing."""
    policy = content_security_policy(inline_styles=inline_styles)
    headers = SECURITY_HEADERS | {
        "Cache-Control": "no-cache",
        "Content-Security-Policy": policy,
        "Vary": "Accept",
    }

    async def serve(request: Request) -> Response:
        path = dist / name
        if not path.is_file():
            unavailable = SECURITY_HEADERS | {"Cache-Control": "no-store"}
            return PlainTextResponse(NOT_BUILT, status_code=503, headers=unavailable)
        return FileResponse(path, headers=headers)

    return serve


class HashedAssets(StaticFiles):
    """Files named after their content, which a browser may keep for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(ASSET_HEADERS)
        return response

    async def check_config(self) -> None:
        """A missing folder is no fault here: its files are not found, and pages say why."""


class BrowserPaths(Route):
    """Paths that only the page itself tells apart, such as `/tickets/<id>`, for a browser.

    What asks for no HTML, what looks like a file and all below the API's own paths match
    nothing, and so are not found.
    """

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            return Match.NONE, {}
        path = scope["path"]
        accept = Headers(scope=scope).get("accept", "")
        is_page = route_class(path) == "pages" and "." not in path
        if not is_page or choose_media_type(accept, html=True) != HTML:
            return Match.NONE, {}
        return super().matches(scope)


def routes(dist: Path) -> list[BaseRoute]:
    """The pages under `/`; mount them after the API's own paths."""
    welcome = page(dist, "index.html")
    return [
        Route("/", welcome, methods=["GET"]),
        Route("/favicon.svg", page(dist, "favicon.svg"), methods=["GET"]),
        Mount("/assets", HashedAssets(directory=dist / "assets", check_dir=False)),
        BrowserPaths("/{path:path}", welcome, methods=["GET"]),
    ]
