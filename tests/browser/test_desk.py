"""The desk in a browser: every page, each role, without a pointer, without a script, small, by day and night."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Route, expect
from playwright.sync_api import Page as Shown
from tests.web.traffic import message

import legation.web
from legation.app import House
from legation.core.marking import OWNER
from legation.services.ingest import Limits
from legation.tables.roles import allowed
from legation.web.screens import Screens
from legation.web.signing_in import SESSION, home_of

from .serving import EVERYTHING, PAGES, PASSWORD, ROLES, STATES, session

TEMPLATES = Path(legation.web.__file__).parent / "templates"
TRAFFIC = Path(__file__).resolve().parents[2] / "src" / "legation" / "sample" / "traffic"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
Desk = tuple[str, House]


TAKEN_BACK = ("htmx:sendAbort,", "htmx:afterRequest,")
"""What htmx says of a check in flight that a press of a button replaces, as it is to. One that fails says more."""


@contextmanager
def opened(browser: Browser, desk: Desk, name: str = "", **more: Any) -> Iterator[tuple[Shown, list[str]]]:
    """A page of a new browser signed in as ``name``, and the errors on its console."""
    address, house = desk
    context: BrowserContext = browser.new_context(base_url=address, **more)
    context.set_default_timeout(20_000)
    if name:
        context.add_cookies([{"name": SESSION, "value": session(house, name), "url": address}])
    page = context.new_page()
    errors: list[str] = []

    def told(said: ConsoleMessage) -> None:
        if said.type == "error" and not any(event in said.text for event in TAKEN_BACK):
            errors.append(f"{page.url}: {said.text}")

    page.on("console", told)
    page.on("pageerror", lambda fault: errors.append(f"{page.url}: {fault}"))
    try:
        yield page, errors
    finally:
        context.close()


def faults_of(page: Shown, **options: Any) -> list[str]:
    """What axe finds wrong, in a line each."""
    ran = Axe().run(page, options={"resultTypes": ["violations"], **options})
    return [
        f"{page.url} {rule['id']}: {node['target']} {node['html'][:150]} {node.get('failureSummary', '')[:200]}"
        for rule in ran.response["violations"]
        for node in rule["nodes"][:3]
    ]


def by_day_and_night(page: Shown) -> list[str]:
    """The same in both schemes of colours, with all that is folded up unfolded: else axe passes it over."""
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    told = faults_of(page, runOnly=WCAG)
    page.emulate_media(color_scheme="dark")
    told += faults_of(page, runOnly={"type": "rule", "values": ["color-contrast"]})
    page.emulate_media(color_scheme="light")
    return told


def too_wide(page: Shown) -> list[str]:
    """What makes a page wider than its window."""
    told: list[str] = page.evaluate(
        """() => { const wide = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= wide) return [];
        return [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > wide + 1)
          .slice(0, 3).map((one) => one.outerHTML.slice(0, 120)); }"""
    )
    return [f"{page.url}: {one}" for one in told]


def cut_on_paper(page: Shown) -> list[str]:
    """What would have to be scrolled on paper, or filled in."""
    page.emulate_media(media="print")
    told: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("main *")].filter((one) => {
          const style = getComputedStyle(one);
          // What is not to be seen is laid out of sight, a point wide.
          return style.overflowX !== "visible" && style.position !== "absolute"
            && one.scrollWidth > one.clientWidth + 1;
        }).map((one) => one.outerHTML.slice(0, 120))"""
    )
    filled: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("main td select, main td input:not([type=hidden]), main .stacked")]
          .filter((one) => one.checkVisibility()).map((one) => one.outerHTML.slice(0, 120))"""
    )
    narrow = page.evaluate(
        """() => document.querySelector("main .rows th:nth-child(7)") !== null
          && getComputedStyle(document.body).page !== "crosswise" """
    )
    page.emulate_media(media="screen")
    return [
        *([f"{page.url} has a table of many columns, and its sheets stand upright"] if narrow else []),
        *(f"{page.url} is cut on paper: {one}" for one in told),
        *(f"{page.url} has on paper what is to be filled in: {one}" for one in filled),
    ]


def test_every_page(browser: Browser, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """No fault that axe can find, by day or night; no error on the console; no page wider than a small screen."""
    seen: dict[str, str] = {}
    show = Screens.show

    def watched(self: Screens, request: Any, template: str, **values: Any) -> Any:
        seen.setdefault(template, str(request.url.path))
        fresh.append(template)
        return show(self, request, template, **values)

    monkeypatch.setattr(Screens, "show", watched)
    fresh: list[str] = []
    wrong: list[str] = []
    looked: set[str] = set()
    with opened(browser, desk, EVERYTHING, viewport={"width": 1280, "height": 900}) as (page, errors):
        for one in PAGES:
            fresh.clear()
            answer = page.goto(one.path)
            assert answer is not None
            absent = "no-such" in one.path or "%22" in one.path
            if not absent and answer.status != 200:
                wrong.append(f"{one.path} answers {answer.status}")
            if absent:
                errors[:] = [said for said in errors if "Failed to load resource" not in said]
            if not looked.issuperset(fresh):
                looked.update(fresh)
                wrong += by_day_and_night(page)
            page.set_viewport_size({"width": 360, "height": 700})
            wrong += too_wide(page)
            page.set_viewport_size({"width": 794, "height": 1123})  # A4
            wrong += cut_on_paper(page)
            page.set_viewport_size({"width": 1280, "height": 900})
        for path in STATES:
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == (400 if "never" in path else 200), path
            wrong += by_day_and_night(page)
        page.goto("/password")
        for field in page.locator('main input[type="password"]').all():
            field.fill("none of mine")
        with page.expect_response("**/password/change") as refused:
            page.locator('main form[action="/password/change"] button').click()
        assert refused.value.status >= 400
        wrong += by_day_and_night(page)
        errors[:] = [said for said in errors if "Failed to load resource" not in said]
    wrong += errors
    assert not wrong, "\n".join(dict.fromkeys(wrong))
    whole = {one.name for one in TEMPLATES.glob("*.html") if '{% extends "base.html" %}' in one.read_text()}
    unseen = whole - seen.keys() - {"ingest_job.html"}  # looked at where files are taken in
    assert not unseen, f"add a page to tests/browser/serving.py for {sorted(unseen)}"


def test_the_checks_can_fail(browser: Browser, desk: Desk) -> None:
    with opened(browser, desk, viewport={"width": 360, "height": 700}) as (page, errors):
        page.goto("/sign-in")
        assert not too_wide(page)
        page.evaluate("document.querySelector('main').innerHTML = '<img src=data:,><p style=color:#999>x'")
        page.evaluate("document.querySelector('main').style.width = '500px'")
        assert {fault.split(":")[2].split()[-1] for fault in faults_of(page, runOnly=WCAG)} >= {"image-alt"}
        assert too_wide(page)
        page.evaluate("console.error('x')")
        assert errors


@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_its_pages_and_no_link_to_others(browser: Browser, desk: Desk, role: str) -> None:
    """Every page as each role: the ones it may have without a fault, the others refused."""
    may = allowed([role]) | {"any", "open"}
    with opened(browser, desk, f"the-{role}") as (page, errors):
        for one in PAGES:
            wanted = (404 if "no-such" in one.path else 200) if one.action in may else 403
            if wanted != 200:  # one page says all that is refused, and to a console it is an error
                assert page.request.get(one.path).status == wanted, one.path
                continue
            answer = page.goto(one.path, wait_until="domcontentloaded")
            assert answer is not None
            assert answer.status == wanted, one.path
        assert not errors, errors
        page.goto(home_of(desk[1].accounts.named(f"the-{role}")))
        for link in page.locator("nav[aria-label=Legation] a").all():
            address = link.get_attribute("href")
            assert address is not None
            answer = page.request.get(address)
            assert answer.status == 200, (role, address)
        assert not errors, errors


def test_without_a_pointer(browser: Browser, desk: Desk) -> None:
    """Sign in, search, open a telegram, decide a proposal: by keys alone."""
    waiting = desk[1].dialogues.undecided(OWNER, "xv-xt", most=50).proposals
    name = next(mrn for mrn, one in waiting if one.becomes is not None)
    with opened(browser, desk) as (page, errors):
        page.goto("/")
        page.keyboard.type(EVERYTHING)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/")
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("/")
        expect(page.locator("#q")).to_be_focused()
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?**")
        page.keyboard.press("Escape")
        page.locator("[data-row]").first.wait_for()
        page.keyboard.press("j")
        page.keyboard.press("o")
        page.wait_for_url(f"**/telegram/{name}**")
        decided = page.locator(".proposal button.accept")
        before = decided.count()
        assert before
        page.keyboard.press("j")
        while not page.evaluate("document.activeElement.closest('.proposal')?.querySelector('button.accept') != null"):
            page.keyboard.press("j")
        outline = page.evaluate("getComputedStyle(document.activeElement.closest('[data-row]')).outlineStyle")
        assert outline != "none"
        page.keyboard.press("a")
        expect(decided).to_have_count(before - 1)
        assert not errors, errors


def test_banner_words_break_behind_a_slash_alone(browser: Browser, desk: Desk) -> None:
    words = "SECRET//NOFORN//NODIS/EXDIS/STADIS/LIMDIS"
    broken = """one => [...one.childNodes].filter((part) => {
      const range = document.createRange(); range.selectNodeContents(part);
      return part.nodeType === Node.TEXT_NODE && range.getClientRects().length > 1; }).map((part) => part.data)"""
    with opened(browser, desk, "the-reader", viewport={"width": 300, "height": 700}) as (page, errors):
        page.goto("/search?q=training")
        page.evaluate("one => document.querySelector('main').innerHTML = `<p class=banner>${one}</p>`", words)
        banner = page.locator("main .banner")
        assert banner.evaluate(broken) == [words]
        page.evaluate(
            "htmx.trigger(document.querySelector('main'), 'htmx:load', {elt: document.querySelector('main')})"
        )
        assert banner.evaluate(broken) == []
        assert banner.inner_text().replace("\n", "") == words
        assert not errors, errors


def test_what_stands_beside_a_telegram_has_the_room_that_its_lines_leave(browser: Browser, desk: Desk) -> None:
    with opened(browser, desk, EVERYTHING, viewport={"width": 1280, "height": 900}) as (page, errors):
        page.goto("/telegram/15BELISAR118")
        text, beside = (page.locator(f".sheet > {one}").first.bounding_box() for one in (".text", ".beside"))
        lines = page.locator(".sheet pre").evaluate_all(
            """all => Math.max(...all.map(one => {
                const range = document.createRange(); range.selectNodeContents(one);
                return Math.max(...[...range.getClientRects()].map(line => line.right)); }))"""
        )
        assert text is not None
        assert beside is not None
        assert lines <= beside["x"] < lines + 30
        offices = page.locator(".fields div", has_text="Distribution").locator("dd")
        assert offices.count() > 5
        assert offices.nth(0).evaluate("one => one.offsetTop") == offices.nth(1).evaluate("one => one.offsetTop")
        assert page.locator(".fields div", has_text="Section").locator("dd").inner_text() == "2 in all"
        assert not errors


def test_movements_are_in_sight_on_a_phone(browser: Browser, desk: Desk) -> None:
    """Beside names that fill the screen the first movement would stand at its edge: it stands below its name."""
    first = """plot => [plot.querySelector('.name text:last-of-type').getBoundingClientRect().bottom,
      plot.querySelector('.lanes a').getBoundingClientRect()].map((one) => one.right ?? one)"""
    top = "plot => plot.querySelector('.lanes a').getBoundingClientRect().bottom"
    touching = """plot => [...plot.querySelectorAll('.lanes a')].flatMap((one) => {
      const sign = one.getBoundingClientRect();
      return [...plot.querySelectorAll('.name text')].filter((name) => {
        const box = name.getBoundingClientRect();
        return box.top < sign.bottom - 1 && sign.top < box.bottom - 1 && box.left < sign.right && sign.left < box.right;
      }).map((name) => name.textContent); })"""
    with opened(browser, desk, "the-reader", viewport={"width": 390, "height": 844}) as (page, errors):
        page.goto("/dialogue/xv-xt/timeline")
        drawn = page.locator(".plot:has(.lanes)")
        assert drawn.count() == 2
        for plot in drawn.all():
            name, right = plot.evaluate(first)
            assert right < 195
            assert plot.evaluate(top) > name - 6
            assert not plot.evaluate(touching), "a movement stands on the name of another lane"
        assert not errors, errors


def test_without_a_script(browser: Browser, desk: Desk) -> None:
    with opened(browser, desk, "the-reader", java_script_enabled=False) as (page, _):
        page.goto("/")
        page.locator("#q").fill("training")
        page.locator("form[role=search] button").click()
        first = page.locator("[data-row] a.opens").first
        name = first.inner_text().split()[0]
        first.click()
        expect(page.locator(".faithful").first).to_be_visible()
        assert name in page.url
        page.goto("/dialogue/xv-xt")
        page.locator("th a.opens").first.click()
        expect(page.locator(".story")).to_be_visible()


def test_from_an_empty_archive_to_a_brief(
    browser: Browser, own_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a desk officer does: files taken in, one found, a dialogue opened, proposals decided, a brief in hand."""
    with opened(browser, own_desk, accept_downloads=True) as (page, errors):
        page.goto("/")
        page.get_by_role("link", name="Ingest", exact=True).click()
        files = sorted(TRAFFIC.glob("*.txt"))[:8]
        page.get_by_label("Files, chosen or dropped here").set_input_files([*files, Path(legation.web.__file__)])
        page.get_by_role("button", name="Take in").click()
        page.wait_for_url("**/ingest/job/1")
        expect(page.locator("#jobs")).to_contain_text("8 new")
        expect(page.locator("#jobs")).to_contain_text("is not a kind of file that holds telegrams")
        assert not faults_of(page, runOnly=WCAG)
        page.locator("#q").fill("dialogue")
        page.keyboard.press("Enter")
        page.locator("[data-row] a.opens", has_text="15BELISAR12").first.click()
        page.get_by_role("button", name="Open the dialogue it proposes").click()
        page.wait_for_load_state()
        page.goto("/telegram/15BELISAR12")
        board = page.locator("#proposals a").first.get_attribute("href")
        assert board is not None
        before = page.locator(".proposal button.accept").count()
        page.locator(".proposal button.accept").first.click()
        expect(page.locator(".proposal button.accept")).to_have_count(before - 1)
        refused = page.locator(".proposal:has(button.accept)").first
        refused.get_by_text("Reject", exact=True).first.click()
        refused.get_by_label("Why it is not one").fill("said in passing")
        refused.get_by_role("button", name="Reject").click()
        expect(page.locator(".proposal button.accept")).to_have_count(before - 2)
        page.goto(f"{board}/brief")
        for name, begins in (("Word", b"PK"), ("PDF", b"%PDF")):
            with page.expect_download() as download:
                page.locator(".downloads").get_by_role("link", name=name).click()
            place = tmp_path / name
            download.value.save_as(place)
            assert place.read_bytes().startswith(begins)
        assert not errors, errors


