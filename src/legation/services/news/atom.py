"""A feed as Atom (RFC 4287)."""

from __future__ import annotations

import re
from xml.etree import ElementTree as Xml

from legation.services.news.feeds import Feed, FeedEntry

MEDIA_TYPE = "application/atom+xml"

_ATOM = "http://www.w3.org/2005/Atom"
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
# Whatever is no Char of XML 1.0 (section 2.2) cannot be written in it, not even as a reference.
_NO_CHAR = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Xml.register_namespace("", _ATOM)


def to_atom(feed: Feed, *, base: str, own: str) -> bytes:
    """The feed as a document in UTF-8.

    Args:
        base: address of the desk, such as ``https://desk.example/``, to which links are written.
        own: path of the feed itself, without its key.
    """
    root = Xml.Element(f"{{{_ATOM}}}feed", {_BASE: base})
    _put(root, "id", feed.id)
    _put(root, "title", feed.title)
    _put(root, "subtitle", feed.banner)
    _put(root, "updated", feed.updated)
    _named(root, "Legation")
    _put(root, "generator", "Legation")
    _link(root, "self", own, MEDIA_TYPE)
    _link(root, "alternate", feed.link, "text/html")
    for one in feed.entries:
        _entry(root, one)
    return bytes(Xml.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(root: Xml.Element, one: FeedEntry) -> None:
    entry = Xml.SubElement(root, f"{{{_ATOM}}}entry")
    _put(entry, "id", one.id)
    _put(entry, "title", one.title)
    _put(entry, "updated", one.updated)
    if one.author is not None:
        _named(entry, one.author)
    _link(entry, "alternate", one.link, "text/html")
    _put(entry, "summary", one.summary)


def _put(parent: Xml.Element, name: str, text: str) -> None:
    Xml.SubElement(parent, f"{{{_ATOM}}}{name}").text = _NO_CHAR.sub("", text)


def _named(parent: Xml.Element, name: str) -> None:
    _put(Xml.SubElement(parent, f"{{{_ATOM}}}author"), "name", name)


def _link(parent: Xml.Element, rel: str, path: str, kind: str) -> None:
    Xml.SubElement(parent, f"{{{_ATOM}}}link", {"rel": rel, "type": kind, "href": _NO_CHAR.sub("", path)})
