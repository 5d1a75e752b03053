"""The naval messages, field by field, beside plain looks at the same text.

No editor has gone over these messages, so each field has a small look of its own here, over lines, that knows none
of the reader's code. The name of the file (NAV05200: number 200 of 2005) is a witness of its own for the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from accuracy.figures import Section
from accuracy.texts import Text

_PRECEDENCES = {"Z": "FLASH", "O": "IMMEDIATE", "P": "PRIORITY", "R": "ROUTINE"}
_ROUTING = re.compile(
    r"^(?P<letter>[ZOPRY])[A-Z]{7} (?P<station>[A-Z]{7})(?P<serial>\d{4}) (?P<filed>\d{7})-[A-Z]{4}--(?P<to>[A-Z]{7})"
)
_SECURITY = re.compile(r"^(?P<pro>ZN[RY] [A-Z]{5})")
_GROUP = re.compile(
    r"^\s?(?:(?P<first>[ZOPR])\s(?:(?P<second>[OPR])\s)?)?\s?(?P<digits>\d{6})Z?\s{0,2}(?P<month>[A-Z]{3,4})\s{0,2}(?P<year>\d\d)\b"
)
_OWN = re.compile(r"^\s?NAVADMIN[ ]{1,3}(?P<number>\d{1,3}[A-Z]?)\s?/\s?(?P<year>\d\d)\b")
_SERIES = re.compile(
    r"\b(?P<name>NAVADMIN|NAVOP|ALNAV|MARADMIN|ALARACT|ALNAVRESFOR|NAVRESADMIN)S?\s{0,2}\(?(?P<number>\d{1,3})\s?[/-]\s?(?P<year>\d{2}(?:\d\d)?)\b"
)
_NAMES = "MSGID|SUBJ|REF|NARR|AMPN|RMKS|POC|GENTEXT|DECL"
_SET_LINE = re.compile(rf"^\s?(?P<name>{_NAMES})(?:\s?/|\s(?=[A-Z]/[A-Z]))", re.IGNORECASE)
_KINDS = {
    "MSG": {"telegram"}, "RMG": {"telegram"}, "GENADMIN": {"telegram"}, "MSGID": {"telegram"}, "NAVADMIN": {"telegram"},
    "DOC": {"document", "memorandum", "letter", "email"}, "LTR": {"letter"}, "MEMO": {"memorandum"},
    "EMAIL": {"email"}, "EML": {"email"}, "INST": {"document"}, "TEL": {"meeting"}, "PHONCON": {"meeting"},
}  # fmt: skip


class Set(NamedTuple):
    """One set of the text: its name, its words on one line, and its first character's place."""

    name: str
    words: str
    start: int


def lines(words: str) -> list[tuple[int, str]]:
    """Lines with where they start, ends taken off."""
    out, at = [], 0
    for line in words.split("\n"):
        out.append((at, line.rstrip()))
        at += len(line) + 1
    return out


def envelope(words: str) -> list[str]:
    """The lines above the text part: to BT, UNCLAS after FM, MSGID, SUBJ or the series number."""
    out: list[str] = []
    for line in _parted(words):
        if re.match(r"(?:BT\b|MSGID|NAVADMIN \d)", line) or _SET_LINE.match(line):
            break
        if re.match(r"UNCLAS", line) and any(each.startswith("FM ") for each in out):
            break
        out.append(line)
    return out


def repeated(words: str) -> list[str]:
    """The lines under BT down to the first set: FM, TO and INFO are repeated there, and some copies have no others."""
    out: list[str] = []
    below = False
    for line in _parted(words)[:60]:
        if re.match(r"MSGID|RMKS", line) or (_SET_LINE.match(line) and out):
            break
        below = below or re.match(r"(?:BT|UNCLAS)\b", line) is not None
        if below:
            out.append(line)
    return out


def _parted(words: str) -> list[str]:
    """Lines, with what was run together on one taken apart again: ``TO NAVADMIN INFO CNO``, ``CNO BT UNCLAS``."""
    out: list[str] = []
    for _, line in lines(words)[:80]:
        out.extend(re.split(r"\s(?=(?:INFO|BT)(?:\s|$)|UNCLAS\s?//|FM CNO|TO NAVADMIN)", line.strip()))
    return [line.strip() for line in out]


