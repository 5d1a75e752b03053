"""What was decided on a proposal, as its telegram's page tells it afterwards."""

from __future__ import annotations

import html
import re

import pytest

from .traffic import Client

TOLD = ("15BELISAR139", "15BELISAR188", "15FOROFF2110", "16BELISAR181")
"""Telegrams with sentences that move what others raised: objectives, commitments, meetings."""


@pytest.mark.parametrize("mrn", TOLD)
def test_what_was_accepted_leads_to_what_it_moved(on_sample: Client, mrn: str) -> None:
    place = f"/telegram/{mrn}?dialogue=xv-xt"
    page = on_sample.get(place).text
    token = re.search(r'"x-csrftoken": "([0-9a-f]+)"', page)
    assert token is not None
    shown = dict(re.findall(r'name="(shown\.[^"]+)" value="([^"]*)"', page))
    sent = {"_csrf_token": token[1], "telegram": mrn, "proposal": "all", **shown}
    answer = on_sample.post("/dialogue/xv-xt/accept", data={name: html.unescape(said) for name, said in sent.items()})
    assert answer.status_code == 200, answer.text
    page = on_sample.get(place).text
    stories = re.findall(r'<p class="status">Accepted:\s*<a href="([^"]+)">its story</a>', page)
    assert stories
    assert {on_sample.get(html.unescape(story)).status_code for story in stories} == {200}
