"""The page of one thing of a board."""

from __future__ import annotations

import csv
import re

from .traffic import Client


def test_a_meeting_tells_what_is_carried_over_to_it_and_leads_to_its_papers(on_sample: Client) -> None:
    page = on_sample.get("/dialogue/xv-xt/meeting/2017-03-21").text
    carried = page[page.index('id="carried"') : page.index('id="story"')]
    told = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", carried))
    assert "Draft the paragraph on the deputy commander Veldria, due 2016-02-01" in told
    assert "Hand over a draft end-use agreement" not in told
    for paper in ("agenda", "brief"):
        assert f'href="/dialogue/xv-xt/{paper}"' in carried
        assert on_sample.get(f"/dialogue/xv-xt/{paper}").status_code == 200
    # Of each meeting that set one of them, and of this one.
    assert {"15FOROFF590 para 2", "15FOROFF2110 para 1", "16BELISAR117 para 1", "16BELISAR226 para 5"} <= set(
        re.findall(r'<a class="cite"[^>]*>([^<]+)</a>', carried)
    )
    assert 'id="carried"' not in on_sample.get("/dialogue/xv-xt/meeting/2015-05-12").text


def test_what_can_be_entered_is_not_said_to_be_nothing_of_the_board(on_sample: Client) -> None:
    page = on_sample.get("/telegram/16RSCPORTLAVEN66?dialogue=xv-xt").text
    assert "accepting it enters its delivery" in page
    assert "no thing of the board" not in page


def test_a_story_can_be_taken_along(on_sample: Client) -> None:
    page = on_sample.get("/dialogue/xv-xt/objective/1").text
    for form, begins in (("docx", b"PK"), ("pdf", b"%PDF"), ("md", b"CONFIDENTIAL")):
        link = f"/dialogue/xv-xt/objective/1.{form}"
        assert f'href="{link}"' in page
        answer = on_sample.get(link)
        assert answer.content.startswith(begins)
        assert 'filename="xv-xt-objective-1-story-' in answer.headers["content-disposition"]
    assert "position 1 stated by Tarqand" in on_sample.get("/dialogue/xv-xt/objective/1.md").text
    assert on_sample.get("/dialogue/xv-xt/dialogue/story.md").status_code == 200
    assert on_sample.get("/dialogue/xv-xt/objective/99.md").status_code == 404


def test_the_rows_of_a_story_and_of_the_timeline_name_the_side(on_sample: Client) -> None:
    for name in ("objective/1", "timeline"):
        _, *lines, _ = on_sample.get(f"/dialogue/xv-xt/{name}.csv").text.splitlines()
        (stated,) = [row for row in csv.DictReader(lines) if row["about"] == "position 1"]
        assert (stated["moved"], stated["by"]) == ("stated", "XT")