def test_what_a_telegram_says_runs_nowhere(browser: Browser, own_desk: Desk, tmp_path: Path) -> None:
    """Script in a subject line, in a body and in a file's name is text, on every page that shows it."""
    evil = '<script>document.title="run"</script><img src=x onerror=document.title="run">'
    text = message("15BELISAR77", "000077", "CONFIDENTIAL", f'A "{evil}', "15 BELISAR 12", f"1. (C) {evil}", day="21")
    hostile = tmp_path / "x.txt"
    hostile.write_text(text)
    house = own_desk[1]

    house.ingest.run(OWNER, [hostile], limits=Limits(), named=f"{evil.replace('/', '')}.txt")
    with opened(browser, own_desk) as (page, errors):
        for path in (
            "/",
            "/search?q=15BELISAR77",
            "/search?q=%3Cscript%3E",
            "/telegram/15BELISAR77",
            "/thread/15BELISAR77",
        ):
            page.goto(path)
            assert page.title() != "run", path
            assert page.evaluate("document.images.length") == 0, path
        assert not errors, errors


def test_what_is_refused_loses_nothing_that_was_written(browser: Browser, desk: Desk) -> None:
    """A form says on its own page what is wrong with it; what has gone well leads on, also within the same page."""
    with opened(browser, desk, EVERYTHING, viewport={"width": 1280, "height": 900}) as (page, errors):
        page.goto("/saved")
        page.get_by_label("Name").fill("harbours")
        page.locator("main").get_by_label("Search", exact=True).fill('"unfinished')
        page.get_by_role("button", name="Save").click()
        expect(page.locator("#notice .fault")).to_contain_text("A quotation is not closed")
        expect(page.get_by_label("Name")).to_have_value("harbours")
        expect(page.locator("main").get_by_label("Search", exact=True)).to_have_value('"unfinished')
        assert page.url.endswith("/saved")
        assert not faults_of(page, runOnly=WCAG)
        page.locator("main").get_by_label("Search", exact=True).fill("harbour*")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("button", name="Remove harbours")).to_be_visible()
        expect(page.locator("#notice .fault")).to_have_count(0)
        page.goto("/telegram/15BELISAR12")
        for text in ("The first of two.", "The second of two."):
            page.locator("#annotations summary").first.click()
            page.locator("#annotations textarea").fill(text)
            page.locator("#annotations").get_by_role("button", name="Annotate").click()
            expect(page.locator("main .annotation").filter(has_text=text)).to_be_visible()
        page.goto("/hooks/rules")
        held = page.locator("main input[name=networks]")
        held.fill("10.0.0.0/99")
        page.get_by_role("button", name="Change").click()
        expect(page.locator("#notice .fault")).to_be_visible()
        expect(held).to_have_value("10.0.0.0/99")
        page.goto("/gap/15FOROFF467")
        page.locator("main input[name=to]").fill("The archivist")
        page.route("**/gap/15FOROFF467/sent", lambda route: route.abort())
        page.get_by_role("button", name="Note").click()
        expect(page.locator("#notice .fault")).to_contain_text("The desk does not answer")
        expect(page.locator("main input[name=to]")).to_have_value("The archivist")
        page.unroute("**/gap/15FOROFF467/sent")
        page.get_by_role("button", name="Note").click()
        expect(page.locator("main")).to_contain_text("asked for of The archivist")
        page.goto("/saved")
        page.context.clear_cookies(name=SESSION)
        page.get_by_label("Name").fill("harbours")
        page.locator("main").get_by_label("Search", exact=True).fill("port")
        page.get_by_role("button", name="Save").click()
        expect(page.locator("#notice .fault")).to_contain_text("Sign in")
        expect(page.get_by_label("Name")).to_have_value("harbours")
        errors[:] = [said for said in errors if "Failed to load resource" not in said]
        assert not errors, errors


