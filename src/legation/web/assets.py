"""Style sheet, script and htmx: read once from the installed packages, served from memory.

They go out compressed where the browser takes that, for they are most of what a first visit weighs. Pages do not: they
hold marked text beside words of whoever asks, and the length of such a mixture, compressed, tells of the text.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from importlib.metadata import PackageNotFoundError, files
from importlib.resources import files as resources
from typing import Any

import msgspec
from litestar import Request, Response, Router, get
from litestar.exceptions import NotFoundException

from legation.core.errors import ArchiveError

_HTMX = "django_htmx/static/django_htmx/htmx-2.min.js"
_OWN = {"desk.css": "text/css", "desk.js": "text/javascript"}


class Asset(msgspec.Struct, frozen=True):
    """A file of the desk; ``address`` changes when its bytes do, so a browser may keep it for good."""

    content: bytes
    packed: bytes  # the same by gzip
    media_type: str
    address: str


def load_assets() -> dict[str, Asset]:
    """Every asset by its name under ``/static``."""
    static = resources("legation.web") / "static"
    loaded = {name: _asset(name, (static / name).read_bytes(), kind) for name, kind in _OWN.items()}
    loaded["htmx.js"] = _asset("htmx.js", _htmx(), "text/javascript")
    return loaded


def _asset(name: str, content: bytes, media_type: str) -> Asset:
    digest = hashlib.sha256(content).hexdigest()[:12]
    # No moment of packing in it: every process of a desk, and every start, sends the same bytes.
    return Asset(content, gzip.compress(content, 9, mtime=0), media_type, f"/static/{name}?v={digest}")


def takes_gzip(accepted: str) -> bool:
    """Whether an ``Accept-Encoding`` takes gzip (RFC 9110, 12.5.3): by its name, else by ``*``."""
    weights: dict[str, bool] = {}
    for part in accepted.lower().split(","):
        coding, *parameters = (word.strip() for word in part.split(";"))
        refused = any(re.fullmatch(r"q\s*=\s*0(?:\.0*)?", parameter) for parameter in parameters)
        weights.setdefault(coding, not refused)
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", False)))


def _htmx() -> bytes:
    """The script from the wheel that carries it, whose Python part is neither needed nor imported."""
    try:
        found = next((file for file in files("django-htmx") or [] if str(file) == _HTMX), None)
    except PackageNotFoundError:
        found = None
    if found is None:
        raise ArchiveError("htmx is not installed", "install the package django-htmx 1.x")
    return found.read_binary()


def assets_router(assets: dict[str, Asset]) -> Router:
    """``/static/{name}``."""

    @get("/{name:str}", sync_to_thread=False, opt={"action": "open"})
    def asset(name: str, request: Request[Any, Any, Any]) -> Response[bytes]:
        found = assets.get(name)
        if found is None:
            raise NotFoundException
        headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
        if not takes_gzip(request.headers.get("accept-encoding", "")):
            return Response(found.content, media_type=found.media_type, headers=headers)
        return Response(found.packed, media_type=found.media_type, headers={**headers, "Content-Encoding": "gzip"})

    return Router("/static", route_handlers=[asset])
