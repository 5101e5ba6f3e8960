"""The browser's pages: the built frontend, with strict headers and caching by content hash.

The build has compressed every file beforehand, so that no request waits for it.
"""

import os
import re
from collections.abc import Awaitable, Callable, Mapping
from mimetypes import guess_type
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Match, Mount, Route
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from api.metrics import route_class
from api.negotiation import HTML, accepted_encodings, choose_media_type

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

ASSET_HEADERS: Final = SECURITY_HEADERS | {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Vary": "Accept-Encoding",
}

_SUFFIX: Final = {"br": ".br", "gzip": ".gz"}
_SCREEN = re.compile("[a-z]+")


async def graphiql_page(request: Request) -> Response:
    """GraphiQL, for a browser that opens the GraphQL endpoint; 503 until it is built."""
    return await page(DIST, "graphiql.html", inline_styles=True)(request)


def page(dist: Path, name: str, *, inline_styles: bool = False) -> Page:
    """Serves one HTML file of `dist`, revalidated at every visit; 503 while it is missing."""
    policy = content_security_policy(inline_styles=inline_styles)
    headers = SECURITY_HEADERS | {
        "Cache-Control": "no-cache",
        "Content-Security-Policy": policy,
        "Vary": "Accept, Accept-Encoding",
    }

    async def serve(request: Request) -> Response:
        path = _first_page(dist, request.url.path) if name == "index.html" else None
        path = path or dist / name
        if not path.is_file():
            unavailable = SECURITY_HEADERS | {"Cache-Control": "no-store"}
            return PlainTextResponse(NOT_BUILT, status_code=503, headers=unavailable)
        return _built_file(path, request.scope, headers)

    return serve


def _first_page(dist: Path, path: str) -> Path | None:
    """The page that names the files of its screen; any other finds them out by itself."""
    first = path.strip("/").partition("/")[0] or "home"
    found = dist / "pages" / f"{first}.html"
    return found if _SCREEN.fullmatch(first) and found.is_file() else None


def _built_file(path: Path, scope: Scope, headers: Mapping[str, str]) -> FileResponse:
    """The file, compressed as the client likes it best of what the build has made of it."""
    media_type = guess_type(path.name)[0] or "application/octet-stream"
    accepted = Headers(scope=scope).get("accept-encoding", "")
    for encoding in accepted_encodings(accepted):
        compressed = path.with_name(path.name + _SUFFIX[encoding])
        if compressed.is_file():
            path, headers = compressed, {**headers, "Content-Encoding": encoding}
            break
    return FileResponse(path, headers=headers, media_type=media_type, stat_result=os.stat(path))


class HashedAssets(StaticFiles):
    """Files named after their content, which a browser may keep for ever."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        response = _built_file(Path(full_path), scope, ASSET_HEADERS)
        if self.is_not_modified(response.headers, Headers(scope=scope)):
            return NotModifiedResponse(response.headers)
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