def test_a_form_outlives_a_start_of_the_desk_and_the_session(browser: Browser, desk: Desk) -> None:
    """The cookie that goes with the token of a form is another at each start."""
    start = re.compile(r"^legation-[0-9a-f]{8}$")
    with opened(browser, desk, EVERYTHING) as (page, errors):
        page.goto("/saved")
        page.get_by_label("Name").fill("quays")
        page.locator("main").get_by_label("Search", exact=True).fill("quay*")
        page.context.clear_cookies(name=start)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("button", name="Remove quays")).to_be_visible()
        # What a page swaps is to be done again, and then goes well.
        page.goto("/dialogue/xv-xt/proposals")
        held = page.locator(".proposal").first
        page.context.clear_cookies(name=start)
        held.get_by_role("button", name="Accept").first.click()
        expect(page.locator("#notice .fault")).to_contain_text("The desk was started anew")
        with page.expect_response(lambda answer: answer.request.method == "POST") as told:
            held.get_by_role("button", name="Accept").first.click()
        assert told.value.status != 403
        # Both are over: what was written stands, beside the way to sign in.
        page.goto("/saved")
        page.get_by_label("Name").fill("piers")
        page.locator("main").get_by_label("Search", exact=True).fill("pier*")
        page.context.clear_cookies()
        page.get_by_role("button", name="Save").click()
        door = page.locator("#notice .fault").get_by_role("link", name="Sign in in another window")
        expect(door).to_be_visible()
        expect(page.get_by_label("Name")).to_have_value("piers")
        with page.context.expect_page() as other:
            door.click()
        other.value.get_by_label("Name").fill(EVERYTHING)
        other.value.get_by_label("Password").fill(PASSWORD)
        other.value.get_by_role("button", name="Sign in", exact=True).click()
        expect(other.value.get_by_role("heading", name="Today")).to_be_visible()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("button", name="Remove piers")).to_be_visible()
        errors[:] = [said for said in errors if "Failed to load resource" not in said and "Response Status" not in said]
        assert not errors, errors


