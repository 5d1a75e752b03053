"""A way out of the house: posting to an address that a reader registered, and only to where it may lead.

The name is resolved once for each attempt, every address that comes back is looked at, and the connection goes to
just that address: a name that resolves elsewhere a moment later (DNS rebinding) changes nothing. No redirect is
followed, no proxy asked, and of the answer nothing but its status is read.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias
from urllib.parse import urlsplit

from legation.core.hook import HookRules, PostError

SECONDS = 10.0
"""For a whole attempt: resolving, connecting, sending and the status."""

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve: TypeAlias = Callable[[str, int], Sequence[str]]

_DO = "name an address on the public network, or ask an administrator to allow it"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_WITHIN = tuple(
    map(
        ipaddress.ip_network,
        # Of the registries of special purposes (RFC 6890) what Python 3.11 takes for public.
        ("192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "100::/64", "3fff::/20", "5f00::/16"),
    )
)
_OF_A_CLOUD = ipaddress.ip_address("168.63.129.16")
"""An address like any other, under which a cloud of Microsoft answers its own machines alone."""


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a name, as this machine resolves it. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class Poster:
    """Posts under the rules of an administrator. resolve: the addresses of a name. context: whom https trusts."""

    def __init__(
        self, resolve: Resolve = resolved, *, context: ssl.SSLContext | None = None, seconds: float = SECONDS
    ) -> None:
        self._resolve = resolve
        self._context = context
        self._seconds = seconds

    def check(self, address: str, rules: HookRules) -> None:
        """Raises PostError for an address that is none, or that the rules do not allow."""
        self._allowed(*_parts(address, rules), rules)

    def post(self, address: str, sent: Mapping[str, str], body: bytes, rules: HookRules) -> int:
        """The status that was answered. Raises PostError where none was, or the address may not be posted to."""
        return asyncio.run(self._posted(address, sent, body, rules))

    async def _posted(self, address: str, sent: Mapping[str, str], body: bytes, rules: HookRules) -> int:
        import httpx  # slow to load, and seldom needed

        host, port = _parts(address, rules)
        try:
            # One bound over everything: one for each step would let an answer drip for ever.
            async with asyncio.timeout(self._seconds):
                found = await asyncio.to_thread(self._allowed, host, port, rules)
                url = httpx.URL(address)
                named = url.netloc.decode("ascii")
                async with httpx.AsyncClient(
                    verify=self._context or ssl.create_default_context(),
                    timeout=self._seconds,
                    trust_env=False,
                    follow_redirects=False,
                ) as client:
                    asked = client.build_request(
                        "POST",
                        url.copy_with(host=str(found)),
                        headers={"host": named, "connection": "close", **sent},
                        content=body,
                        extensions={"sni_hostname": url.raw_host.decode("ascii")},
                    )
                    answer = await client.send(asked, stream=True)
                    try:
                        return answer.status_code
                    finally:
                        await answer.aclose()
        except TimeoutError as slow:
            raise PostError(f"no answer within {self._seconds:g} seconds") from slow
        except httpx.TimeoutException as slow:
            raise PostError(f"no answer within {self._seconds:g} seconds") from slow
        except httpx.HTTPError as fault:
            raise PostError(_why(fault)) from fault

    def _allowed(self, host: str, port: int, rules: HookRules) -> Address:
        """The first address of a host, where every one of its addresses may be posted to."""
        try:
            told = [host] if _is_number(host) else self._resolve(host, port)
            found = [ipaddress.ip_address(one.partition("%")[0]) for one in told]
        except (OSError, ValueError, UnicodeError) as fault:
            raise PostError("its name leads nowhere") from fault
        if not found:
            raise PostError("its name leads nowhere")
        allowed = [ipaddress.ip_network(one) for one in rules.networks]
        if not all(is_public(one) or any(one in network for network in allowed) for one in found):
            raise PostError("it leads to a network that may not be posted to", _DO)
        return found[0]


def is_public(address: Address) -> bool:
    """Whether an address is of the public network, and so is one that it wraps."""
    inner: list[ipaddress.IPv4Address | None] = []
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address.is_site_local:
            return False
        inner = [address.sixtofour, *(address.teredo or ())]
    if address == _OF_A_CLOUD or any(address in network for network in _WITHIN):
        return False
    open_itself = address.is_global and not address.is_multicast and not address.is_reserved
    return open_itself and all(is_public(one) for one in inner if one is not None)


def _parts(address: str, rules: HookRules) -> tuple[str, int]:
    """Host and port. Raises PostError, closed, for what is no address of the kinds that are allowed."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as wrong:
        raise PostError("that is no address", "write it as https://HOST/PATH", closed=True) from wrong
    is_web = parts.scheme in {"http", "https"}
    if not is_web or not host or parts.username is not None or parts.password is not None or parts.fragment:
        raise PostError("that is no address", "write it as https://HOST/PATH", closed=True)
    if parts.scheme == "http" and not rules.plain:
        raise PostError("an address that begins with http:// is not protected on its way", "use https", closed=True)
    return host, port or (443 if parts.scheme == "https" else 80)


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _why(fault: BaseException) -> str:
    """What went wrong, without words of the other side."""
    cause: BaseException | None = fault
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return "its certificate cannot be trusted"
        cause = cause.__cause__ or cause.__context__
    return "it cannot be reached, or does not speak HTTP"
