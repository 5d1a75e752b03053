"""The desk as it runs, over the sample archive or an empty one, and what its pages are."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec
import uvicorn

from legation.app import House, open_house
from legation.core.draft import Draft, DraftParagraph
from legation.core.marking import OWNER
from legation.core.telegram import ClassifiedBy
from legation.services.accounts.accounts import OWNS
from legation.web.pages import make_app

PASSWORD = "twelve little boats"  # noqa: S105 - invented
ROLES = ("reader", "desk", "approver", "auditor", "administrator")
EVERYTHING = "everything"
"""The account that bears every role."""


class Page(NamedTuple):
    """path: an address of the desk. action: what one must be allowed to do. picture: its name among the pictures."""

    path: str
    action: str = "read"
    picture: str = ""


_BOARD = "/dialogue/xv-xt"
PAGES = (
    Page("/", picture="today"),
    Page("/search"),
    Page("/search?q=training", picture="search"),
    Page("/search?q=training&show=timeline", picture="search-timeline"),
    Page("/search?q=training&show=table", picture="search-table"),
    Page("/search?q=%22unfinished"),
    Page("/telegram/15BELISAR12", picture="telegram"),
    Page("/telegram/15BELISAR12/cite?at=p2", picture="cite"),
    Page("/telegram/15BELISAR12/annotations", picture="annotations"),
    Page("/annotations", picture="notebook"),
    Page("/network?q=date:2015-02", picture="network"),
    Page("/people?q=date:2015", picture="people"),
    Page("/people?name=vashtal", picture="person"),
    Page("/telegram/15BELISAR12/marking", picture="marking"),
    Page("/telegram/15BELISAR118/copies", picture="copies"),
    Page("/telegram/16BELISAR24/diff", picture="versions"),
    Page("/telegram/no-such-thing"),
    Page("/thread/15BELISAR12", picture="thread"),
    Page("/gaps", picture="gaps"),
    Page("/gap/15FOROFF467", picture="gap"),
    Page("/tracers?series=belisar", picture="tracers"),
    Page("/propose?telegram=15BELISAR12&telegram=15BELISAR41&telegram=15BELISAR66", picture="propose"),
    Page("/traffic", picture="traffic"),
    Page("/inbox", picture="inbox"),
    Page("/declass", picture="declass"),
    Page("/drafts", picture="drafts"),
    Page("/drafts/queue", picture="queue"),
    Page("/drafts/references?find=training", "draft", "draft-references"),
    Page("/draft/n?find=patrol", picture="draft"),  # every id of a draft begins so, and there is one
    Page("/draft/n/copy/text", picture="draft-copy"),
    Page("/draft/n/marks", "draft", "draft-marks"),
    Page("/draft/n/diff", picture="draft-diff"),
    Page("/saved", picture="saved"),
    Page("/hooks", "hook", "hooks"),
    Page("/hooks/rules", "settings", "hook-rules"),
    Page("/route/15BELISAR12", picture="route"),
    Page(_BOARD, picture="board"),
    Page(f"{_BOARD}/objective/1", picture="story"),
    Page(f"{_BOARD}/timeline", picture="timeline"),
    Page(f"{_BOARD}/matrix", picture="matrix"),
    Page(f"{_BOARD}/commitments", picture="commitments"),
    Page(f"{_BOARD}/demarches", picture="demarches"),
    Page(f"{_BOARD}/meetings", picture="meetings"),
    Page(f"{_BOARD}/alerts", picture="alerts"),
    Page(f"{_BOARD}/agenda", picture="agenda"),
    Page(f"{_BOARD}/minutes", picture="minutes"),
    Page(f"{_BOARD}/diff?since=2016-06-01", picture="moved"),
    Page(f"{_BOARD}/proposals", picture="proposals"),
    Page(f"{_BOARD}/leads", picture="leads"),
    Page(f"{_BOARD}/rows", "decide", "rows"),
    Page(f"{_BOARD}/brief", picture="brief"),
    Page("/profiles", "route", "profiles"),
    Page("/ingest", "ingest", "ingest"),
    Page("/upkeep", "operate", "upkeep"),
    Page("/accounts", "accounts", "accounts"),
    Page("/accounts/the-reader", "accounts", "account"),
    Page("/audit", "audit", "audit"),
    Page("/password", "any", "password"),
    Page("/sign-in", "open", "sign-in"),
)


STATES = (
    "/?as_of=2014-01-01",
    "/search?q=zebrafish",
    "/thread/15FOROFF467",
    "/gaps?numbers=99",
    "/gap/15FOROFF467?as_of=2099-01-01",
    "/annotations?keyword=zebrafish",
    "/propose",
    "/propose?q=%22unfinished",
    "/propose?q=dialogue",
    "/traffic?as_of=2014-01-01",
    "/drafts/references?find=zebrafish",
    f"{_BOARD}?as_of=2014-01-01",
    f"{_BOARD}/timeline?as_of=2014-01-01",
    f"{_BOARD}/matrix?as_of=2014-01-01",
    f"{_BOARD}/proposals?as_of=2016-06-01",
    f"{_BOARD}/brief?kind=hand-over",
    f"{_BOARD}/matrix?as_of=never",
)
"""Pages that were driven, with nothing to show, of another day, or with something wrong."""


def with_accounts(archive: Path) -> None:
    """An account for each role, named for it, and one with all; a telegram in two versions; a draft under way."""
    again = archive.with_name("again.txt")
    again.write_text(second_text(archive))
    with open_house(archive, write=True, people=True) as house:
        house.ingest.run(OWNER, [again])
        for role in ROLES:
            house.accounts.add(OWNS, f"the-{role}", roles=[role], clearance="CONFIDENTIAL")
        every = ["reader", "desk", "approver", "registrar", "administrator", "auditor"]
        house.accounts.add(OWNS, EVERYTHING, roles=every, clearance="TOP SECRET", password=PASSWORD)
        desk, text = house.reader("the-desk", "draft"), reply(house)
        (begun,) = house.clearing.all(desk)  # the one of the sample
        house.clearing.change(desk, begun.id, text)


ANSWERED = "15BELISAR12"


def reply(house: House) -> Draft:
    """An answer to a telegram of the sample, with faults that rules find."""
    begun = house.clearing.compose(OWNER, "demarche-reply", answers=ANSWERED)
    told = (
        DraftParagraph(number=1, marking="C", text="SUMMARY: The Ministry agrees to talks in March. END SUMMARY."),
        DraftParagraph(number=3, marking="C", text="The Ministry wants:\n-- six patrol craft;\n-- a crew for each."),
        DraftParagraph(number=4, marking="C", text="COMMENT: It will ask for more."),
    )
    signed = ClassifiedBy("Ida Moss", "Counsellor", None, ("1.4(d)",))
    return msgspec.structs.replace(
        begun, subject="REPLY ON THE DIALOGUE", paragraphs=told, classified_by=signed, signature=("MOSS",)
    )


def session(house: House, name: str) -> str:
    """The secret of a new session."""
    account = next(one for one in house.accounts.all(OWNS) if one.name == name)
    return house.accounts.begin_session(account)[0]


def second_text(archive: Path) -> str:
    """Another version of a telegram of the sample."""
    with open_house(archive) as house:
        [record] = house.reading.versions(OWNER, "16BELISAR24")
    return record.telegram.source.replace("1. (", "1. (C) Corrected copy.\n\n2. (", 1)


@contextmanager
def served(archive: Path) -> Iterator[tuple[str, House]]:
    """The address of a desk over an archive, and its house. Jobs are done in the background, as they are anywhere."""
    with ExitStack() as stack:
        house = stack.enter_context(open_house(archive, write=True))
        jobs = stack.enter_context(ThreadPoolExecutor(1))
        stack.callback(house.jobs.stop)
        house.jobs.open("browser", jobs.submit)
        listening = stack.enter_context(socket.socket())
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(make_app(house), log_level="warning", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        stack.callback(thread.join, 30)
        stack.callback(setattr, server, "should_exit", True)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", house
