"""Hits as HTML: what a list writes of a hostile telegram, and what a page does not wait for."""

from __future__ import annotations

import html
import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from legation.storage.records import Hit, Listing
from legation.web.hits import _escaped, hit_items, snippet

from .traffic import Client

texts = st.text("ab <>&'\"\n\x00é", max_size=20)


@given(texts)
def test_what_is_written_is_escaped_as_templates_escape_it(text: str) -> None:
    assert _escaped(text) == str(escape(text))


@given(texts, texts, texts)
def test_nothing_of_a_hit_is_read_as_html(subject: str, before: str, word: str) -> None:
    listing = Listing(
        sha256="0" * 64, mrn=None, date=None, subject=subject, post=None, level=None, access="0;;-", file=subject
    )
    marks = ((len(before), len(before + word)),)
    hit = Hit(listing=listing, score=1.0, snippet=before + word, marks=marks, paragraph=None)
    assert html.unescape(re.sub(r"</?mark>", "", snippet(hit))) == before + word
    made = hit_items([hit])
    assert set(re.findall(r"<(\w+)", made)) == {"li", "p", "a", "span", "mark"}
    shown = escape(subject) if subject else '<span class="quiet">no subject read</span>'
    assert f'<p class="subject">{shown}</p>' in made
    # Who wrote to whom is the telegram's own word, too.
    bare = hit_items(
        [msgspec.structs.replace(hit, listing=msgspec.structs.replace(listing, subject=None))], {}, {"0" * 64: before}
    )
    assert f'<p class="subject"><span class="quiet">{escape(before or "no subject read")}</span></p>' in bare


def test_a_page_is_made_without_tasks_of_its_own(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        raise AssertionError("a task group, of which the making takes longer than what it waits for")

    monkeypatch.setattr("litestar._kwargs.kwargs_model.create_task_group", none)
    for path in (
        "/",
        "/search?q=note",
        "/facets?q=note",
        "/suggest?q=no",
        "/telegram/15BELISAR12",
        "/gaps",
        "/traffic",
    ):
        assert client.get(path).status_code == 200, path
