"""What a person enters on the page by hand: moves, new things, merges and splits; as the service enters it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from legation.core.marking import OWNER
from legation.services.proposals.possible import possible
from legation.tables.moves import load_moves

from .traffic import Client, Desk


def offered(page: str) -> list[str]:
    """The moves of the forms on a page."""
    form = page[page.index('class="not-printed enters"') :].partition("</section>")[0]
    return re.findall(r'<option value="([a-z]+\.[a-z-]+)"', form)


def test_a_thing_offers_the_moves_of_its_state_and_makes_one(
    client: Client, desk: Desk, dialogue: str, post: Callable[..., str]
) -> None:
    board = f"/dialogue/{dialogue}"
    first = desk.dialogues.view(OWNER, dialogue).of("objective")[0]
    page = client.get(f"{board}/objective/1").text
    assert offered(page)[:2] == ["objective.table", "objective.negotiate"]
    at = post(f"{board}/move", move="objective.table", which=first.id, on="2015-02-01", **{"field.text": "At lunch"})
    thing, _, movement = at.partition("#")
    assert thing == f"{board}/objective/{first.id}"
    assert f'<li data-row id="{movement}">' in client.get(at).text
    now = desk.dialogues.view(OWNER, dialogue).of("objective")[0]
    assert (now.state, now.last.on, now.last.author) == ("tabled", "2015-02-01", "owner")
    assert "objective.implement" not in offered(page)
    assert {"objective.table", "objective.agree"} <= set(offered(client.get(at).text))  # it may be put to them again


def test_a_board_takes_something_new_and_its_posts_report(
    client: Client, desk: Desk, dialogue: str, post: Callable[..., str]
) -> None:
    board = f"/dialogue/{dialogue}"
    assert "demarche.instruct" in offered(client.get(board).text)
    given = {"field.text": "Ask for a vote", "field.by": "XV", "field.to": "XT", "field.posts": "BELISAR, OSMAR"}
    at = post(f"{board}/move", move="demarche.instruct", on="2015-03-01", **given)
    assert "open: BELISAR, OSMAR" in client.get(board).text
    (thing,) = desk.dialogues.board(OWNER, dialogue).of("demarche")
    for kind, on in (("deliver", "2015-03-02"), ("respond", "2015-03-03")):
        post(f"{board}/move", move=f"demarche.{kind}", which=thing.id, on=on, **{"field.post": "OSMAR"})
    assert "open: BELISAR<" in client.get(board).text
    assert "open: BELISAR, OSMAR" not in client.get(board).text
    assert at.partition("#")[0] == f"{board}/demarche/{thing.id}"


def test_a_board_leaves_out_columns_in_which_nothing_stands(
    client: Client, dialogue: str, post: Callable[..., str]
) -> None:
    board = f"/dialogue/{dialogue}"

    def heads(kind: str) -> list[str]:
        table = client.get(board).text.partition(f'<h2 id="{kind}s">')[2].partition("</thead>")[0]
        return re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', table)

    post(f"{board}/move", move="meeting.hold", on="2015-05-12", **{"field.text": "First round"})
    assert heads("meeting") == ["Day", "Meeting", "State", "Turn, holder", "Last movement, sources"]
    post(f"{board}/move", move="commitment.undertake", on="2015-05-12", **{"field.text": "A draft", "field.by": "XV"})
    assert heads("commitment") == ["No.", "Commitment", "State", "Turn, holder", "Last movement, sources"]
    given = {"field.text": "A crew", "field.by": "XV", "field.due": "2015-06-30", "field.objective": "1"}
    post(f"{board}/move", move="commitment.undertake", on="2015-05-13", **given)
    assert heads("commitment")[4:6] == ["Objective", "Due"]


def test_one_of_two_and_two_of_one(client: Client, desk: Desk, dialogue: str, post: Callable[..., str]) -> None:
    board = f"/dialogue/{dialogue}"
    post(f"{board}/move", move="objective.raise", on="2015-03-01", **{"field.text": "The same again"})
    one, *_, last = desk.dialogues.view(OWNER, dialogue).of("objective")
    assert 'name="into"' in client.get(f"{board}/objective/{last.number}").text
    post(f"{board}/move", move="objective.merge", which=last.id, into="1")
    assert desk.dialogues.board(OWNER, dialogue).merged == {last.id: one.id}
    post(f"{board}/move", move="objective.split", which=one.id, parts="Ships\n\nAircraft\n")
    texts = [row.text for row in desk.dialogues.view(OWNER, dialogue).of("objective")]
    assert {"Ships", "Aircraft"} <= set(texts)


def test_a_board_offers_what_a_first_round_suggests(
    client: Client, desk: Desk, dialogue: str, post: Callable[..., str]
) -> None:
    board = f"/dialogue/{dialogue}"
    assert "Enter it as launched" not in client.get(board).text
    post(f"{board}/move", move="meeting.hold", on="2015-05-12", **{"field.text": "First round"})
    page = client.get(board).text
    (one,) = desk.dialogues.view(OWNER, dialogue).offered
    mark = f'<span class="mark" title="Portion mark">({one.marking})</span>'
    assert f"{mark} Meeting 2015-05-12 was held, and the dialogue is still proposed." in page
    assert "Enter it as launched" not in client.get(f"{board}?as_of=2015-06-01").text
    post(f"{board}/move", move="dialogue.launch", which=dialogue, on="2015-05-12")
    assert desk.dialogues.view(OWNER, dialogue).state == "launched"
    assert "Enter it as launched" not in client.get(board).text


def test_a_board_offers_that_an_objective_was_tabled_by_its_demarche(
    client: Client, desk: Desk, dialogue: str, post: Callable[..., str]
) -> None:
    board = f"/dialogue/{dialogue}"
    post(f"{board}/move", move="demarche.instruct", which="objective 2", on="2015-02-01", **{"field.text": "Press it"})
    made = desk.dialogues.board(OWNER, dialogue).of("demarche")[-1]
    assert "Enter it as tabled" not in client.get(board).text
    delivered = {"field.post": "BELISAR"}
    post(f"{board}/move", move="demarche.deliver", which=made.called, on="2015-02-12", **delivered)
    form = next(one for one in re.findall(r"<form.*?</form>", client.get(board).text) if "Enter it as tabled" in one)
    asked = dict(re.findall(r'name="(move|which|on)" value="([^"]*)"', form))
    assert asked == {"move": "objective.table", "which": "2", "on": "2015-02-12"}
    post(f"{board}/move", **asked)
    assert desk.dialogues.view(OWNER, dialogue).of("objective")[1].state == "tabled"
    assert "Enter it as tabled" not in client.get(board).text


def test_a_move_of_a_story_is_taken_back(client: Client, desk: Desk, dialogue: str, post: Callable[..., str]) -> None:
    board = f"/dialogue/{dialogue}"
    first = desk.dialogues.view(OWNER, dialogue).of("objective")[0]
    post(f"{board}/move", move="objective.table", which=first.id, on="2015-02-01")
    page = client.get(f"{board}/objective/1").text
    forms = re.findall(r'name="move" value="objective.undo">.*?name="field.movement" value="(m\w{8})"', page)
    told = [one for one in desk.dialogues.story(OWNER, dialogue, first.id) if one.movement.about == first.id]
    assert forms[-1] == told[-1].id
    given = {"field.movement": forms[-1], "field.reason": "not said at that lunch"}
    post(f"{board}/move", move="objective.undo", which=first.id, **given)
    assert desk.dialogues.view(OWNER, dialogue).of("objective")[0].state == "raised"
    page = client.get(f"{board}/objective/1").text
    assert "<del>tabled with the other side</del>" in page
    assert "Reason: not said at that lunch." in page
    assert f'value="{forms[-1]}"' not in page


def test_what_cannot_be_entered_is_refused_in_words(client: Client, desk: Desk, dialogue: str) -> None:
    token = re.search(r'"x-csrftoken": "([0-9a-f]+)"', client.get("/").text)
    assert token is not None
    for form, status, words in (
        ({"move": "objective.implement", "which": "1"}, 409, "cannot implement an objective that is raised"),
        ({"move": "objective.table", "which": "1", "on": "soon"}, 400, ""),
        ({"move": "objective.merge", "which": "1"}, 409, "no other one is named"),
        ({"move": "meeting.propose", "which": ""}, 409, "needs a name"),
        ({"move": "objective", "which": "1"}, 400, ""),
    ):
        answer = client.post(f"/dialogue/{dialogue}/move", data={"_csrf_token": token[1], **form})
        assert answer.status_code == status, form
        assert words in answer.text.lower()


def test_a_day_gone_by_offers_nothing(client: Client, dialogue: str) -> None:
    for path in ("", "/objective/1"):
        assert 'name="move"' not in client.get(f"/dialogue/{dialogue}{path}?as_of=2015-02-01").text


def test_what_is_no_day_or_no_field_is_said_and_not_entered(client: Client, desk: Desk, dialogue: str) -> None:
    board = f"/dialogue/{dialogue}"
    before = desk.dialogues.export(OWNER, dialogue)
    for field, told in (
        ("due", "is no day"),
        ("colour", "of objective.raise are"),
        ("objective_kind", "is no objective kind"),
    ):
        given = {"move": "objective.raise", "field.text": "Ports", f"field.{field}": "2016-13-45"}
        token = re.search(r'"x-csrftoken": "([0-9a-f]+)"', client.get("/").text)
        assert token is not None
        answer = client.post(f"{board}/move", data={"_csrf_token": token[1], **given}, follow_redirects=False)
        assert answer.status_code == 409
        assert told in answer.text
    assert desk.dialogues.export(OWNER, dialogue) == before


def test_words_of_a_list_are_offered_and_a_side_that_nobody_knows_is_told(
    client: Client, desk: Desk, dialogue: str, post: Callable[..., str]
) -> None:
    board = f"/dialogue/{dialogue}"
    page = client.get(board).text
    offered_words = re.search(r'<select name="field.stance">(.*?)</select>', page, re.DOTALL)
    assert offered_words is not None
    assert re.findall(r"<option>([a-z]+)</option>", offered_words[1])[:3] == ["supports", "accepts", "conditional"]
    given = {"field.text": "Free passage", "field.sought_by": "FR", "field.sought_from": "Free Coast Movement"}
    at = post(f"{board}/move", move="objective.raise", on="2015-03-01", **given)
    told = "from &#39;Free Coast Movement&#39;"
    story = client.get(at).text
    assert f"Sought {told} is no country or organisation that is known" in story
    assert "FR&#39;" not in story
    assert f"sought {told} of objective" in client.get(board).text
    assert "Free Coast" not in client.get(f"{board}/objective/1").text


def test_a_contact_is_named_and_an_instrument_quoted_without_a_text(
    client: Client, desk: Desk, dialogue: str, post: Callable[..., str]
) -> None:
    board = f"/dialogue/{dialogue}"
    named = {"field.name": "Marit Eken", "field.role": "point of contact"}
    post(f"{board}/move", move="contact.designate", on="2015-03-01", **named)
    post(f"{board}/move", move="instrument.draft", telegram="15BELISAR12", quote="help with surplus missiles")
    now = desk.dialogues.view(OWNER, dialogue)
    assert "Marit Eken" in [row.text for row in now.of("contact")]
    assert "help with surplus missiles" in [row.text for row in now.of("instrument")]


def test_the_rows_of_a_spreadsheet_are_shown_and_then_entered(
    client: Client, desk: Desk, dialogue: str, post: Callable[..., str]
) -> None:
    at = f"/dialogue/{dialogue}/rows"
    assert f'href="{at}"' in client.get(f"/dialogue/{dialogue}").text
    empty = client.get(at).text
    token = re.findall(r'name="_csrf_token" value="([0-9a-f]+)"', empty)[-1]
    before = desk.dialogues.export(OWNER, dialogue)

    def sent(table: str) -> str:
        answer = client.post(f"{at}/check", data={"_csrf_token": token, "table": table})
        assert answer.status_code == 200
        return str(answer.text)

    assert "names no column &#39;move&#39;" in sent("about\tb\n")
    wrong = sent("move\tabout\ttext\nobjective.melt\tquay\t<b>\nobjective.raise\tquay\tDeepen <b>it</b>\n")
    assert "Nothing was entered: 1 of 2 rows cannot be" in wrong
    assert "There is no move &#39;objective.melt&#39;" in wrong
    assert "Enter 2 rows" not in wrong
    good = "move\tabout\ton\ttext\nobjective.raise\tquay\t2015-02-01\tDeepen <b>it</b>\n"
    shown = sent(good)
    assert "Deepen &lt;b&gt;it&lt;/b&gt;" in shown
    assert "Enter 1 row" in shown
    assert desk.dialogues.export(OWNER, dialogue) == before
    assert post(f"{at}/check", table=good, enter="1") == f"/dialogue/{dialogue}"
    assert desk.dialogues.view(OWNER, dialogue).of("objective")[-1].text == "Deepen <b>it</b>"


@pytest.mark.parametrize(("entity", "state"), sorted(load_moves().states))
def test_no_two_moves_that_are_offered_together_have_the_same_words(entity: str, state: str) -> None:
    says = [move.says for move in possible(entity, state)]
    assert len(says) == len(set(says))