@pytest.mark.parametrize("view", ["/commitments", "/agenda", "", "/objective/1"])
def test_tables_fit_a_tablet_and_twice_the_size(browser: Browser, desk: Desk, view: str) -> None:
    with opened(browser, desk, EVERYTHING, viewport={"width": 1024, "height": 768}) as (page, errors):
        page.goto(f"/dialogue/xv-xt{view}")
        wide = []
        for width in (1024, 993, 992, 768, 720, 705):  # 720 is a window of 1440 at twice the size
            page.set_viewport_size({"width": width, "height": 600})
            wide += [f"{width}: {one}" for one in too_wide(page)]
        assert not wide, wide
        assert not errors, errors


def test_who_works_by_keys_stays_where_they_were(browser: Browser, desk: Desk) -> None:
    """Back from a telegram a list goes on behind it; a filter that was pressed has the focus; a slip is taken back."""
    with opened(browser, desk, EVERYTHING, viewport={"width": 1280, "height": 600}) as (page, errors):
        page.goto("/search?q=treaty OR talks", wait_until="networkidle")
        for _ in range(3):
            page.keyboard.press("j")
        third = page.evaluate("document.activeElement.textContent")
        page.keyboard.press("o")
        page.wait_for_url("**/telegram/**")
        page.go_back(wait_until="networkidle")
        expect(page.locator("[data-row].now")).to_contain_text(third)
        page.keyboard.press("k")
        expect(page.locator("a.opens:focus")).to_have_text(page.locator("[data-row] a.opens").nth(1).inner_text())
        page.goto("/dialogue/xv-xt")
        page.get_by_role("link", name="Waiting").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/dialogue/xv-xt?turn=waiting")
        expect(page.locator("a:focus")).to_have_text(re.compile("Waiting"))
        page.goto("/dialogue/xv-xt/proposals")
        page.locator(".proposal:has(.kind:text-is('commitment')) button.accept").first.focus()
        before = page.locator(".proposal button.accept").count()
        page.keyboard.press("a")
        expect(page.locator(".proposal:focus")).to_contain_text("Accepted")
        page.keyboard.press("u")
        expect(page.locator(".proposal:focus button.accept")).to_have_count(1)
        expect(page.locator(".proposal button.accept")).to_have_count(before)
        assert not errors, errors