_NO_ADDRESS = re.compile(
    r"(?:FM|TO|INFO|XMT|BT|SUBJ|PASS)\b|UNCLAS|NAVADMIN \d|MSGID|Z[NU][RYI] |[A-Z]{8} R[A-Z]{6}|[ZOPR] \d{6}Z"
)


def originator(top: list[str]) -> str | None:
    """Who stands after the first FM."""
    return next((line[3:].strip() for line in top if line.startswith("FM ")), None)


def addressees(top: list[str], word: str) -> list[str]:
    """Every address from ``word`` (TO, INFO) to the next such word, a line that is none, or the end."""
    out: list[str] = []
    inside = False
    for line in top:
        if _NO_ADDRESS.match(line):
            if out and line.startswith(word):
                break
            inside = line.startswith(f"{word} ") or line == word
            line = line[len(word) :].strip() if inside else ""
        elif line == "" and out:
            inside = False
        if inside and line:
            out.append(line)
    return out


def bare(plad: str) -> str:
    """An address without indicator, office, suffix and punctuation, to compare two writings of it."""
    words = re.sub(r"^(?:(?:ZEN|R[A-Z]{6})\s?/{1,2})+", "", plad.strip().upper())
    words = re.sub(r"//[^/]*/{0,2}\s*$", "", words)
    return re.sub(r"[^A-Z0-9]", "", re.sub(r"\((?:UC|N)\)\s*$", "", words))


def sets(words: str) -> list[Set]:
    """The sets above the body: each to ``//``, else to the next set, an empty line, or paragraph 1."""
    found: list[Set] = []
    whole = lines(words)
    at = 0
    while at < len(whole):
        start, line = whole[at]
        named = _SET_LINE.match(line)
        if named is None:
            at += 1
            if found and re.match(r"\s?1\s?\.\s", line):
                break
            continue
        name = named["name"].upper()
        if name in {"RMKS", "GENTEXT"}:
            break
        kept = [re.sub(r"^REF (?=[A-Z]/)", "REF/", line.strip())]  # a blank for the first slash
        while not kept[-1].endswith("//") and at + 1 < len(whole):
            following = whole[at + 1][1].strip()
            if not following or _SET_LINE.match(following) or re.match(r"1\s?\.\s", following):
                break
            kept.append(following)
            at += 1
        # A set may follow another on its line: ``...08// AMPN/REF A IS``.
        place = start
        for piece in re.split(rf"(?<=//)\s*(?=(?:{_NAMES})/)", " ".join(kept)):
            piece_name = _SET_LINE.match(piece)
            if piece_name and piece_name["name"].upper() in {"RMKS", "GENTEXT"}:
                return found
            found.append(Set(piece_name["name"].upper() if piece_name else name, piece, place))
        at += 1
    return found


def subject(found: list[Set]) -> str | None:
    """The words of SUBJ/, whole."""
    said = next((each.words for each in found if each.name == "SUBJ"), None)
    return re.sub(r"^SUBJ\s?/", "", said, flags=re.IGNORECASE).strip("/ ") if said else None


def squeezed(words: str | None) -> str:
    return re.sub(r"[^A-Z0-9]", "", (words or "").upper())


def moment(text: str) -> str | None:
    """The first date-time group at the front of a line, as an instant."""
    for _, line in lines(text)[:60]:
        found = _GROUP.match(line)
        if found:
            try:
                # The century turns at 1945, well before the first of these messages.
                year = int(found["year"]) + (1900 if int(found["year"]) >= 45 else 2000)
                stamp = datetime.strptime(f"{found['digits']}{found['month'][:3]}{year}", "%d%H%M%b%Y")  # noqa: DTZ007
            except ValueError:
                return None
            return stamp.strftime("%Y-%m-%dT%H:%MZ")
    return None


def precedences(text: str) -> tuple[str, str | None] | None:
    """Letters before the group; where it has none, the word above it."""
    top = [line for _, line in lines(text)[:60]]
    for line in top:
        found = _GROUP.match(line)
        if found and found["first"]:
            return _PRECEDENCES[found["first"]], _PRECEDENCES.get(found["second"] or "")
        if found:
            break
    word = next(
        (w for line in top[:8] for w in ("FLASH", "IMMEDIATE", "PRIORITY", "ROUTINE") if line.strip() == w), None
    )
    return (word, None) if word else None


