"""Pages of the desk over an archive that is there: what each takes the server, and which take longer than they should.

The archive is opened to read, and nothing is written to it. Every page is asked often, of other telegrams and other
words each time; what is told is the time from the request to the whole answer, as the desk itself counts it, and beside
it the time of the processor, which another program on the machine lengthens less.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from litestar.testing import TestClient

from bench.queries import queries
from legation.app import House, open_house
from legation.cli.staying import settle
from legation.core.marking import OWNER
from legation.services.dialogue.overview import REPORTS
from legation.simulate.chance import chance_of
from legation.web.operating import Counts, Watch
from legation.web.pages import make_app

AIM_SECONDS = 0.1
"""p95 of every page."""

SAMPLES = 40
_WARM = 3
_VARIED = 400  # telegrams that are asked for, drawn from all
_PLAIN = (
    *("/gaps", "/traffic", "/inbox", "/declass", "/saved", "/profiles", "/ingest", "/upkeep"),
    *("/drafts", "/drafts/queue", "/tracers", "/propose"),
)

Say = Callable[[str, str], None]


def bench_pages(archive: Path, say: Say, *, samples: int = SAMPLES, seed: int = 5, named: str = "") -> list[str]:
    """Ask every page with ``named`` in its template; returns those over the aim by the time that was waited."""
    over: list[str] = []
    with open_house(archive) as house:
        say("pages, telegrams in the archive", f"{house.reading.count(OWNER):,}")
        told: list[dict[str, Any]] = []
        watch = Watch(make_app(house), Counts(), told.append)
        with TestClient(watch, base_url="http://127.0.0.1:8000") as client:
            settle()  # as a desk that serves
            for name, addresses in pages(house, seed, samples + _WARM).items():
                if named not in name:
                    continue
                waited, busy, size = [], [], 0
                for number, address in enumerate(addresses):
                    began = time.process_time()
                    answer = client.get(address, follow_redirects=False)
                    spent = time.process_time() - began
                    if answer.status_code != 200:
                        raise SystemExit(f"bench: {address} answers {answer.status_code}")
                    if number >= _WARM or len(addresses) <= _WARM:
                        waited.append(told[-1]["ms"] / 1000)
                        busy.append(spent)
                        size = max(size, len(answer.content))
                p95 = _p95(waited)
                verdict = "" if p95 <= AIM_SECONDS else ", over"
                say(
                    f"{name}",
                    f"p50 {_p50(waited) * 1e3:,.1f} ms, p95 {p95 * 1e3:,.1f} ms, "
                    f"processor p95 {_p95(busy) * 1e3:,.1f} ms, largest {size / 1000:,.0f} kB{verdict}",
                )
                if verdict:
                    over.append(name)
    gc.unfreeze()
    say("pages over the aim of 100 ms at p95", ", ".join(over) or "none")
    return over


def pages(house: House, seed: int, count: int) -> dict[str, list[str]]:
    """``count`` addresses of every page that the archive can show, by the template of the page."""
    numbers = sorted({one.mrn for one in house.reading.every(OWNER) if one.mrn})
    drawn = chance_of(seed).sample(numbers, min(_VARIED, len(numbers)))

    def each(make: Callable[[str], str]) -> list[str]:
        return [make(quote(drawn[number % len(drawn)], safe="")) for number in range(count)]

    def same(path: str) -> list[str]:
        return [path] * count

    made: dict[str, list[str]] = {"/": same("/"), "/search": same("/search")}
    for kind, asked in queries(count).items():
        made[f"/search?q= {kind}"] = [f"/search?{urlencode({'q': one.legation()})}" for one in asked]
    words = [one.legation() for one in queries(count)["common word"]]
    for show in ("timeline", "table"):
        made[f"/search?show={show}"] = [f"/search?{urlencode({'q': q, 'show': show})}" for q in words]
    made["/facets"] = [f"/facets?{urlencode({'q': q})}" for q in words]
    made["/suggest"] = [f"/suggest?{urlencode({'q': q[:3]})}" for q in words]
    made["/telegram/{name}"] = each(lambda name: f"/telegram/{name}")
    made["/telegram/{name}?read=proposals"] = each(lambda name: f"/telegram/{name}?read=proposals")  # follows the page
    for part in ("cite", "annotations", "marking", "copies"):
        made[f"/telegram/{{name}}/{part}"] = each(lambda name, part=part: f"/telegram/{name}/{part}")  # type: ignore[misc]
    made["/thread/{name}"] = each(lambda name: f"/thread/{name}")
    made["/route/{name}"] = each(lambda name: f"/route/{name}")
    for path in _PLAIN:
        made[path] = same(path)
    gaps = [gap.name for gap in house.gaps.page(OWNER, limit=count)]
    if gaps:
        made["/gap/{mrn}"] = [f"/gap/{quote(gaps[number % len(gaps)], safe='')}" for number in range(count)]
    made.update(_of_dialogues(house, count))
    return made


def _of_dialogues(house: House, count: int) -> Iterator[tuple[str, list[str]]]:
    for one in house.dialogues.all(OWNER)[:1]:
        at = f"/dialogue/{quote(one.id, safe='')}"
        yield "/dialogue/{name}", [at] * count
        yield "/dialogue/{name}/objective/{which}", [f"{at}/objective/1"] * count
        for view in ("timeline", "proposals", "leads", "brief", *REPORTS):
            yield f"/dialogue/{{name}}/{view}", [f"{at}/{view}"] * count


def _p50(seconds: list[float]) -> float:
    return sorted(seconds)[(len(seconds) - 1) // 2]


def _p95(seconds: list[float]) -> float:
    """By nearest rank: of 40 the 38th."""
    return sorted(seconds)[max(0, -(-len(seconds) * 95 // 100) - 1)]
