"""Style sheet, script and htmx: read once from the installed packages, served from memory."""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, files
from importlib.resources import files as resources

import msgspec
from litestar import Response, Router, get
from litestar.exceptions import NotFoundException

from legation.core.errors import ArchiveError

_HTMX = "django_htmx/static/django_htmx/htmx-2.min.js"
_OWN = {"desk.css": "text/css", "desk.js": "text/javascript"}


class Asset(msgspec.Struct, frozen=True):
    """A file of the desk; ``address`` changes when its bytes do, so a browser may keep it for good."""

    content: bytes
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
    return Asset(content, media_type, f"/static/{name}?v={digest}")


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
    def asset(name: str) -> Response[bytes]:
        found = assets.get(name)
        if found is None:
            raise NotFoundException
        return Response(
            found.content,
            media_type=found.media_type,
            headers={"Cache-Control": "public, max-age=31536000, immutable"},
        )

    return Router("/static", route_handlers=[asset])