def own_number(text: str) -> tuple[int, int] | None:
    """(year, number) of the first line that begins with the series and a number, above SUBJ/."""
    for _, line in lines(text)[:60]:
        if re.match(r"\s?(?:SUBJ|REF|RMKS)\s?/", line, re.IGNORECASE):
            break
        found = _OWN.match(line)
        if found:
            return int(found["year"]), int(re.sub(r"\D", "", found["number"]))
    return None


def file_number(identity: str) -> tuple[int, int] | None:
    """(year, number) of a file's name."""
    found = re.match(r"NAV(\d\d)(\d{3})", identity)
    return (int(found[1]), int(found[2])) if found else None


def released_by(text: str) -> str | None:
    """The words after the last ``RELEASED BY`` (RELEASE AUTHORIZED BY and the like), to the slashes."""
    found = list(
        re.finditer(
            r"\bRELEASED?\s+(?:AUTHORI[SZ]ED\s+|IS\s+AUTHORI[SZ]ED\s+)?BY:?\s+(?P<who>[^/]{3,90})", text, re.IGNORECASE
        )
    )
    return " ".join(found[-1]["who"].split()) if found else None


def name_in(said: str) -> str:
    """The name at the front of ``VADM I. N. VENTED, JR., N1.``: to the first comma, a suffix with it, no office."""
    words = re.sub(r"^(?:DIRECTION\s(?:OF\s)?)", "", said, flags=re.IGNORECASE)
    found = re.match(r"(?P<name>[^,(]+)(?P<suffix>,\s?(?:JR|SR|III|II|IV)\b)?", words, re.IGNORECASE)
    if found is None:
        return words
    name = re.sub(r"\s(?:N\d|OPNAV|DCNO)\S*.*$", "", found["name"])
    if re.fullmatch(r"(?:VICE |REAR )?ADMIRAL|[VR]?ADM", name.strip(), re.IGNORECASE):
        return name + name_in(words[found.end() :].lstrip(" ,"))
    return re.split(r"(?<=[A-Za-z]{4})\.\s", name)[0].strip(" .") + (found["suffix"] or "")


def narrated(words: str) -> tuple[dict[str, tuple[str, int, int]], dict[str, list[tuple[str, int, int]]]]:
    """Series numbers that the narrative gives to lettered references: said to be theirs, and told of at all.

    The narrative is everything from the first NARR/ or AMPN/ to the remarks.
    """
    begin = re.search(r"\b(?:NARR|AMPN)\s?/", words, re.IGNORECASE)
    end = re.search(r"^\s?(?:RMKS|GENTEXT)\s?/|^\s?1\s?\.\s", words, re.MULTILINE | re.IGNORECASE)
    text = " ".join(words[begin.end() : end.start() if end else None].split()) if begin else ""
    theirs: dict[str, tuple[str, int, int]] = {}
    told: dict[str, list[tuple[str, int, int]]] = {}
    for part in re.split(r"(?=\bREF\s\(?[A-Z]{1,2}\)?\s)", text, flags=re.IGNORECASE):
        label = re.match(r"REF\s\(?(?P<label>[A-Z]{1,2})\)?\s", part, re.IGNORECASE)
        if label is None:
            told.setdefault("", []).extend(_series(found) for found in _SERIES.finditer(part.upper()))
            continue
        told.setdefault(label["label"].upper(), []).extend(_series(found) for found in _SERIES.finditer(part.upper()))
        straight = re.compile(r"(?:IS|WAS)\s(?:THE\s|CNO\s|MESSAGE\s)?", re.IGNORECASE).match(part, label.end())
        named = _SERIES.match(part.upper(), straight.end()) if straight else None
        if named:
            theirs[label["label"].upper()] = _series(named)
    return theirs, told


def _series(found: re.Match[str]) -> tuple[str, int, int]:
    return found["name"].upper(), int(found["year"]) % 100, int(found["number"])


def _label(words: str) -> str | None:
    found = re.match(r"REF\s?/\s?\(?(?P<label>[A-Z]{1,2})\)?\s?/", words, re.IGNORECASE)
    return found["label"].upper() if found else None


def _type(words: str) -> str:
    fields = [each.strip() for each in words.split("/")]
    return re.split(r"[:\s]", fields[2].upper())[0] if len(fields) > 2 else ""


