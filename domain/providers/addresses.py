"""Which endpoints the desk may be sent to.

A base URL is text that somebody typed, and the desk sends requests there from inside the
house's network. So an address that is not public needs the operator's consent by a setting,
and what clouds keep at link-local addresses (their machines' credentials) is never reached.
The same check runs again on the resolved address whenever a connection is made, or else a
name could point elsewhere by then.
"""

import ipaddress
from typing import Final
from urllib.parse import urlsplit

from domain import limits
from domain.errors import ErrorCode, invalid

_LOCAL_NAMES: Final = (".localhost", ".local", ".internal", ".lan", ".home", ".intranet")
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_CONSENT: Final = "Set DESKWIRE_LLM_PRIVATE_ADDRESSES=true to allow it."


def clean_base_url(url: str, *, may_be_private: bool, path: str = "baseUrl") -> str:
    """`url` without its last slash; raises INVALID, REQUIRED or TOO_LONG at `path`."""
    url = url.strip().rstrip("/")
    if not url:
        raise invalid("A base URL is needed.", path, code=ErrorCode.REQUIRED)
    if len(url) > limits.URL_LENGTH:
        raise invalid(f"At most {limits.URL_LENGTH} characters.", path, code=ErrorCode.TOO_LONG)
    if not url.isascii() or not url.isprintable() or " " in url:
        raise invalid("A URL has only ASCII characters and no blanks.", path)
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise invalid("This is no URL.", path) from None
    if parts.scheme not in {"https", "http"} or not host:
        raise invalid("It must begin with https:// (or http:// inside the house).", path)
    if parts.username is not None or parts.query or parts.fragment or "?" in url or "#" in url:
        raise invalid("No user name, query or fragment is allowed in it.", path)
    _check_host(host, parts.scheme, may_be_private, path)
    return url


def is_allowed(address: str, *, may_be_private: bool) -> bool:
    """Whether the desk may connect to this resolved address."""
    ip = _unwrapped(ipaddress.ip_address(address.partition("%")[0]))
    if ip.is_loopback:  # some of it counts as reserved
        return may_be_private
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified or ip.is_reserved:
        return False
    return ip.is_global or may_be_private


def origin_of(url: str) -> str:
    """Scheme, host and port: what a key is meant for."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return f"{parts.scheme}://{(parts.hostname or '').lower()}:{port}"


def _check_host(host: str, scheme: str, may_be_private: bool, path: str) -> None:
    try:
        is_public = _unwrapped(ipaddress.ip_address(host)).is_global
        is_refused = not is_allowed(host, may_be_private=True)
    except ValueError:
        name = host.rstrip(".").lower()
        is_public = "." in name and not name.endswith(_LOCAL_NAMES)
        is_refused = False
    if is_refused:
        raise invalid("This address is never asked.", path)
    if not is_public and not may_be_private:
        raise invalid(f"This is an address inside the house. {_CONSENT}", path)
    if is_public and scheme == "http":
        raise invalid("Outside the house the key needs https://.", path)


def _unwrapped(
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The IPv4 address within an IPv6 one, which leads to the same place."""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _NAT64:
            return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        return ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1]) or ip
    return ip
