"""Files sent to the desk, attacked: names that climb, archives that unpack to too much, entities, sizes, links."""

from __future__ import annotations

import gzip
import io
import re
import tarfile
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from legation.core.errors import ArchiveError, NotFoundError
from legation.core.marking import OWNER, Reader
from legation.services.archive.jobs import Jobs
from legation.services.archive.taking import UPLOAD_LIMITS, Sent
from legation.storage.memory.notes import MemoryNotes
from legation.web import taking
from legation.web.pages import make_app

from .traffic import FIRST, NOW, Client, Desk, message, new_desk

NEW = message("15BELISAR30", "000030", "CONFIDENTIAL", "=HYPERLINK(1)", "NONE", "1. (C) Fresh words.", day="21")


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where uploads are laid down, empty again after each."""
    place = tmp_path / "uploads"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


@pytest.fixture
def send(client: Client, own_place: Path) -> Iterator[Callable[..., Any]]:
    """Send files as a browser does without a script, and return the page that says what became of them."""

    def sent(*files: tuple[str, bytes]) -> Any:
        token = re.search(r'name="_csrf_token" value="([0-9a-f]+)"', client.get("/ingest").text)
        assert token is not None
        return client.post(
            "/ingest/send", data={"_csrf_token": token[1]}, files=[("files", one) for one in files or ()]
        )

    yield sent
    assert not list(own_place.iterdir())


def zipped(*members: tuple[str, bytes], form: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", form) as packed:
        for name, data in members:
            packed.writestr(name, data)
    return out.getvalue()


def tarred(member: tarfile.TarInfo, data: bytes = b"") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as packed:
        member.size = len(data)
        packed.addfile(member, io.BytesIO(data))
    return out.getvalue()


def told(page: Any) -> str:
    assert page.status_code == 200, page.text
    return re.sub(r"<[^>]+>|\s+", " ", page.text[page.text.index("<main") :])


def test_who_sends_a_text_without_a_marking_is_told_that_it_is_not_seen(
    send: Callable[..., Any], client: Client
) -> None:
    bare = b"FM AMEMBASSY BELISAR\nTO FOREIGN OFFICE OSMAR\nSUBJECT: BARE\n\n1. The bare words.\n"
    page = told(send(("bare.txt", bare), ("fresh.txt", NEW.encode())))
    assert "2 new" in page
    assert (
        "1 bears no marking that can be read: only the owner of the archive sees what is held so (search: NOT " in page
    )
    again = told(send(("marked.txt", NEW.replace("Fresh", "Other").encode())))
    assert "no marking" not in again


def test_what_is_sent_is_kept_and_found(send: Callable[..., Any], desk: Desk, client: Client) -> None:
    page = told(send(("fresh.txt", NEW.encode()), ("held.txt", FIRST.encode()), ("picture.png", b"\x89PNG")))
    assert "1 new" in page
    assert "1 held already" in page
    assert "1 refused" in page
    assert "picture.png" in page
    assert "is not a kind of file that holds telegrams" in page
    assert desk.reading.telegram(OWNER, "15BELISAR30").source == NEW
    assert "15BELISAR30" in client.get("/search?q=fresh").text
    assert "1 new" in told(client.get("/ingest"))


def test_a_table_and_an_archive_are_taken_as_everywhere(send: Callable[..., Any]) -> None:
    assert "1 new" in told(send(("day.zip", zipped(("a/b.txt", NEW.encode())))))
    assert "1 held already" in told(send(("day.txt.gz", gzip.compress(NEW.encode()))))


@pytest.mark.parametrize(
    "name",
    [
        "../../../../etc/cron.d/telegram.txt",
        "..\\..\\windows\\telegram.txt",
        "/etc/telegram.txt",
        "C:\\telegram.txt",
        ".htaccess.txt",
        "a\u202etxt.exe.txt",
        "x" * 4000 + ".txt",
        "%2e%2e%2ftelegram.txt",
        "<script>alert(1)</script>.txt",
        "nul\x00.txt",
    ],
)
def test_a_name_is_a_label_and_leads_nowhere(send: Callable[..., Any], desk: Desk, tmp_path: Path, name: str) -> None:
    before = {path for path in tmp_path.rglob("*") if "uploads" not in path.parts}
    page = send((name, NEW.encode()))
    assert "1 new" in told(page)
    assert "<script>alert" not in page.text
    [record] = desk.reading.versions(OWNER, "15BELISAR30")
    assert record.file is not None
    assert not re.search(r"[/\\\x00\u202e]", record.file)
    assert not record.file.startswith(".")
    assert len(record.file) <= 400
    assert {path for path in tmp_path.rglob("*") if "uploads" not in path.parts} == before


def test_members_that_climb_or_link_write_and_read_nothing(send: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(NEW)
    link = tarfile.TarInfo("link.txt")
    link.type, link.linkname = tarfile.SYMTYPE, str(tmp_path / "secret.txt")
    page = told(send(("up.zip", zipped(("../../up.txt", NEW.encode()))), ("links.tar", tarred(link))))
    assert "1 new" in page  # the bytes of the first, under a safe name; nothing of the second
    assert "0 held already" in page
    assert not list(tmp_path.parent.rglob("up.txt"))


def test_a_bomb_is_refused_and_does_not_unpack(
    send: Callable[..., Any], desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow = UPLOAD_LIMITS.__class__(unpacked_bytes=4_000_000, free_bytes=1_000_000, ratio=20, members=50, depth=2)
    monkeypatch.setattr("legation.services.archive.taking.UPLOAD_LIMITS", narrow)
    bomb = zipped(("zeros.txt", b"0" * 30_000_000))
    assert len(bomb) < 40_000
    assert "unpacks to more than" in told(send(("bomb.zip", bomb)))
    assert "unpacks to more than" in told(send(("bomb.txt.gz", gzip.compress(b"0" * 30_000_000))))
    nested = zipped(
        (
            "b.zip",
            zipped(
                (
                    "c.zip",
                    zipped(("d.txt", NEW.encode())),
                )
            ),
        )
    )
    assert "archives deep" in told(send(("nested.zip", nested)))
    many = zipped(*((f"{n}.txt", b"x") for n in range(60)))
    assert "holds more than 50 members" in told(send(("many.zip", many)))
    assert "is damaged" in told(send(("broken.zip", b"PK\x03\x04" + b"\xff" * 200)))
    with pytest.raises(NotFoundError):
        desk.reading.telegram(OWNER, "15BELISAR30")


def test_entities_of_xml_are_not_followed(send: Callable[..., Any], desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("zebrafish")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    text = (
        f'<?xml version="1.0"?><!DOCTYPE TEI [<!ENTITY l0 "ha">{laughs}'
        f'<!ENTITY leak SYSTEM "file://{tmp_path / "secret"}">]>'
        "<TEI><text><body><div type='document' xml:id='d1' n='1'><head>1. Telegram</head>"
        "<p>&l11; &leak; of the talks</p></div></body></text></TEI>"
    )
    page = told(send(("volume.xml", text.encode())))
    assert "refused" in page
    for record in desk.reading.every(OWNER):
        told_of = desk.reading.telegram(OWNER, record.mrn or record.sha256[:12]).source
        assert "zebrafish" not in told_of
        assert len(told_of) < 10_000


def test_too_much_at_once_is_refused_in_one_line(desk: Desk, own_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = taking.taking_pages
    monkeypatch.setattr("legation.web.pages.taking_pages", lambda screens: narrow(screens, 50_000))
    with TestClient(make_app(desk), base_url="http://127.0.0.1:8000") as client:
        token = re.search(r'name="_csrf_token" value="([0-9a-f]+)"', client.get("/ingest").text)
        assert token is not None
        big = [("files", ("big.txt", b"x" * 1_200_000))]
        refused = client.post("/ingest/send", data={"_csrf_token": token[1]}, files=big)
        assert refused.status_code == 413
        assert "What was sent is too large" in refused.text
        chunks = client.post(
            "/ingest/send",
            content=(b"x" * 100_000 for _ in range(15)),  # says no length beforehand
            headers={"x-csrftoken": token[1], "content-type": "multipart/form-data; boundary=a"},
        )
        assert chunks.status_code in (400, 413)
        parts = [("files", (f"{n}.txt", b"x")) for n in range(1_200)]
        assert client.post("/ingest/send", data={"_csrf_token": token[1]}, files=parts).status_code in (400, 413)
    assert not list(own_place.iterdir())


def test_so_many_files_are_one_upload_and_no_more(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("legation.web.pages.UPLOAD_FILES", 3)
    with TestClient(make_app(desk), base_url="http://127.0.0.1:8000") as client:
        token = re.search(r'name="_csrf_token" value="([0-9a-f]+)"', client.get("/ingest").text)
        assert token is not None
        for files, status in ((3, 303), (4, 400)):
            sent = client.post(
                "/ingest/send",
                data={"_csrf_token": token[1]},
                files=[("files", (f"{n}.txt", b"x")) for n in range(files)],
                follow_redirects=False,
            )
            assert sent.status_code == status


def test_one_telegram_that_is_too_large_is_refused_with_its_reason(
    send: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow = UPLOAD_LIMITS.__class__(one_bytes=2_000)
    monkeypatch.setattr("legation.services.archive.taking.UPLOAD_LIMITS", narrow)
    page = told(send(("long.txt", NEW.encode() + b" word" * 1_000)))
    assert "over the limit of 2,000" in page


def test_nothing_chosen_is_said(send: Callable[..., Any]) -> None:
    answer = send()
    assert answer.status_code == 409
    assert "No file was chosen" in answer.text


def test_a_form_without_its_token_takes_nothing(client: Client, desk: Desk) -> None:
    assert client.post("/ingest/send", files=[("files", ("a.txt", NEW.encode()))]).status_code == 403
    with pytest.raises(NotFoundError):
        desk.reading.telegram(OWNER, "15BELISAR30")


def test_a_job_is_its_senders_own(desk: Desk, tmp_path: Path) -> None:
    mine, other = Reader("vera", rank=3), Reader("ivo", rank=3)
    (tmp_path / "a").write_text(NEW)
    job = desk.taking.begin(mine, [Sent("a.txt", tmp_path / "a")])
    assert job.outcome.tally is not None
    assert job.outcome.tally.new == 1
    assert desk.taking.of(other) == []
    with pytest.raises(NotFoundError):
        desk.taking.one(other, job.number)


def test_the_tally_does_not_tell_of_what_is_closed(desk: Desk, tmp_path: Path) -> None:
    """What stands closed in the archive is as new to a sender as what does not."""
    closed = message("15BELISAR40", "000040", "SECRET", "AIRFIELD", "NONE", "1. (S) Closed.", day="22")
    (tmp_path / "a").write_text(closed)
    low = Reader("vera", rank=3)
    without = desk.taking.begin(low, [Sent("a.txt", tmp_path / "a")])
    other = new_desk()
    other.taking.begin(OWNER, [Sent("a.txt", tmp_path / "a")])
    held = other.taking.begin(low, [Sent("a.txt", tmp_path / "a")])
    tallies = [job.outcome.tally for job in (without, held)]
    assert all(tally is not None for tally in tallies)
    assert len({(t.new, t.same, t.versions, t.refused) for t in tallies if t is not None}) == 1


def test_a_job_goes_on_in_the_background_and_ends_with_the_desk() -> None:
    notes = MemoryNotes()
    jobs = Jobs(notes, lambda: NOW)
    begun, go = threading.Event(), threading.Event()
    threads: list[threading.Thread] = []

    def later(run: Callable[[], None]) -> None:
        threads.append(threading.Thread(target=run))
        threads[-1].start()

    def work(tell: Callable[[float], None]) -> Any:
        begun.set()
        go.wait(10)
        tell(0.5)
        raise AssertionError("it went on")

    jobs.open("first", later)
    job = jobs.begin("x", "ingest", "vera", work)
    assert begun.wait(10)
    assert jobs.one("x", job.number).under_way
    # Another process sees it; a desk that begins anew knows that it is over.
    assert Jobs(notes, lambda: NOW).one("x", job.number).under_way
    jobs.stop()
    go.set()
    threads[0].join(10)
    assert jobs.one("x", job.number).state == "stopped"
    notes.write("jobs.x", (notes.note("jobs.x") or "").replace('"stopped"', '"running"'))
    Jobs(notes, lambda: NOW).open("second", later)
    assert jobs.one("x", job.number).state == "stopped"


def test_an_upload_of_a_killed_desk_says_what_is_kept(
    send: Callable[..., Any], desk: Desk, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a desk had noted at its last moment is all that the next one knows."""
    noted: list[tuple[str, str]] = []
    write = desk.notes.write

    def writing(key: str, text: str) -> None:
        noted.append((key, text))
        write(key, text)

    monkeypatch.setattr("legation.services.archive.jobs._EVERY_SECONDS", 0.0)
    monkeypatch.setattr(desk.notes, "write", writing)
    send(("fresh.txt", NEW.encode()), ("held.txt", FIRST.encode()))
    running = [one for one in noted if '"running"' in one[1]]
    for moment, says in (
        (0, "Nothing of these files is known to be kept"),
        (-1, "At least 2 telegrams of these files"),
    ):
        write(*running[moment])
        desk.jobs.open("another", lambda run: run())
        page = told(client.get("/ingest/job/1"))
        assert "Stopped before its end" in page
        assert says in page.replace("\xa0", " ").replace("&nbsp;", " ")
        assert "Send the same files again for the rest" in page
        assert says in told(client.get("/ingest")).replace("\xa0", " ").replace("&nbsp;", " ")