def messages(read: Iterable[Text]) -> Section:
    """Every envelope field of every message."""
    section = Section(
        "Naval messages",
        "401 messages of 1992-2025; each field beside an independent plain look at the text. Where that look finds "
        "nothing the field is not counted, save for references, where none found means none may be read.",
        chief=("date-time group", "from", "classification", "own number", "paragraphs", "references: number"),
    )
    for text in read:
        _envelope(section, text)
        _sets(section, text)
        _ending(section, text)
    return section


def _envelope(section: Section, text: Text) -> None:
    name, words, read = text
    top = envelope(words)
    routing = next((found for line in top if (found := _ROUTING.match(line))), None)
    if routing is not None:
        got = read["transmission"]
        for key, wanted in (
            ("station", routing["station"]),
            ("serial", routing["serial"]),
            ("filed", routing["filed"]),
            ("precedence", _PRECEDENCES.get(routing["letter"])),
        ):
            section.figure(f"routing line: {key}", "a JANAP routing line stands above").saw(
                name, got[key] == wanted, wanted, got[key]
            )
        section.figure("routing line: first addressee", "a JANAP routing line stands above").saw(
            name, got["routing"][:1] == [routing["to"]], routing["to"], got["routing"][:1]
        )
    security = next((found for line in top if (found := _SECURITY.match(line))), None)
    if security is not None:
        got_security = read["transmission"]["security"]
        section.figure("security (ZNR, ZNY)", "such a line stands above").saw(
            name, got_security == security["pro"], security["pro"], got_security
        )
    wanted_precedence = precedences(words)
    if wanted_precedence is not None:
        got_precedence = (read["precedence"]["action"], read["precedence"]["info"])
        section.figure("precedence", "letters before the group, or a word above it").saw(
            name, got_precedence == wanted_precedence, [p or "-" for p in wanted_precedence],
            [p or "-" for p in got_precedence],
        )  # fmt: skip
    stamp = moment(words)
    if stamp is not None:
        section.figure("date-time group", "a line begins with one").saw(name, read["dtg"] == stamp, stamp, read["dtg"])
    below = repeated(words)
    sender = originator(top) or originator(below)
    if sender is not None:
        got_sender = read["from"]["plad"] or ""
        section.figure("from", "FM above the text").saw(name, bare(got_sender) == bare(sender), sender, got_sender)
    for word in ("TO", "INFO"):
        wanted_list = [bare(each) for each in addressees(top, word) or addressees(below, word)]
        got_list = [bare(each["plad"]) for each in read[word.lower()]]
        if wanted_list or got_list:
            section.figure(word.lower(), f"{word} above the text; the whole list, in order").saw(
                name, wanted_list == got_list, wanted_list, got_list
            )
    if re.search(r"^\s?(?:CLASSIFICATION:\s?)?UNCLAS", words, re.MULTILINE):
        level = read["classification"]["level"]
        section.figure("classification", "a line begins with UNCLAS").saw(
            name, level == "UNCLASSIFIED", "UNCLASSIFIED", level
        )
    # Only the first lines: below, a message put together from its sections keeps their page heads.
    part = re.search(
        r"^(?:UNCLAS\b[^\n]{0,40}?)?(?:SECTION (?P<n>\d+) OF (?P<of>\d+)|FINAL SECTION OF (?P<last>\d+))\s*$",
        "\n".join(line for _, line in lines(words)[:30]),
        re.MULTILINE,
    )
    if part is not None or read["section"]["number"]:
        wanted_part = (int(part["n"] or part["last"]), int(part["of"] or part["last"])) if part else None
        got_part = (read["section"]["number"], read["section"]["of"])
        section.figure("section", "the text names a section").saw(name, wanted_part == got_part, wanted_part, got_part)