def test_a_move_by_hand_asks_for_what_it_has_use_for_and_leads_to_what_was_entered(
    browser: Browser, desk: Desk
) -> None:
    with opened(browser, desk, EVERYTHING, viewport={"width": 1280, "height": 600}) as (page, errors):
        page.goto("/dialogue/xv-xt/demarches")
        page.get_by_role("link", name="Release the two helicopters").click()
        page.get_by_text("Enter a move", exact=True).click()
        form = page.locator("#enter form")
        asked = form.locator("[data-of]:visible")
        expect(asked).to_have_count(0)  # of no move yet
        form.locator("[name=move]").select_option("demarche.respond")
        form.get_by_role("textbox", name="Answer").fill("Not before the spring.")
        form.locator("[name=move]").select_option("demarche.extend")
        assert [one.split("\n")[0].strip() for one in asked.all_inner_texts()] == ["Text", "Due"]
        form.get_by_role("textbox", name="Due").fill("2016-12-31")
        form.locator("[name=on]").fill("2016-11-01")
        form.get_by_role("button", name="Enter").click()
        entered = page.locator(".story li:target")
        expect(entered).to_contain_text("2016-11-01")  # and the answer to another move was not sent with it
        expect(entered).to_be_in_viewport()
        entered.get_by_text("Take back").click()
        entered.get_by_role("button", name="Take it back").click()
        expect(page.locator(".story li:target del")).to_be_in_viewport()
        assert not errors, errors


