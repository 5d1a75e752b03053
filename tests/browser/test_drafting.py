"""What a desk does in a browser, each role in turn: drafts from first word to queue, tracers, a dialogue proposed."""

from __future__ import annotations

import re

import msgspec
from playwright.sync_api import Browser, expect

from legation.core.telegram import Classification
from legation.services.accounts.accounts import OWNS
from legation.web.signing_in import SESSION

from .serving import reply
from .test_desk import WCAG, Desk, faults_of, opened, too_wide


def begun(desk: Desk) -> str:
    """A new draft of the-desk, that can go once it is mended."""
    house = desk[1]
    return house.clearing.new(house.reader("the-desk", "draft"), reply(house)).id


def test_a_draft_is_written_cleared_and_released(browser: Browser, desk: Desk) -> None:
    house = desk[1]
    house.accounts.add(OWNS, "second", roles=["desk"], clearance="SECRET")
    house.accounts.change(OWNS, "the-desk", clearance="SECRET")
    house.accounts.change(OWNS, "the-approver", clearance="SECRET")
    name = begun(desk)
    with opened(browser, desk, "the-desk", viewport={"width": 1280, "height": 900}) as (page, errors):
        page.goto(f"/draft/{name}")
        banner = page.locator(".over .banner")
        expect(banner).to_have_text("CONFIDENTIAL")
        page.get_by_label("Mark", exact=True).nth(2).fill("TS")
        page.get_by_label("Text of paragraph 3").fill("COMMENT: It will ask for more. END COMMENT.")
        expect(page.locator("#beside")).to_contain_text("not saved")
        expect(banner).to_have_text("TOP SECRET")
        page.get_by_label("Mark", exact=True).nth(2).fill("S")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator("#beside")).not_to_contain_text("not saved")
        expect(banner).to_have_text("SECRET")
        assert page.url.endswith(f"/draft/{name}")  # the page stayed
        page.get_by_role("button", name="Make this edit of M07").click()
        page.wait_for_load_state()
        assert house.clearing.show(house.reader("the-desk"), name).draft.classification.level == "SECRET"
        page.get_by_label("Look a reference up").press_sequentially("training")
        page.locator("#found button").first.click()
        page.wait_for_load_state()
        assert page.locator("textarea[name=references]").input_value().count("\n") == 3  # of the answer three, and one
        page.get_by_role("button", name="Make every safe edit").click()
        page.wait_for_load_state()
        expect(page.locator("li.error")).to_have_count(0)
        expect(page.get_by_role("button", name="Clear this text")).to_have_count(0)  # not one's own alone
        assert not faults_of(page, runOnly=WCAG)
        assert not errors, errors
    with opened(browser, desk, "second") as (page, errors):
        page.goto(f"/draft/{name}")
        page.get_by_text("Refuse it, with a reason").click()
        page.get_by_label("Office that refuses").fill("ECON")
        page.get_by_label("Why, and what is to be changed").fill("Say five craft.")
        page.get_by_role("button", name="Refuse this text").click()
        expect(page.locator("#beside .refused")).to_contain_text("Say five craft.")
        assert not faults_of(page, runOnly=WCAG)
        page.get_by_label("Office", exact=True).fill("POL")
        page.get_by_role("button", name="Clear this text").click()
        expect(page.locator("#beside")).to_contain_text("POL: second cleared")
        expect(page.get_by_role("button", name="Approve this text")).to_have_count(0)
        assert not errors, errors
    with opened(browser, desk, "the-approver", java_script_enabled=False) as (page, _):
        page.goto("/drafts")
        page.get_by_role("link", name=name).click()
        page.get_by_label("over the refusal of ECON").check()
        page.get_by_role("button", name="Approve this text").click()
        page.get_by_role("button", name="Release it").click()
        expect(page.locator("#beside")).to_contain_text("Released by the-approver")
        page.get_by_role("link", name="What goes out", exact=True).first.click()
        expect(page.locator("main")).to_contain_text("waiting")


def test_what_is_written_outlasts_the_session(browser: Browser, desk: Desk) -> None:
    name = begun(desk)
    with opened(browser, desk, "the-desk") as (page, errors):
        page.goto(f"/draft/{name}")
        kept = page.context.cookies()
        page.context.clear_cookies(name=SESSION)
        page.get_by_label("Subject").fill("WRITTEN FOR HALF AN HOUR")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator("#notice .fault")).to_contain_text("Your session has ended.")
        expect(page.locator("#notice .fault")).to_be_in_viewport()
        expect(page).to_have_title(re.compile(rf"Draft {name} – [A-Z/]+ – Legation"))
        page.context.add_cookies(kept)  # signed in again, in another window
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator("#beside")).not_to_contain_text("not saved")
        expect(page.locator("#notice .fault")).to_have_count(0)
        assert desk[1].clearing.show(desk[1].reader("the-desk"), name).draft.subject == "WRITTEN FOR HALF AN HOUR"
        errors[:] = [said for said in errors if "401" not in said]
        assert not errors, errors


def test_a_reader_has_nothing_to_press(browser: Browser, desk: Desk) -> None:
    house = desk[1]
    draft = msgspec.structs.replace(reply(house), classification=Classification("UNCLASSIFIED"), paragraphs=())
    name = house.clearing.new(house.reader("the-desk", "draft"), draft).id
    with opened(browser, desk, "the-reader", viewport={"width": 360, "height": 700}) as (page, errors):
        for path in ("/drafts", f"/draft/{name}", f"/draft/{name}/copy/text", "/drafts/queue"):
            page.goto(path)
            expect(page.locator("main form, main button, main input")).to_have_count(0)
            assert not too_wide(page)
        assert not faults_of(page, runOnly=WCAG)
        assert not errors, errors


