"""The archive's own guesses on public telegrams: when a number was sent, and which telegrams are copies."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path

import legation
from accuracy.figures import Section
from accuracy.texts import gold
from legation.core.telegram import Telegram
from legation.services.archive.versions import THRESHOLD, alikeness
from legation.services.gaps.numbering import WIDTH, Estimate, estimate
from legation.storage.records import Numbered
from legation.tables.numbering import Segment, segments

Named = tuple[str, Telegram]
_SEED = 4


def measured(corpus: Path) -> list[Section]:
    """Both, over the volumes and the raw texts."""
    documents = [
        ((telegram.file or "").replace("#", "/"), telegram)
        for path in sorted((corpus / "frus-tei" / "volumes").glob("*.xml"))
        for telegram in legation.read_many(path.read_bytes(), file=path.stem)
    ]
    folder = corpus / "frus-raw-telegrams"
    raw = [(line["id"], legation.read((folder / line["file"]).read_bytes())) for line in gold(folder / "gold.jsonl")]
    return [numbering(documents), copies(documents, raw)]


def numbering(telegrams: Iterable[Named]) -> Section:
    """Leave-one-out: the day of each numbered telegram from the others of its post and year."""
    section = Section(
        "Moments by number",
        "Each telegram of the FRUS volumes that has a number and a day is left out in turn; its day is then estimated "
        "from the numbers of the others of its post and year, as for a gap. Where a number may be of either half of a "
        "year (to 1967), the half is taken as known, as it is from an early citation. The turns of the numbering were "
        "observed in these same volumes.",
        chief=("likely day within a week",),
    )
    held: dict[tuple[str, int], list[Numbered]] = defaultdict(list)
    for _, telegram in telegrams:
        day = telegram.date
        if telegram.mrn and telegram.post and telegram.year and telegram.number and day and "-A" not in telegram.mrn:
            held[telegram.post, telegram.year].append(Numbered(mrn=telegram.mrn, number=telegram.number, at=day))
    widths: dict[str, list[int]] = defaultdict(list)
    errors: list[int] = []
    for (post, year), series in sorted(held.items()):
        for one in sorted(set(series), key=lambda n: (n.number, n.at)):
            within = [s for s in segments(post, year) if s.since <= one.at < s.until]
            if not within:
                continue
            found = _left_out(one, series, within)
            sides = (found.earliest_by == "number") + (found.latest_by == "number")
            if not sides:
                continue  # the interval is the whole segment, and right by itself
            name = "numbers on both sides" if sides == 2 else "a number on one side"
            right = found.earliest is not None and found.latest is not None and found.earliest <= one.at <= found.latest
            interval = f"{found.earliest}..{found.latest}"
            section.figure(f"day within the interval, {name}", f"telegrams with {name}").saw(
                one.mrn, right, one.at, interval
            )
            if found.earliest is not None and found.latest is not None:
                widths[name].append(_days(found.earliest, found.latest) + 1)
            if found.likely is not None:
                error = abs(_days(found.likely, one.at))
                errors.append(error)
                section.figure("likely day within a week", "a likely day was given").saw(
                    one.mrn, error <= 7, one.at, found.likely
                )
    for name, days in sorted(widths.items()):
        days.sort()
        section.notes.append(
            f"Width of the interval with {name}: {sum(days) / len(days):.1f} days in the mean, "
            f"{days[len(days) // 2]} in the middle, over {len(days)} telegrams."
        )
    errors.sort()
    if errors:
        section.notes.append(
            f"The likely day is {errors[len(errors) // 2]} days off in the middle, over {len(errors)}."
        )
    return section


def _left_out(one: Numbered, series: Sequence[Numbered], within: Sequence[Segment]) -> Estimate:
    rest = [other for other in series if other.number != one.number]

    def around(segment: Segment) -> tuple[Segment, list[Numbered], list[Numbered]]:
        there = [other for other in rest if segment.since <= other.at < segment.until]
        below = sorted((n for n in there if n.number < one.number), key=lambda n: (-n.number, n.at))
        above = sorted((n for n in there if n.number > one.number), key=lambda n: (n.number, n.at))
        return segment, below[:WIDTH], above[:WIDTH]

    return estimate(one.number, [around(segment) for segment in within], cited=None)


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def copies(volumes: Sequence[Named], raw: Sequence[Named]) -> Section:
    """The same telegram as text and in a volume, plain and with words garbled, against different ones of a day."""
    section = Section(
        "Copies by words",
        f"Telegrams are copies where they share {THRESHOLD:.0%} of the runs of five words of the shorter one. "
        "True pairs: the raw texts against the same documents in the volumes, as they stand and with words of one side "
        "garbled at random. False pairs: different documents of the volumes of one day.",
        chief=("true pairs", "false pairs, told apart"),
    )
    documents = dict(volumes)
    for share in (0, 10, 20):
        chance = random.Random(_SEED)  # noqa: S311 - damage that is the same every time, no secret
        name = "true pairs" if not share else f"true pairs, {share} % of the words garbled"
        for identity, telegram in raw:
            other = documents.get(identity)
            if other is not None:
                found = alikeness(_garbled(telegram, share / 100, chance), other)
                section.figure(name, "pairs").saw(identity, found >= THRESHOLD, "a copy", f"{found:.2f} in common")
    days: dict[str, list[Named]] = defaultdict(list)
    for identity, telegram in volumes:
        if telegram.date is not None:
            days[telegram.date].append((identity, telegram))
    for _, together in sorted(days.items()):
        for (first, one), (second, two) in combinations(together, 2):
            found = alikeness(one, two)
            section.figure("false pairs, told apart", "pairs of one day").saw(
                f"{first} and {second}", found < THRESHOLD, "two telegrams", f"{found:.2f} in common"
            )
    return section


def _garbled(telegram: Telegram, share: float, chance: random.Random) -> Telegram:
    if not share:
        return telegram
    words = telegram.source.split(" ")
    garbled = " ".join(word + "q" if word.isalpha() and chance.random() < share else word for word in words)
    return legation.read(garbled)
