"""The pages of drafts: begun, written, checked beside the text, cleared by another, approved, released, queued."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from tests.equality.worlds import written_draft
from tests.pdfs import pdf_of, pdf_without_words

from legation.core.clearing import text_of
from legation.core.draft import Draft, DraftParagraph
from legation.core.errors import RefusedError
from legation.core.marking import OWNER, Marking, Reader
from legation.core.telegram import Addressee, Attention, ExecutiveOrder
from legation.tables.banners import level_of
from legation.web.draft_form import draft_in, fields_of_draft, moved

from .traffic import Client, Desk

Post = Callable[..., str]


def whole() -> Draft:
    """A draft with something in every field that the sheet has."""
    return msgspec.structs.replace(
        written_draft("the patrol craft", "CONFIDENTIAL"),
        to=(Addressee("FOREIGN OFFICE OSMAR", "RUEHC", "IMMEDIATE", "5452"), Addressee("AMEMBASSY IMBREL")),
        info=(Addressee("NAVY OSMAR", None, "ROUTINE"),),
        exempt=("AMEMBASSY TARN",),
        attention=(Attention("NEA/MAG", "A. Officer"), Attention("PM", None)),
        executive_order=ExecutiveOrder("13526", "DECL", "2026-01-01", ("25X1", "X1")),
        references=("15 BELISAR 12", "A LETTER, OF MAY"),
        paragraphs=(
            DraftParagraph(text="They want:\n-- six craft;\n-- crews.", marking="C", number=1, heading="SUMMARY"),
            DraftParagraph(text="Comment.", marking=None, number=None),
        ),
        signature=("OFFICER", "SECOND"),
    )


def begun(desk: Desk, draft: Draft | None = None) -> str:
    return desk.clearing.new(OWNER, draft or written_draft("the patrol craft", "CONFIDENTIAL")).id


def test_a_form_gives_back_the_draft() -> None:
    draft = whole()
    assert draft_in(fields_of_draft(draft), draft) == draft
    assert draft_in(fields_of_draft(draft), Draft()).to[0] == Addressee("FOREIGN OFFICE OSMAR", None, "IMMEDIATE")
    assert draft_in({}, draft).paragraphs == ()
    with pytest.raises(RefusedError, match="number"):
        draft_in({**fields_of_draft(draft), "p.0.number": "one"}, draft)


def test_a_paragraph_goes_up_and_its_number_stays() -> None:
    draft = whole()
    turned = moved(draft, 2, -1)
    assert [(p.number, p.text[:4]) for p in turned.paragraphs] == [(1, "Comm"), (None, "They")]
    assert moved(turned, 1, 1) == draft
    assert moved(draft, 1, -1) == moved(draft, 9, 1) == draft


BROUGHT = """P 051513Z NOV 15
FM AMEMBASSY TRIPOLI
TO SECSTATE WASHDC

C O N F I D E N T I A L TRIPOLI 000893

SUBJECT: (U) PATROL <CRAFT>

1. (C) The Ministry wants six craft. It asked for the list of yards, and for the days on which they are free.

