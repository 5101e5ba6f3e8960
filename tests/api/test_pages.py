"""The browser's pages, asked for through a real Starlette app."""

import gzip
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from api.pages import page, routes

NAVIGATION = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
IN_BROTLI = b"\x8b\x04\x80export {};\x03"
IMMUTABLE = "public, max-age=31536000, immutable"


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    built = tmp_path / "dist"
    (built / "assets").mkdir(parents=True)
    (built / "index.html").write_text("<!doctype html><title>Welcome</title>")
    (built / "graphiql.html").write_text("<!doctype html><title>GraphiQL</title>")
    (built / "favicon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (built / "assets" / "main-AbC123.js").write_text("export {};")
    (built / "assets" / "main-AbC123.js.br").write_bytes(IN_BROTLI)
    (built / "assets" / "main-AbC123.js.gz").write_bytes(gzip.compress(b"export {};", mtime=0))
    (built / "pages").mkdir()
    (built / "pages" / "inbox.html").write_text("<!doctype html><title>Inbox</title>")
    (built / "pages" / "home.html").write_text("<!doctype html><title>Home</title>")
    (tmp_path / "secret.txt").write_text("not for browsers")
    return built


def open_browser(dist: Path) -> httpx.AsyncClient:
    app = Starlette(routes=routes(dist))
    app.add_route("/graphql", page(dist, "graphiql.html", inline_styles=True))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk.test")


@pytest.mark.parametrize(("path", "title"), [("/", "Home"), ("/graphql", "GraphiQL")])
async def test_a_page_is_revalidated_at_every_visit(dist: Path, path: str, title: str) -> None:
    async with open_browser(dist) as browser:
        answer = await browser.get(path)
    assert answer.status_code == 200
    assert title in answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/", "/graphql", "/favicon.svg", "/assets/main-AbC123.js"])
async def test_every_answer_is_locked_down(dist: Path, path: str) -> None:
    async with open_browser(dist) as browser:
        headers = (await browser.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert ("unsafe-inline" in policy) == (path == "/graphql")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "camera=()" in headers["permissions-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/tickets/tkt_01k8y3zq4v5w6x7y8z9a0b1c2d",
        "/reset-password?token=s3cret",
        "/confirm-email?token=s3cret",
        "/login",
        "/profile/",
        "/made/up",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_browser_gets_a_page_wherever_a_link_leads(
    dist: Path, method: str, path: str
) -> None:
    async with open_browser(dist) as browser:
        answer = await browser.request(method, path, headers={"accept": NAVIGATION})
    assert answer.status_code == 200
    assert ("Welcome" in answer.text) == (method == "GET")
    assert answer.headers["cache-control"] == "no-cache"
    assert "Accept" in answer.headers["vary"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "unsafe-inline" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/graphql/x",
        "/healthz/x",
        "/readyz/x",
        "/metrics/x",
        "/assets/missing.js",
        "/assets/missing",
        "/missing.js",
        "/wp-login.php",
        "/.env",
        "/.git/config",
    ],
)
async def test_a_path_of_the_api_or_of_a_file_is_no_page(dist: Path, path: str) -> None:
    async with open_browser(dist) as browser:
        answer = await browser.get(path, headers={"accept": NAVIGATION})
    assert answer.status_code == 404


@pytest.mark.parametrize("accept", ["", "*/*", "application/json", "image/*", "text/html;q=0"])
async def test_who_asks_for_no_page_is_told_that_there_is_nothing(dist: Path, accept: str) -> None:
    async with open_browser(dist) as browser:
        answer = await browser.get("/tickets/tkt_1", headers={"accept": accept})
    assert answer.status_code == 404


async def test_an_asset_is_kept_for_ever(dist: Path) -> None:
    async with open_browser(dist) as browser:
        answer = await browser.get("/assets/main-AbC123.js")
        again = await browser.get(
            "/assets/main-AbC123.js", headers={"if-none-match": answer.headers["etag"]}
        )
    assert answer.headers["cache-control"] == IMMUTABLE
    assert answer.headers["content-type"].startswith("text/javascript")
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("accept", "encoding", "body"),
    [
        ("gzip, deflate, br", "br", IN_BROTLI),
        ("gzip, br;q=0.5", "gzip", gzip.compress(b"export {};", mtime=0)),
        ("gzip", "gzip", gzip.compress(b"export {};", mtime=0)),
        ("identity", None, b"export {};"),
        ("br;q=0, gzip;q=0", None, b"export {};"),
    ],
)
async def test_an_asset_comes_as_the_build_has_compressed_it(
    dist: Path, accept: str, encoding: str | None, body: bytes
) -> None:
    asked = {"accept-encoding": accept}
    async with (
        open_browser(dist) as browser,
        browser.stream("GET", "/assets/main-AbC123.js", headers=asked) as answer,
    ):
        got = b"".join([part async for part in answer.aiter_raw()])
    assert got == body
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["cache-control"] == IMMUTABLE
    assert answer.headers["content-type"].startswith("text/javascript")


async def test_each_encoding_of_an_asset_has_a_tag_of_its_own(dist: Path) -> None:
    async with open_browser(dist) as browser:
        plain, packed = [
            (await browser.get("/assets/main-AbC123.js", headers={"accept-encoding": it})).headers
            for it in ("identity", "gzip")
        ]
    assert plain["etag"] != packed["etag"]


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/inbox", "Inbox"),
        ("/inbox/", "Inbox"),
        ("/", "Home"),
        ("/login", "Welcome"),
        ("/INBOX", "Welcome"),
        ("/index", "Welcome"),
    ],
)
async def test_a_screen_has_a_page_that_names_its_files(dist: Path, path: str, title: str) -> None:
    async with open_browser(dist) as browser:
        answer = await browser.get(path, headers={"accept": NAVIGATION})
    assert title in answer.text


async def test_a_missing_asset_is_not_found_and_not_kept(dist: Path) -> None:
    async with open_browser(dist) as browser:
        answer = await browser.get("/assets/gone-000000.js")
    assert answer.status_code == 404
    assert "cache-control" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../../secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "/assets/..%5c..%5csecret.txt",
        "/assets//etc/passwd",
        "/assets/%00",
        "/..%2fsecret.txt",
    ],
)
async def test_no_path_leads_out_of_the_assets(dist: Path, path: str) -> None:
    async with open_browser(dist) as browser:
        request = browser.build_request("GET", "/")
        request.url = httpx.URL("http://desk.test").copy_with(raw_path=path.encode())
        answer = await browser.send(request)
    assert answer.status_code == 404
    assert "not for browsers" not in answer.text


async def test_pages_change_nothing(dist: Path) -> None:
    async with open_browser(dist) as browser:
        answers = [await browser.post(path) for path in ("/", "/assets/main-AbC123.js")]
        elsewhere = await browser.post("/login", headers={"accept": NAVIGATION})
    assert [answer.status_code for answer in answers] == [405, 405]
    assert elsewhere.status_code == 404


async def test_unbuilt_pages_say_how_to_build_them(tmp_path: Path) -> None:
    async with open_browser(tmp_path / "nothing") as browser:
        answers = [await browser.get(path) for path in ("/", "/graphql")]
        asset = await browser.get("/assets/main-AbC123.js")
    for answer in answers:
        assert answer.status_code == 503
        assert "npm --prefix frontend run build" in answer.text
        assert answer.headers["cache-control"] == "no-store"
    assert asset.status_code == 404