def _sets(section: Section, text: Text) -> None:
    name, words, read = text
    found = sets(words)
    number = own_number(words)
    got_number = (read["year"] % 100, read["number"]) if read["year"] and read["number"] else None
    if number is not None:
        mrn = f"{number[0]:02}NAVADMIN{number[1]}"
        section.figure("own number", "a line begins with the series and a number").saw(
            name, read["mrn"] == mrn, mrn, read["mrn"]
        )
    filed = file_number(name)
    section.figure("own number, by the name of the file", "every message").saw(
        name, got_number == filed, filed, got_number,
        "" if number == filed else f"the text says {number}" if number else "no such line in the text",
    )  # fmt: skip
    said = subject(found)
    if said is not None:
        section.figure("subject", "SUBJ/, whole").saw(
            name, squeezed(said) == squeezed(read["subject"]), said, read["subject"]
        )
    head = next((each for each in found if each.name == "MSGID"), None)
    if head is not None:
        spans = [each["span"] for each in read["elements"] if each["kind"] == "genadmin.msgid"]
        inside = any(start <= head.start + 3 < end for start, end in spans)
        section.figure("MSGID", "MSGID/ above the body is an element of its own").saw(name, inside, head.words, spans)
    _references(section, name, words, found, read["references"])


def _references(section: Section, name: str, words: str, found: list[Set], got: list[dict[str, Any]]) -> None:
    wanted = [each for each in found if each.name == "REF"]
    labels = [_label(each.words) for each in wanted]
    if wanted or got:
        section.figure("references: labels", "every message with REF/, or with references read").saw(
            name, labels == [ref["label"] for ref in got], [x or "-" for x in labels], [r["label"] or "-" for r in got]
        )
    theirs, told = narrated(words)
    by_label = {ref["label"]: ref for ref in got}
    for each in wanted:
        label = _label(each.words)
        ref = by_label.get(label)
        inside = _SERIES.search(each.words.upper())
        series = _series(inside) if inside else theirs.get(label or "")
        kinds = {"telegram"} if series else _KINDS.get(_type(each.words))
        if kinds:
            section.figure("references: kind", "each REF/ whose type is known to the table here").saw(
                f"{name} {label}", ref is not None and ref["kind"] in kinds, sorted(kinds), ref and ref["kind"]
            )
        if series is not None:
            mrn = f"{series[1]:02}{series[0]}{series[2]}"
            section.figure(
                "references: number", "each REF/ that bears a series number, or to which NARR/ gives one"
            ).saw(f"{name} {label}", ref is not None and ref["mrn"] == mrn, mrn, ref and ref["mrn"])
        elif ref is not None:
            named = {f"{year:02}{post}{number}" for post, year, number in told.get(label or "", []) + told.get("", [])}
            section.figure("references: no number invented", "each other REF/; one read must be told of it").saw(
                f"{name} {label}", ref["mrn"] is None or ref["mrn"] in named, each.words, ref["mrn"]
            )


def numbered(words: str) -> list[int]:
    """Numbers of the paragraphs: 1, 2, 3 and on, each at the front of a line or behind RMKS/, in order.

    Where one stands at the front of no line below, it is lost and the count goes on with the next, or it stands inside
    a line above that one.
    """
    begin = re.search(r"^\s?(?:RMKS|GENTEXT(?:/REMARKS)?)\s?/", words, re.MULTILINE | re.IGNORECASE)
    if begin is None:
        return []
    pattern = re.compile(r"(?:^|(?<=/))[ \t]{0,3}(?P<n>\d{1,2})\.\s", re.MULTILINE)
    met = [(int(found["n"]), found.start()) for found in pattern.finditer(words, begin.end() - 1)]
    out: list[int] = []
    last = begin.end()
    for index, (number, at) in enumerate(met):
        following = out[-1] + 1 if out else 1
        if number == following + 1 and out and all(later != following for later, _ in met[index:]):
            if re.search(rf"[^\sA-Za-z] {{1,3}}{following}\. {{2}}[A-Z]", words[last:at]):
                out.append(following)
        elif number != following:
            continue
        out.append(number)
        last = at
    return out


def _ending(section: Section, text: Text) -> None:
    name, words, read = text
    numbers = numbered(words)
    if numbers:
        got_numbers = [each["number"] for each in read["paragraphs"] if each["number"]]
        section.figure(
            "paragraphs", "RMKS/ or GENTEXT/ with numbered paragraphs; all numbers, in order, but lost ones"
        ).saw(name, numbers == got_numbers, numbers, got_numbers)
    said = released_by(words)
    got = read["signature"]
    if said is not None:
        ok = [squeezed(each) for each in got] == [squeezed(name_in(said))]
        section.figure("signature", "RELEASED BY; the name in what follows it, whole").saw(name, ok, name_in(said), got)