def test_a_draft_is_written_without_a_script(browser: Browser, desk: Desk) -> None:
    with opened(browser, desk, "the-desk", java_script_enabled=False) as (page, _):
        page.goto("/drafts")
        page.get_by_label("Answers the telegram").fill("15BELISAR12")
        page.get_by_role("button", name="Begin it").click()
        page.get_by_label("Text of paragraph 2").fill("They agree.")
        page.get_by_role("button", name="Up paragraph 2").click()
        expect(page.get_by_label("Text of paragraph 1")).to_have_value("They agree.")
        page.get_by_label("Look a reference up").fill("training")
        page.get_by_role("button", name="Look up").click()
        page.locator("#found button").first.click()
        assert page.url.endswith("#references")
        page.locator("textarea[name=references]").fill("")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator("#cited")).to_have_count(0)


def test_a_dialogue_is_proposed_from_a_search_and_opened(browser: Browser, desk: Desk) -> None:
    with opened(browser, desk, "the-reader", viewport={"width": 360, "height": 700}) as (page, errors):
        page.goto("/search?q=subject:dialogue")
        page.get_by_role("link", name="propose a dialogue from these").click()
        expect(page.locator("main h1")).to_contain_text("dialogue")
        expect(page.locator("form[method=post]:not(.inline)")).to_have_count(0)
        page.goto("/tracers?series=belisar&year=2015")
        expect(page.locator("#ready")).to_be_visible()
        expect(page.locator("main form[method=post]")).to_have_count(0)
        assert not too_wide(page)
        assert not errors, errors
    with opened(browser, desk, "the-desk", java_script_enabled=False) as (page, _):
        page.goto("/thread/15BELISAR12")
        page.get_by_role("link", name="Propose a dialogue from these").click()
        page.locator("input[name=telegram]").last.uncheck()
        page.get_by_role("button", name="Show what they propose").click()
        before = page.locator("input[name^='item.']")
        assert before.count()
        before.first.uncheck()
        page.get_by_role("button", name="what is ticked").click()
        assert "/dialogue/" in page.url


def test_a_tracer_is_begun_as_a_draft(browser: Browser, desk: Desk) -> None:
    with opened(browser, desk, "the-desk") as (page, errors):
        page.goto("/tracers?series=belisar&year=2015")
        page.get_by_label("From", exact=True).fill("FOREIGN OFFICE OSMAR")
        page.get_by_role("button", name="Begin it as a draft").click()
        page.wait_for_url("**/draft/n*")
        expect(page.locator("input[name=subject]")).to_have_value("TRACER: NUMBERS OF BELISAR NOT RECEIVED")
        page.goto("/tracers?series=belisar&year=2015")
        expect(page.locator("#ready")).to_have_count(0)
        assert not errors, errors


def test_profiles_are_tried_on_the_traffic(browser: Browser, desk: Desk) -> None:
    with opened(browser, desk, "everything", viewport={"width": 360, "height": 700}) as (page, errors):
        page.goto("/profiles")
        page.get_by_label("Rules in TOML").fill('[[profile]]\nname = "craft"\nto = "the-desk"\nwords = ["patrol"]\n')
        page.locator("input[name=since]").fill("2015-01-01")
        page.get_by_role("button", name="Try them on the traffic").click()
        expect(page.locator("#trial")).to_be_visible()
        expect(page.locator("main")).to_contain_text("Nothing was changed.")
        expect(page.locator("tbody tr", has_text="the-desk").first).to_be_visible()
        assert not faults_of(page, runOnly=WCAG)
        assert not too_wide(page)
        page.goto("/profiles")
        expect(page.locator("tbody")).to_contain_text("Tarqand, from the embassy")
        expect(page.locator("tbody")).not_to_contain_text("craft")
        assert not errors, errors


def test_references_that_were_looked_up_hold_the_page_up_while_the_text_is_checked(
    browser: Browser, desk: Desk
) -> None:
    house = desk[1]
    house.accounts.change(OWNS, "the-desk", clearance="SECRET")
    with opened(browser, desk, "the-desk", viewport={"width": 1280, "height": 900}) as (page, errors):
        page.goto(f"/draft/{begun(desk)}")
        banner = page.locator(".over .banner")
        expect(banner).to_have_text("CONFIDENTIAL")
        page.get_by_label("Look a reference up").press_sequentially("class:secret")
        expect(page.locator("#found button").first).to_be_visible()
        expect(banner).to_have_text("SECRET")
        page.get_by_label("Text of paragraph 3").fill("COMMENT: It will ask for more. END COMMENT.")
        page.get_by_label("Text of paragraph 3").blur()
        expect(page.locator("#beside")).to_contain_text("not saved")
        expect(banner).to_have_text("SECRET")
        page.get_by_label("Look a reference up").fill("nothing-has-this")
        expect(page.locator("#found")).to_contain_text("Nothing is found")
        page.get_by_label("Text of paragraph 3").fill("COMMENT: It will ask. END COMMENT.")
        page.get_by_label("Text of paragraph 3").blur()
        expect(banner).to_have_text("CONFIDENTIAL")
        assert not errors, errors