def test_a_form_is_sent_once_however_long_the_next_page_takes(browser: Browser, desk: Desk) -> None:
    with opened(browser, desk, EVERYTHING) as (page, errors):
        sent: list[str] = []
        held: list[Route] = []
        page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
        page.goto("/telegram/15BELISAR41")
        page.locator("#annotations summary").first.click()
        page.locator("#annotations textarea").fill("Sent once alone.")
        page.route("**/telegram/15BELISAR41*", lambda route: held.append(route))
        button = page.locator("#annotations").get_by_role("button", name="Annotate")
        with page.expect_request("**/telegram/15BELISAR41*"):
            button.evaluate("one => { one.click(); setInterval(() => one.click(), 100); }")
        page.wait_for_timeout(500)
        assert len(sent) == 1
        held[-1].continue_()
        page.unroute("**/telegram/15BELISAR41*")
        expect(page.locator("main .annotation").filter(has_text="Sent once alone.")).to_have_count(1)
        # A page that comes back as it was left may send again, as one may that was told of a fault.
        page.locator("#annotations form").first.evaluate("one => { one.ariaBusy = 'true'; }")
        page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
        expect(page.locator("form[aria-busy]")).to_have_count(0)
        assert not errors, errors


def test_who_could_not_sign_in_types_on_where_the_page_begins(browser: Browser, desk: Desk) -> None:
    with opened(browser, desk) as (page, errors):
        page.goto("/sign-in")
        page.get_by_label("Name").fill("nobody")
        page.get_by_label("Password").fill("none of mine")
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.locator("main [role=alert]")).to_contain_text("do not go together")
        expect(page.get_by_label("Name")).to_be_focused()
        page.evaluate("document.querySelector('[autofocus]').removeAttribute('autofocus')")
        page.route(
            "**/sign-in/password",
            lambda route: route.fulfill(
                content_type="text/html", body='<div id="notice"></div><main id="main" tabindex="-1">Held</main>'
            ),
        )
        page.get_by_label("Name").fill("nobody")
        page.get_by_label("Password").fill("none of mine")
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.locator("#main")).to_have_text("Held")
        expect(page.locator("#main")).to_be_focused()
        errors[:] = [said for said in errors if "Failed to load resource" not in said]
        assert not errors, errors


