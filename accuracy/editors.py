"""The FRUS telegrams beside their editors: head, source note and TEI tags (the gold files) against the reading."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from accuracy.citations import agrees, cited
from accuracy.figures import Section
from accuracy.texts import Text, gold, texts, volumes

Gold = dict[str, Any]
PLACES: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "places.toml").read_text(encoding="utf-8"))[
    "places"
]
_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
# A date-time group as a person would look for one: six digits, perhaps Z, a month, a year, within one line or two.
_GROUP = re.compile(
    r"\b0?(?P<day>[0-3]\d)\s?(?P<hour>[0-2]\d)\s?(?P<minute>[0-5]\d)\s?(?:Z-?|[A-Z2])?\s{1,3}"
    r"(?P<month>JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]{0,6}\.?\s{1,2}(?:19)?(?P<year>\d\d)\b",
    re.IGNORECASE,
)
_PRECEDENCES = {"Z": "FLASH", "O": "IMMEDIATE", "P": "PRIORITY", "R": "ROUTINE"}
_PRECEDENCE_LINE = re.compile(r"^(?P<first>[ZOPR])(?:\s(?P<second>[OPR]))?\s\d{6}Z?\s", re.MULTILINE)
_LEVEL_LINE = re.compile(
    r"^\s*(?P<level>TOP SECRET|SECRET|CONFIDENTIAL|LIMITED OFFICIAL USE|UNCLASSIFIED|UNCLAS"
    r"|C O N F I D E N T I A L|S E C R E T|U N C L A S(?: S I F I E D)?)\b(?![ ]+(?:OF|MEETING|TALKS))",
    re.MULTILINE,
)
_CAPTION_LINE = re.compile(r"^\s*(?P<caption>EXDIS|LIMDIS|NODIS|NOFORN|STADIS|CHEROKEE|EYES ONLY)\s*$", re.MULTILINE)


def folded(words: str | None) -> str:
    """Letters and digits alone, in capitals: what two writings of one thing have in common."""
    return re.sub(r"[^A-Z0-9]", "", (words or "").upper())


def same_place(named: str, plad: str) -> bool:
    """Whether an address line may be what an editor calls ``named``."""
    if folded(re.sub(r"^the\s", "", named, flags=re.IGNORECASE)) == folded(re.sub(r"^the\s", "", plad, flags=re.I)):
        return True
    upper = f" {re.sub(r'[^A-Z0-9]+', ' ', plad.upper())} "
    wanted = [word for key, words in PLACES.items() if key.upper() in named.upper() for word in words]
    # Long words may stand run together: ``AMEMBASSYLAGOS``.
    return any(f" {word} " in upper or (len(word) > 4 and word in upper) for word in wanted)


def places_in(named: str) -> list[str]:
    """``Embassies in France and South Africa`` as its parts."""
    parts = re.split(r",\s(?!at\s)(?:and\s)?|\sand\s(?=the\s|Secretary|Embass|[A-Z][a-z]+(?:,|$))", named)
    return [part for part in parts if part.strip()]


def in_text(words: str) -> datetime | None:
    """The first moment that a plain look finds above the body."""
    found = _GROUP.search(words[:1500])
    if found is None:
        return None
    month = _MONTHS.index(found["month"].upper()) + 1
    try:
        moment = datetime(1900 + int(found["year"]), month, int(found["day"]))  # noqa: DTZ001 - compared as written
        return moment + timedelta(hours=int(found["hour"]), minutes=int(found["minute"]))
    except ValueError:
        return None


def heading(words: str) -> str:
    """What stands above the first numbered paragraph, or the first 2,000 characters."""
    first = re.search(r"^\s*1\s?\.\s", words, re.MULTILINE)
    return words[: first.start() if first else 2000]


def _when(section: Section, identity: str, said: Gold, read: dict[str, Any], words: str, envelope: bool) -> None:
    """Moments against the editors' date, and why the two differ where they do.

    Edited telegrams have the sender's local hour, which is no date-time group: there the moment of the record counts.
    """
    if not said["when"]:
        return
    wanted, dtg = said["when"].rstrip("Z")[:16], (read["dtg"] or "").rstrip("Z")
    seen = in_text(words)
    text_says = seen.strftime("%Y-%m-%dT%H:%M") if seen else None
    day_only = len(wanted) == 10 or wanted.endswith("T00:00")
    got = dtg or ("" if envelope else read["release"]["created"] or "")
    agreed = got[:10] == wanted[:10] if day_only else got == wanted
    why = ""
    if not agreed and text_says is None:
        why = "a plain look finds no group in the text"
    elif not agreed:
        why = "the text itself says the other" if text_says == dtg else f"missed: a plain look finds {text_says}"
    name = "date-time group, by day" if day_only else "date-time group, to the minute"
    whole = "gold gives a day (or midnight) only" if day_only else "gold gives hour and minute"
    section.figure(name, whole).saw(identity, agreed, wanted, got, why)
    if envelope and text_says is not None:
        figure = section.figure("date-time group, against the text", "a plain look at the text finds a group")
        figure.saw(identity, dtg == text_says, text_says, dtg)


def _addresses(section: Section, identity: str, said: Gold, read: dict[str, Any], words: str) -> None:
    if said["from"]:
        plad = read["from"]["plad"] or ""
        why = "so the text's own FM line" if plad and re.search(rf"^FM {re.escape(plad)}", words, re.MULTILINE) else ""
        section.figure("from", "gold names a sender").saw(
            identity, same_place(said["from"], plad), said["from"], plad, why
        )
    if said["to"]:
        plads = [each["plad"] for each in read["to"]]
        if said["to"].startswith("Certain"):  # the editors' word for a list: nothing to compare names with
            section.figure("to, a list", "gold says only `Certain ... Posts`").saw(
                identity, len(plads) > 1 or any("POSTS" in p.upper() for p in plads), said["to"], plads
            )
            return
        ok = all(any(same_place(part, plad) for plad in plads) for part in places_in(said["to"]))
        whole = "gold names a receiver; each must be among those read"
        parts = places_in(said["to"])
        why = "several in one" if len(parts) > 1 and len(plads) == 1 and same_place(said["to"], plads[0]) else ""
        if not re.search(r"^(?:TO\b|ACTION)", words, re.MULTILINE) and not plads:
            why = "the text has no TO line"
        elif plads and re.search(rf"^TO {re.escape(plads[0])}", words, re.MULTILINE):
            why = "so the text's own TO line"
        section.figure("to", whole).saw(identity, ok, said["to"], plads, why)


def _number(section: Section, identity: str, said: Gold, read: dict[str, Any], words: str) -> None:
    if said["telegram_number"]:
        digits = re.search(r"\d+", said["telegram_number"])
        wanted = int(digits[0]) if digits else None
        top = heading(words)
        why = "" if re.search(rf"(?<!\d)0*{wanted}(?!\d)", top) else f"{wanted} is not in the heading of the text"
        if read["number"] and not why and re.search(rf"(?<!\d)0*{read['number']}(?!\d)", top):
            why = "the text has both"
        section.figure("number", "the head gives a number").saw(
            identity, wanted == read["number"], wanted, read["number"], why
        )
        if read["post"] and said["from"] and wanted == read["number"]:
            ours = [
                folded(word) for key, names in PLACES.items() if key.upper() in said["from"].upper() for word in names
            ]
            section.figure("post of the number", "number right, and a post read").saw(
                identity, any(word in read["post"] or read["post"] in word for word in ours), ours, read["post"]
            )


def _signature(section: Section, identity: str, said: Gold, read: dict[str, Any]) -> None:
    if said["signed"]:
        names = [folded(name) for name in read["signature"]]
        wanted = folded(said["signed"])
        ok = any(name and (name.endswith(wanted) or wanted.endswith(name)) for name in names)
        section.figure("signature", "gold has a closer").saw(identity, ok, said["signed"], read["signature"])


def _subject(section: Section, identity: str, said: Gold, read: dict[str, Any]) -> None:
    if said["tei_subject"]:
        wanted = said["tei_subject"][0]
        ok = folded(wanted) == folded(read["subject"])
        section.figure("subject", "TEI marks a subject").saw(identity, ok, wanted, read["subject"])


def _references(section: Section, identity: str, said: Gold, read: dict[str, Any]) -> None:
    for item in said["tei_references"]:
        for want in cited(item):
            formed = [ref for ref in read["references"] if ref["mrn"]]
            ok = any(agrees(want, ref["mrn"]) for ref in formed)
            section.figure("references", "each POST NUMBER in a reference that TEI marks").saw(
                identity, ok, f"{want.post} {want.number}", [ref["mrn"] for ref in formed]
            )


def _precedence(section: Section, identity: str, said: Gold, read: dict[str, Any]) -> None:
    if said["precedence"]:
        wanted = {each.upper() for each in said["precedence"]}
        wanted |= {"NIACT IMMEDIATE", "IMMEDIATE"} if "NIACT" in wanted else set()
        got = read["precedence"]["action"]
        seen = {got, *(each["precedence"] for each in read["to"])}
        section.figure("precedence", "the source note states one").saw(
            identity, bool(seen & wanted), said["precedence"], got or "nothing"
        )


def _over_text(section: Section, text: Text) -> None:
    """What the text itself states, by plain looks."""
    top = heading(text.words)
    line = _PRECEDENCE_LINE.search(top)
    if line is not None:
        wanted = (_PRECEDENCES[line["first"]], _PRECEDENCES.get(line["second"] or ""))
        got = (text.read["precedence"]["action"], text.read["precedence"]["info"])
        section.figure("precedence, by the text", "the line of the group begins with letters of precedence").saw(
            text.identity, wanted == got, [w or "-" for w in wanted], [g or "-" for g in got]
        )
    level = _LEVEL_LINE.search(top)
    if level is not None:
        wanted_level = (
            re.sub(r"^UNCLAS.*", "UNCLASSIFIED", level["level"].replace(" ", ""))
            .replace("LIMITEDOFFICIALUSE", "LIMITED OFFICIAL USE")
            .replace("TOPSECRET", "TOP SECRET")
        )
        got_level = text.read["classification"]["level"]
        section.figure("classification, by the text", "a line above the body begins with a level").saw(
            text.identity, wanted_level == got_level, wanted_level, got_level
        )
    said = sorted({found["caption"] for found in _CAPTION_LINE.finditer(top)})
    if said:
        got_captions = [*text.read["classification"]["captions"], *text.read["classification"]["caveats"]]
        section.figure("captions, by the text", "a caption alone on a line above the body").saw(
            text.identity, set(said) <= set(got_captions), said, got_captions
        )


def _compare(
    section: Section, identity: str, said: Gold, read: dict[str, Any], words: str, *, envelope: bool = True
) -> None:
    _when(section, identity, said, read, words, envelope)
    _addresses(section, identity, said, read, words)
    _number(section, identity, said, read, words)
    _signature(section, identity, said, read)
    _subject(section, identity, said, read)
    _references(section, identity, said, read)


def raw_telegrams(folder: Path, *, every: int = 1) -> tuple[Section, list[Text]]:
    """The raw texts against gold.jsonl."""
    section = Section(
        "FRUS raw telegrams",
        "Texts with their own envelope, 1969-76, against the editors. The texts carry no source note, so level, "
        "captions and precedence are measured by what the text itself states.",
        chief=("date-time group, against the text", "from", "number", "references"),
    )
    said = {Path(line["file"]).stem: line for line in gold(folder / "gold.jsonl")}
    found = list(texts(folder / "txt", every=every))
    for text in found:
        _compare(section, text.identity, said[text.identity], text.read, text.words)
        _precedence(section, text.identity, said[text.identity], text.read)
        _over_text(section, text)
    return section, found


def volume_telegrams(
    folder: Path, read: Iterable[tuple[str, dict[str, Any]]] | None = None
) -> tuple[Section, list[tuple[str, dict[str, Any]]]]:
    """The telegrams of the volumes against telegrams.gold.jsonl, matched by ``xml:id``."""
    section = Section(
        "FRUS volumes",
        "Telegrams of five TEI volumes against the editors. The reader too takes the editors' word where the text is "
        "silent, so agreement on sender, receiver and date is partly agreement on how one head is read.",
        chief=("found", "date-time group, to the minute", "from", "to", "classification", "references"),
    )
    said = {line["id"]: line for line in gold(folder / "telegrams.gold.jsonl")}
    found = list(read if read is not None else volumes(folder / "volumes"))
    names = {name for name, _ in found}
    for identity in said:
        section.figure("found", "telegrams that the gold file lists").saw(identity, identity in names, identity, None)
    for identity, telegram in found:
        line = said.get(identity)
        if line is None:
            section.figure("no telegram too many", "telegrams read").saw(identity, False, None, identity)
            continue
        section.figure("no telegram too many", "telegrams read").saw(identity, True, identity, identity)
        _compare(section, identity, line, telegram, line["text"], envelope=False)
        _precedence(section, identity, line, telegram)
        marked = telegram["classification"]
        if line["classification"]:
            section.figure("classification", "the source note states a level").saw(
                identity, line["classification"].upper() == marked["level"], line["classification"], marked["level"]
            )
        wanted = {each.upper() for each in line["captions"]}
        got = {each.upper() for each in [*marked["captions"], *marked["caveats"]]}
        if wanted:
            section.figure("captions", "the source note states some; each must be read").saw(
                identity, wanted <= got, sorted(wanted), sorted(got)
            )
    return section, found