def test_an_upload_that_failed_says_what_is_kept(
    send: Callable[..., Any], desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = desk.ingest._telegrams.put

    def full(reader: Reader, records: Any, *more: Any) -> Any:
        if any(record.listing.mrn == "15BELISAR31" for record in records):
            raise ArchiveError("the disk is full", "free some space")
        return put(reader, records, *more)

    monkeypatch.setattr(desk.ingest._telegrams, "put", full)
    other = NEW.replace("15BELISAR30", "15BELISAR31").replace("000030", "000031")
    page = told(send(("fresh.txt", NEW.encode()), ("other.txt", other.encode())))
    assert "the disk is full: free some space" in page
    assert "At least 1 telegram of these files is kept; the rest may not be" in page.replace("\xa0", " ")


def test_a_fault_in_a_job_is_told_without_its_words() -> None:
    jobs = Jobs(MemoryNotes(), lambda: NOW)

    def work(_tell: Callable[[float], None]) -> Any:
        raise ValueError("15BELISAR12")

    job = jobs.begin("x", "ingest", "vera", work)
    assert job.state == "failed"
    assert "ValueError" in job.outcome.says
    assert "BELISAR" not in job.outcome.says


def test_what_was_kept_is_listed_with_its_page_for_whom_may_read_it(
    send: Callable[..., Any], desk: Desk, client: Client
) -> None:
    later = message("15BELISAR31", "000031", "SECRET", "A PIER", "NONE", "1. (S) Other words.", day="22")
    sent = send(("a.txt", NEW.encode()), ("b.txt", later.encode()), ("held.txt", FIRST.encode()))
    page = sent.text[sent.text.index("<main") :]
    listed = re.findall(r'<a class="opens" href="/telegram/([^"]+)">', page)
    assert listed == ["15BELISAR30", "15BELISAR31"]
    assert all(client.get(f"/telegram/{name}").status_code == 200 for name in listed)
    assert "A PIER" in page
    assert '<p class="banner level-secret">SECRET</p>' in sent.text
    [job] = desk.taking.of(desk.asks)
    assert [one.mrn for one in desk.taking.kept(desk.asks, job.number)] == listed
    # Whoever may not read one any more sees the others alone.
    lower = Reader(desk.asks.name, rank=3)
    assert [one.mrn for one in desk.taking.kept(lower, job.number)] == ["15BELISAR30"]
    with pytest.raises(NotFoundError):
        desk.taking.kept(desk.asks, 99)