@pytest.mark.parametrize("form", ["text/plain", "text/html", "application/json"])
def test_what_is_no_answer_of_the_desk_is_told_with_its_status(browser: Browser, desk: Desk, form: str) -> None:
    """Such as that of a proxy before it; what was written stays."""
    with opened(browser, desk, EVERYTHING) as (page, errors):
        page.goto("/saved")
        page.get_by_label("Name").fill("harbours")
        page.locator("main").get_by_label("Search", exact=True).fill("port")
        page.route(
            "**/saved/add", lambda route: route.fulfill(status=502, content_type=form, body="<h1>Bad Gateway</h1>")
        )
        page.get_by_role("button", name="Save").click()
        told = page.locator("#notice .fault")
        expect(told).to_contain_text("The answer is 502")
        expect(told).not_to_contain_text("does not answer")
        expect(page.get_by_label("Name")).to_have_value("harbours")
        assert page.locator("form[aria-busy]").count() == 0
        errors[:] = [said for said in errors if "Failed to load resource" not in said]
        assert not errors, errors


def test_long_words_and_long_lists_stay_in_a_small_window(browser: Browser, own_desk: Desk, tmp_path: Path) -> None:
    """A subject of words without a blank, and a hundred references, of which most are folded up."""
    refs = "\n     ".join(f"{n + 1}. 14 FOROFF {1000 + n}" for n in range(100))
    subject = f"TALKS ON {'WORDSWITHOUTABLANK' * 4} AND MORE"
    text = message("15BELISAR79", "000079", "CONFIDENTIAL", subject, refs, f"1. (C) {'x' * 300}", day="21")
    file = tmp_path / "long.txt"
    file.write_text(text)
    own_desk[1].ingest.run(OWNER, [file], limits=Limits())
    name, wrong = "15BELISAR79", []
    below = [f"/telegram/{name}{under}" for under in ("", "/copies", "/annotations", "/marking", "/cite")]
    found = [f"/search?q={name}&show={show}" for show in ("list", "table", "timeline")]
    with opened(browser, own_desk, viewport={"width": 360, "height": 700}) as (page, errors):
        for path in (
            "/",
            *below,
            *found,
            f"/thread/{name}",
            f"/route/{name}",
            "/gap/14FOROFF1001",
            "/gaps",
            "/declass",
        ):
            page.goto(path)
            wrong += too_wide(page)
        page.goto(f"/telegram/{name}")
        expect(page.locator(".thread .chip:visible")).to_have_count(18)
        page.get_by_text("Cites 82 more").click()
        expect(page.locator(".thread .chip:visible")).to_have_count(100)
        assert not errors, errors
    assert not wrong, wrong


def test_what_is_fetched_into_a_page_raises_its_banner(browser: Browser, desk: Desk) -> None:
    """Hits, facets, what searches found come later: banner and title say how it is all held."""
    desk[1].saved.add(desk[1].reader(EVERYTHING), "harbours", "harbour")

    def held_as(page: Shown, words: str, title: str) -> None:
        for place in ("head", "foot"):
            expect(page.locator(f"#marking-{place}")).to_have_text(words)
        expect(page).to_have_title(f"{title} – {words} – Legation" if words else f"{title} – Legation")

    with opened(browser, desk, EVERYTHING) as (page, errors):
        page.goto("/search?q=nothing-has-this")
        held_as(page, "", "nothing-has-this – Search")
        page.locator("#q").fill("class:secret")
        expect(page.locator("#facets")).to_be_visible()
        highest = page.locator("#marking-head").inner_text()
        assert highest.startswith("SECRET")
        held_as(page, highest, "class:secret – Search")
        page.locator("#q").fill("nothing-has-this")  # all of it is replaced
        held_as(page, "", "nothing-has-this – Search")
        page.goto("/search")
        expect(page.locator("#facets")).to_be_visible()
        held_as(page, page.locator("#marking-foot").inner_text(), "Search")
        assert page.locator("#marking-foot").inner_text().startswith("SECRET")
        page.goto("/")
        expect(page.locator("#alerts-of-searches")).to_be_visible()
        over = page.locator("#marking-head").inner_text()
        assert over.startswith("SECRET")
        held_as(page, over, "Today")
        assert not errors, errors