2. (C) It has none.
"""


def bring(client: Client, **given: Any) -> Any:
    token = re.search(r'name="_csrf_token" value="([0-9a-f]+)"', client.get("/drafts").text)
    assert token is not None
    text = given.pop("text", "")
    return client.post(
        "/drafts/bring", data={"_csrf_token": token[1], "text": text}, files=given, follow_redirects=False
    )


@pytest.mark.parametrize(
    "given",
    [
        {"text": BROUGHT},
        {"file": ("draft.pdf", pdf_of(BROUGHT))},
        {"file": ("draft.json", text_of(written_draft("the patrol craft", "CONFIDENTIAL"))[1].encode())},
        {"file": ("one.txt", BROUGHT.encode()), "text": "UNCLAS of what is passed over"},
    ],
    ids=("text", "pdf", "json", "both"),
)
def test_a_draft_is_brought_in_as_a_file_or_as_text(client: Client, desk: Desk, given: dict[str, Any]) -> None:
    answer = bring(client, **given)
    assert answer.status_code == 303
    [held] = desk.clearing.all(OWNER)
    assert answer.headers["location"] == f"/draft/{held.id}"
    assert level_of(Marking.from_label(held.access)) == "CONFIDENTIAL"
    assert 'class="banner level-confidential">CONFIDENTIAL<' in client.get(answer.headers["location"]).text


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "No file was chosen and no text written"),
        ({"file": ("x.txt", b"PK\x03\x04\0\0\x01")}, "That is no draft"),
        ({"file": ("<b>.pdf", pdf_without_words())}, "&lt;b&gt;.pdf is a PDF of pictures, without words"),
        ({"file": ("x.toml", b"subjekt = 1")}, "subjekt"),
    ],
)
def test_what_is_no_draft_is_refused_in_one_line(client: Client, desk: Desk, given: dict[str, Any], says: str) -> None:
    answer = bring(client, **given)
    assert answer.status_code == 409
    assert says in answer.text
    assert desk.clearing.all(OWNER) == []


def test_a_draft_is_begun_as_an_answer_and_written(client: Client, desk: Desk, post: Post) -> None:
    assert "No draft is under way." in client.get("/drafts").text
    place = post("/drafts/new", template="demarche-reply", answers="15BELISAR12")
    page = client.get(place).text
    assert 'value="FOROFF"' in page
    assert "15 BELISAR 12" in page
    assert 'class="banner level-confidential">CONFIDENTIAL<' in page
    assert "T01" in page  # words that the template left to be written
    [held] = desk.clearing.all(OWNER)
    draft = desk.clearing.show(OWNER, held.id).draft
    form = {**fields_of_draft(draft), "subject": "Reply <b>on</b> the craft", "p.7.text": "More.", "p.7.number": "4"}
    assert post(f"{place}/save", over=held.text, **form) == place
    page = client.get(place).text
    assert ("Reply &lt;b&gt;on&lt;/b&gt; the craft" in page, "<b>on" in page) == (True, False)
    assert len(desk.clearing.show(OWNER, held.id).standing.versions) == 2
    post(f"{place}/save", over="", **fields_of_draft(desk.clearing.show(OWNER, held.id).draft))
    assert len(desk.clearing.show(OWNER, held.id).standing.versions) == 2  # the same text is not kept again
    assert held.id in client.get("/drafts").text
    assert [one["id"] for one in client.get("/drafts.json").json()] == [held.id]


def test_nobody_writes_over_what_another_wrote(client: Client, desk: Desk, post: Post) -> None:
    name = begun(desk)
    shown = desk.clearing.show(OWNER, name)
    form = fields_of_draft(shown.draft)
    post(f"/draft/{name}/save", over=shown.standing.text, **{**form, "subject": "FIRST"})
    with pytest.raises(AssertionError, match="changed since you read it"):
        post(f"/draft/{name}/save", over=shown.standing.text, **{**form, "subject": "SECOND"})
    assert desk.clearing.show(OWNER, name).draft.subject == "FIRST"


def test_rules_stand_beside_the_text_and_an_edit_is_made(client: Client, desk: Desk, post: Post) -> None:
    draft = msgspec.structs.replace(written_draft("the patrol craft", "UNCLASSIFIED"), tags=("PREL", "PREL"))
    name = begun(desk, draft)
    page = client.get(f"/draft/{name}").text
    assert "D70" in page
    assert 'value="mend:D70::1"' in page
    form = {**fields_of_draft(draft), "subject": "WRITTEN MEANWHILE"}
    assert post(f"/draft/{name}/save", do="mend:D70::1", **form) == f"/draft/{name}#checked"
    shown = desk.clearing.show(OWNER, name)
    assert (shown.draft.tags, shown.draft.subject, shown.draft.dtg) == (("PREL",), "WRITTEN MEANWHILE", None)
    with pytest.raises(AssertionError, match="offers no edit here"):
        post(f"/draft/{name}/save", do="mend:D70::1", **fields_of_draft(shown.draft))


def test_of_two_faults_of_a_rule_the_one_that_is_meant_is_mended(client: Client, desk: Desk, post: Post) -> None:
    draft = msgspec.structs.replace(
        written_draft("the patrol craft", "UNCLASSIFIED"), references=("15FOROFF12", "15BELISAR9", "15FOROFF13")
    )
    name = begun(desk, draft)
    page = client.get(f"/draft/{name}").text
    assert re.findall(r'value="mend:(D81:[^"]*)"', page) == ["D81::1", "D81::2", "D81::3"]
    post(f"/draft/{name}/save", do="mend:D81::2", **fields_of_draft(draft))
    held = desk.clearing.show(OWNER, name).draft.references
    assert (held[0], held[2]) == ("15FOROFF12", "15FOROFF13")
    assert held[1] in ("BELISAR 9", "15 BELISAR 9")


def test_what_is_being_written_is_checked_and_not_kept(client: Client, desk: Desk) -> None:
    name = begun(desk, written_draft("the patrol craft", "UNCLASSIFIED"))
    shown = desk.clearing.show(OWNER, name)
    token = re.search(r'"x-csrftoken": "([0-9a-f]+)"', client.get("/").text)
    assert token is not None
    form = {**fields_of_draft(shown.draft), "p.0.marking": "S", "_csrf_token": token[1], "over": shown.standing.text}
    part = client.post(f"/draft/{name}/check", data=form, headers={"hx-request": "true"}).text
    assert "M07" in part
    assert "SECRET</p>" in part  # the banner of the page follows
    assert "not saved" in part
    assert "Approve this text" not in part
    assert "<html" not in part
    assert desk.clearing.show(OWNER, name).draft == shown.draft
    saved = client.post(f"/draft/{name}/save", data=form, headers={"hx-request": "true"}).text
    assert ("not saved" in saved, "<html" in saved) == (False, False)
    assert desk.clearing.show(OWNER, name).standing.text in saved


def test_a_reference_is_picked_from_the_archive(client: Client, desk: Desk, post: Post) -> None:
    name = begun(desk)
    form = fields_of_draft(desk.clearing.show(OWNER, name).draft)
    assert post(f"/draft/{name}/save", do="find", find="dialogue", **form) == f"/draft/{name}?find=dialogue#references"
    page = client.get(f"/draft/{name}?find=dialogue").text
    assert 'value="cite:15BELISAR12"' in page
    assert 'value="cite:15BELISAR12"' in client.get("/drafts/references?find=dialogue").text
    assert "A quotation is not closed: put a second" in client.get("/drafts/references?find=%22dialogue").text
    post(f"/draft/{name}/save", do="cite:15BELISAR12", **form)
    assert desk.clearing.show(OWNER, name).draft.references == ("15 BELISAR 12",)
    assert 'class="chip held" href="/telegram/15BELISAR12"' in client.get(f"/draft/{name}").text


def test_it_is_marked_from_its_sources(client: Client, desk: Desk, post: Post) -> None:
    words = "The National Security Adviser would be the single point of contact."
    plain = written_draft("the patrol craft", "UNCLASSIFIED")
    draft = msgspec.structs.replace(
        plain, references=("15 BELISAR 12",), paragraphs=(DraftParagraph(text=words, marking=None),)
    )
    name = begun(desk, draft)
    assert "15BELISAR12 para 2" in client.get(f"/draft/{name}/marks").text
    assert post(f"/draft/{name}/mark") == f"/draft/{name}"
    shown = desk.clearing.show(OWNER, name)
    assert (shown.draft.classification.level, shown.draft.paragraphs[-1].marking) == ("CONFIDENTIAL", "C")
    assert "It is marked so already." in client.get(f"/draft/{name}/marks").text


def test_from_draft_to_queue(client: Client, desk: Desk, post: Post) -> None:
    name = begun(desk)
    text = desk.clearing.show(OWNER, name).standing.text
    place = f"/draft/{name}"
    for form in ("text", "delivered", "mail", "json"):
        assert "patrol craft" in client.get(f"{place}/copy/{form}").text.lower()
    assert client.get(f"{place}/copy/pigeon").status_code == 409
    with pytest.raises(AssertionError, match="changed since you read it"):
        post(f"{place}/clear", office="POL", text="0000", by="R. Second")
    with pytest.raises(AssertionError, match="own draft alone"):
        post(f"{place}/clear", office="POL", text=text)
    post(f"{place}/clear", office="POL", text=text, by="R. Second")
    page = client.get(place).text
    assert f'POL: R. Second cleared <span class="hash">{text[:12]}</span>' in page
    assert ("Approve this text" in page, "Release it" in page) == (True, False)
    post(f"{place}/approve", text=text, by="C. Minister")
    post(f"{place}/release")
    page = client.get(place).text
    assert ("Released</strong> as" in page, "<textarea" in page, "R. Second" in page) == (True, False, True)
    [went] = desk.transmitting.queue(OWNER)
    queue = client.get("/drafts/queue").text
    assert (went.mrn in queue, "CONFIDENTIAL" in queue) == (True, True)
    assert ("legation draft send --print" in queue) == (went.way == "print")
    assert "No draft is under way." in client.get("/drafts").text
    assert name in client.get("/drafts?every=1").text
    other = begun(desk, written_draft("the lighthouse", "UNCLASSIFIED"))
    post(f"/draft/{other}/withdraw")
    assert "Withdrawn" in client.get(f"/draft/{other}").text


def test_what_is_closed_is_not_there(client: Client, desk: Desk) -> None:
    name = begun(desk, written_draft("the airfield", "SECRET"))
    desk.asks = Reader("owner", rank=3)
    assert "No draft is under way." in client.get("/drafts").text
    closed, absent = client.get(f"/draft/{name}"), client.get("/draft/n00000000")
    assert closed.status_code == absent.status_code == 404
    assert closed.text.replace(name, "") == absent.text.replace("n00000000", "")


def test_what_was_changed_since_a_clearance_is_shown(client: Client, desk: Desk, post: Post) -> None:
    name = begun(desk)
    before = desk.clearing.show(OWNER, name)
    assert client.get(f"/draft/{name}/diff").status_code == 409  # there is but one text
    post(f"/draft/{name}/clear", office="POL", text=before.standing.text, by="R. Second")
    form = {**fields_of_draft(before.draft), "to.0.precedence": "FLASH", "p.0.text": "They spoke of rockets."}
    post(f"/draft/{name}/save", **form)
    page = client.get(f"/draft/{name}").text
    link = f"/draft/{name}/diff?before={before.standing.text[:12]}"
    assert (page.count(link), "void: the text was changed" in page) == (3, True)
    page = client.get(link).text
    assert "<ins>FOREIGN OFFICE OSMAR FLASH</ins>" in page
    assert "<del>the patrol craft.</del>" in page
    assert "<ins>rockets.</ins>" in page
    assert client.get(f"/draft/{name}/diff?before=zz").status_code == 404


def test_a_long_draft_is_kept(desk: Desk, client: Client, post: Post) -> None:
    words = "They spoke – at length – of the craft. " * 40
    long = tuple(DraftParagraph(text=words.strip(), marking="U", number=number) for number in range(1, 301))
    name = begun(desk, msgspec.structs.replace(written_draft("the patrol craft", "UNCLASSIFIED"), paragraphs=long))
    form = fields_of_draft(desk.clearing.show(OWNER, name).draft)
    post(f"/draft/{name}/save", do="up:300", **form)
    changed = desk.clearing.show(OWNER, name).draft
    assert (len(changed.paragraphs), changed.paragraphs[299].number) == (300, 300)


def test_what_is_refused_leads_back_and_leaves_the_page_its_title(client: Client, desk: Desk, post: Post) -> None:
    name = begun(desk)
    text = desk.clearing.show(OWNER, name).standing.text
    token = re.search(r'"x-csrftoken": "([0-9a-f]+)"', client.get("/").text)
    assert token is not None
    form = {"_csrf_token": token[1], "office": "POL", "text": text, "by": "R. Second"}
    post(f"/draft/{name}/save", **{**fields_of_draft(desk.clearing.show(OWNER, name).draft), "subject": "ANOTHER"})
    # Of a text that was changed since, this is said first: that it cannot be approved follows from it.
    for move in ("clear", "approve"):
        refused = client.post(f"/draft/{name}/{move}", data=form)
        assert (refused.status_code, "The text was changed since you read it</h1>" in refused.text) == (409, True)
        assert f'<a href="/draft/{name}">To the draft</a>' in refused.text
        assert "<title>The text was changed since you read it –" in refused.text
    part = client.post(f"/draft/{name}/clear", data=form, headers={"hx-request": "true"})
    assert (part.status_code, "<title>" in part.text, "To the draft" in part.text) == (409, False, True)


def test_what_happened_follows_what_is_saved(client: Client, desk: Desk) -> None:
    name = begun(desk)
    shown = desk.clearing.show(OWNER, name)
    token = re.search(r'"x-csrftoken": "([0-9a-f]+)"', client.get("/").text)
    assert token is not None
    form = {**fields_of_draft(shown.draft), "subject": "ANOTHER", "_csrf_token": token[1]}
    saved = client.post(f"/draft/{name}/save", data=form, headers={"hx-request": "true"}).text
    assert 'id="happened" aria-labelledby="log" hx-swap-oob="true"' in saved
    assert 'data-label="What">changed<' in saved
    assert 'id="happened"' not in client.post(f"/draft/{name}/check", data=form, headers={"hx-request": "true"}).text


def test_a_refusal_tells_the_drafter_what_to_change(client: Client, desk: Desk, post: Post) -> None:
    name = begun(desk)
    text = desk.clearing.show(OWNER, name).standing.text
    place = f"/draft/{name}"
    assert "Next: somebody who did not write it clears it" in client.get(place).text
    post(f"{place}/clear", office="POL", text=text, by="R. Second")
    assert "an approver who did not write it approves it" in client.get(place).text
    with pytest.raises(AssertionError, match="A refusal needs a reason"):
        post(f"{place}/refuse", office="ECON", text=text, by="A. Third", why=" ")
    with pytest.raises(AssertionError, match="Nobody may refuse their own draft"):
        post(f"{place}/refuse", office="ECON", text=text, why="No.")
    post(f"{place}/refuse", office="ECON", text=text, by="A. Third", why="Say five <craft>.")
    page = client.get(place).text
    assert f'ECON: A. Third refused <span class="hash">{text[:12]}</span>: Say five &lt;craft&gt;.' in page
    assert ("void: it was refused since" in page, "void: the text was changed" in page) == (True, False)
    assert "Next: the text is changed, or it is cleared as it stands." in page
    assert ("void" in page, "Approve this text" in page) == (True, False)  # nobody's clearance counts any more
    assert "drafted, refused by ECON" in client.get("/drafts").text
    post(f"{place}/clear", office="POL", text=text, by="R. Second")
    assert 'name="over:ECON" value="1" required> over the refusal of ECON</label>' in client.get(place).text
    with pytest.raises(AssertionError, match="ECON refused this text"):
        post(f"{place}/approve", text=text, by="C. Minister")
    post(f"{place}/approve", text=text, by="C. Minister", **{"over:ECON": "1"})
    page = client.get(place).text
    assert "Approved by C. Minister, over the refusal of ECON." in page
    assert 'data-label="What">approved over the refusal of ECON<' in page
    post(f"{place}/save", **{**fields_of_draft(desk.clearing.show(OWNER, name).draft), "p.0.text": "Five craft."})
    assert "what was changed since" in client.get(place).text
    assert "refused by" not in client.get("/drafts").text


def test_a_draft_is_begun_from_the_story_of_an_objective(client: Client, desk: Desk, post: Post, dialogue: str) -> None:
    story = f"/dialogue/{dialogue}/objective/1"
    assert 'value="put">Put it to the other side<' in client.get(story).text
    place = post(f"{story}/draft", purpose="put")
    held = desk.clearing.all(OWNER)[0]
    assert place == f"/draft/{held.id}"
    lead = re.search(r'Begun from <a href="([^"]+)">objective 1</a>', client.get(place).text)
    assert lead is not None
    assert client.get(lead[1]).status_code == 200
    assert f'href="{place}"' in client.get(story).text
    assert "Put it to the other side" not in client.get(f"{story}?as_of=2016-01-01").text
    text = desk.clearing.show(OWNER, held.id).draft
    sound = msgspec.structs.replace(written_draft("the patrol", "CONFIDENTIAL"), subject=text.subject)
    desk.clearing.change(OWNER, held.id, sound)
    desk.clearing.clear(OWNER, held.id, "POL", by="R. Second")
    desk.clearing.approve(OWNER, held.id, by="C. Minister")
    done = desk.clearing.release(OWNER, held.id)
    page = client.get(story).text
    drafts = page[page.index('id="drafts"') : page.index('id="story"')]
    form = dict(re.findall(r'name="(move|which|telegram)" value="([^"]+)"', drafts))
    assert form | {"which": ""} == {"move": "objective.table", "which": "", "telegram": done.mrn}
    post(f"/dialogue/{dialogue}/move", **form)
    assert "Enter objective: table" not in client.get(story).text
    assert desk.dialogues.board(OWNER, dialogue).of("objective")[0].state == "tabled"


BEGUN_FROM = (
    ("contact 2", "contact/2"),
    ("commitment 4", "commitment/4"),
    ("meeting 2017-03-21", "meeting/2017-03-21"),
)


@pytest.mark.parametrize(("called", "thing"), BEGUN_FROM)
def test_a_draft_that_is_begun_from_any_thing_opens_and_leads_back(on_sample: Client, called: str, thing: str) -> None:
    story = f"/dialogue/xv-xt/{thing}"
    page = on_sample.get(story).text
    purpose = re.findall(r'name="purpose" value="([^"]+)"', page)[0]
    token = re.search(r'"x-csrftoken": "([0-9a-f]+)"', page)
    assert token is not None
    begun = on_sample.post(f"{story}/draft", data={"_csrf_token": token[1], "purpose": purpose})
    assert begun.status_code == 200, begun.text
    lead = re.search(rf'Begun from <a href="([^"]+)">{called}</a>', begun.text)
    assert lead is not None
    assert on_sample.get(lead[1]).status_code == 200
