"""Templates: drafts to begin from (``tables/data/templates``), one for each usual kind of telegram."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from legation.core.draft import Draft
from legation.core.errors import RefusedError
from legation.formats.writing.drafts import read_draft

_PLACE = files("legation.tables") / "data" / "templates"


@cache
def template_names() -> tuple[str, ...]:
    """The names of all templates, sorted."""
    return tuple(sorted(file.name.removesuffix(".toml") for file in _PLACE.iterdir() if file.name.endswith(".toml")))


def template(name: str) -> Draft:
    """The template of a name. Raises RefusedError that lists the names there are."""
    if name not in template_names():
        raise RefusedError(f"there is no template {name!r}", f"use one of {', '.join(template_names())}")
    return read_draft((_PLACE / f"{name}.toml").read_bytes(), kind="toml")