def test_a_page_that_was_changed_in_place_is_the_page_as_it_is_loaded(browser: Browser, desk: Desk) -> None:
    def shown(page: Shown) -> tuple[str, list[str]]:
        page.wait_for_load_state("networkidle")
        # A page that was changed in place was idle before, too: what it asks for when it is there has to have come.
        expect(page).to_have_title(re.compile(" – Legation$"))
        expect(page.locator("[hx-trigger=load], .htmx-request")).to_have_count(0)
        lines = page.locator("body").inner_text().splitlines()
        return page.title(), [line.strip() for line in lines if line.strip()]

    def same_again(page: Shown) -> None:
        changed = shown(page)
        page.reload()
        assert changed == shown(page)

    with opened(browser, desk, EVERYTHING) as (page, errors):
        page.goto("/search?q=treaty")
        page.locator("#q").fill("talks")
        page.wait_for_url("**/search?q=talks")
        same_again(page)
        page.goto("/dialogue/xv-xt")
        page.get_by_role("link", name="Waiting").first.click()
        page.wait_for_url("**/dialogue/xv-xt?turn=waiting")
        expect(page.get_by_role("button", name="Print").first).to_be_visible()
        same_again(page)
        assert not errors, errors


def test_proposals_come_into_an_open_page(browser: Browser, own_desk: Desk, tmp_path: Path) -> None:
    """What a longer telegram proposes follows its text, which stays where it is; nothing that is written is lost."""
    more = "\n\n".join(f"{n}. (C) {'The dredger came to the berth. ' * 8}" for n in range(3, 30))
    told = (TRAFFIC / "01_15BELISAR12.txt").read_text().replace("3.(C)", f"{more}\n\n30. (C)")
    long = tmp_path / "long.txt"
    long.write_text(told.replace("000012", "000078").replace("15BELISAR12", "15BELISAR78").replace("#0012", "#0078"))
    own_desk[1].ingest.run(OWNER, [long], limits=Limits())
    with opened(browser, own_desk, java_script_enabled=False) as (page, _):
        page.goto("/telegram/15BELISAR78")
        assert not page.locator(".proposal").count()
        while page.get_by_role("link", name="Show it").count():  # the first time it may take its while
            page.get_by_role("link", name="Show it").click()
        page.wait_for_load_state()  # a page that still comes in has some of them
        proposals = page.locator(".proposal").count()
        assert proposals
    with opened(browser, own_desk) as (page, errors):
        # They are held up until somebody has begun to write and gone down the text.
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)

        page.route("**/telegram/15BELISAR78?*read=proposals", hold)
        page.goto("/telegram/15BELISAR78#p10")
        page.locator("#annotations summary").click()
        page.locator("#annotations textarea").fill("not to be lost")
        page.wait_for_timeout(100)
        with page.expect_response("**read=proposals"):
            held.pop().continue_()
        page.wait_for_timeout(200)
        expect(page.locator("#annotations textarea")).to_have_value("not to be lost")
        assert not page.locator(".proposal").count()
        page.locator("#annotations textarea").fill("")
        page.evaluate("document.getElementById('p20').scrollIntoView()")
        stood = page.evaluate("document.getElementById('p20').getBoundingClientRect().top")
        page.unroute("**/telegram/15BELISAR78?*read=proposals")
        for one in held:
            one.continue_()
        expect(page.locator(".proposal")).to_have_count(proposals)
        moved = page.evaluate("document.getElementById('p20').getBoundingClientRect().top") - stood
        assert abs(moved) < 2
        assert page.locator("#p10:target").count() == 1
        assert not faults_of(page, runOnly=WCAG)
        page.goto("/telegram/15BELISAR78#proposals")
        expect(page.locator("#proposals")).to_be_in_viewport()
        assert not errors, errors
