"""Roles: the paragraphs that their label makes summary, comment, action request, note or introduction."""

from __future__ import annotations

import re
from typing import NamedTuple

from legation.core.telegram import Paragraph
from legation.formats.plain import in_capitals

_WHOSE = (
    r"(?:(?:EMBASSY|POST|MISSION|EMBOFF|CONSULATE|CONGEN"
    r"|(?:AMBASSADOR|CHARGE|CONSUL GENERAL|DRAFTER)(?:['’]?S)?|FINAL|OUR|BRIEF|EXECUTIVE|GENERAL|BIO|BIOGRAPHIC) )?"
)
_LABEL = re.compile(
    r"[ *]{0,3}+(?P<bracket>\()?"
    r"(?:(?:BEGIN|START) |THIS (?:(?:CABLE |MESSAGE |TELEGRAM )?(?:IS|CONTAINS)) AN )?"
    rf"(?P<label>{_WHOSE}(?P<kind>SUMMARY|COMMENTS?|NOTE|INTRODUCTION"
    r"|ACTION REQUEST(?:ED)?|ACTION REQUIRED|ACTION MESSAGE|REQUEST FOR ACTION|GUIDANCE REQUEST(?:ED)?"
    r"|REQUEST FOR GUIDANCE)"
    r"(?P<more>(?: ?(?:AND|,|/|&) ?(?:SUMMARY|COMMENTS?|ACTION REQUEST(?:ED)?|CONCLUSIONS?|INTRODUCTION|ANALYSIS"
    r"|RECOMMENDATIONS?)){0,3}))"
    r"(?: (?:CABLE|MESSAGE|TELEGRAM)(?=\.))? ?(?:\((?:CONTINUED|CONT'?D)\))?(?: ?[:.;-]-?| ?\(U\)| *\n| *\Z"
    r"|(?<=AN ACTION REQUEST)(?= FOR THE (?:DEPARTMENT|EMBASSY|MISSION)\b)"
    r"|(?<=ACTION REQUEST)(?= FOR [A-Z][A-Z/-]{1,20} ?:))",
    re.IGNORECASE,
)
ROLES_BEGIN = frozenset(
    [
        *("SUM", "COM", "ACT", "GUI", "INT", "NOT", "EMB", "POS", "MIS", "BIO", "BEG", "STA", "THI", "CON", "AMB"),
        *("CHA", "DRA", "FIN", "OUR", "BRI", "EXE", "GEN", "REQ", " SU", "*SU"),
        *("(CO", "(BE", "(NO", "(SU", "(EM", "(AC"),
    ]
)
"""The first three letters of every label: a look at them comes before the full one."""
_ROLES = {
    "SUMMARY": "summary",
    "COMMENT": "comment",
    "COMMENTS": "comment",
    "NOTE": "note",
    "INTRODUCTION": "introduction",
}
_END = re.compile(r"END (?:OF )?(?P<kind>SUMMARY|COMMENT|NOTE|ACTION REQUEST)\b")
_END_ANYWHERE = re.compile(
    r"END[ \n]{1,9}(?:OF[ \n]{1,9})?(?P<kind>SUMMARY|COMMENT|NOTE|ACTION(?=[ \n]{1,9}REQUEST))\b"
)  # on lines as they stand
_CLOSED = re.compile(r"END {1,3}(?:COMMENT|NOTE|SUMMARY)\.? ?\)", re.IGNORECASE)
SUMMARY_WITHIN = 3000
"""An END SUMMARY that nothing began is looked for only near the head of the text, in code points."""
_SUMMARY_WITHIN = 8  # an END SUMMARY that nothing began closes a summary only near the head of the text


class End(NamedTuple):
    """Where a part says that it ends, and the role that ends there."""

    at: int
    role: str


def ends_of_roles(upper: str, start: int, end: int) -> list[End]:
    """Where parts of ``upper[start:end]``, a text in capitals, say that they end."""
    found: list[End] = []
    at = upper.find("END", start, end)
    while at >= 0:
        if upper[at + 3 : at + 4] in (" ", "\n") and (ends := _END_ANYWHERE.match(upper, at, end)) is not None:
            found.append(End(at, _ROLES.get(ends["kind"], "action_request")))
        at = upper.find("END", at + 3, end)
    return found


def role_at(body: str, at: int, end: int) -> tuple[str, str] | None:
    """The role and the label's words where a label stands at ``at``."""
    found = _LABEL.match(body, at, end)
    if found is None or (found["bracket"] and not _is_all_in_brackets(body, found.end(), end)):
        return None
    role = _ROLES.get(found["kind"].upper(), "action_request")
    if role != "summary" and "ACTION REQUEST" in (found["more"] or "").upper():
        role = "action_request"
    return role, " ".join(found["label"].split())


def _is_all_in_brackets(body: str, at: int, end: int) -> bool:
    """Whether the bracket before ``at`` closes with the paragraph: ``(Comment: ... End comment.)``."""
    while end > at and body[end - 1] in " \n":
        end -= 1
    closed = _CLOSED.search(body, at, end)
    return body[end - 1 : end] == ")" and (closed is None or closed.end() >= end)


def role_of_heading(heading: str) -> str | None:
    found = role_at(heading, 0, len(heading))
    return found[0] if found else None


def spread(with_role: dict[int, str], ends: list[tuple[int, str]]) -> dict[int, str]:
    """Roles by index, with those of paragraphs that stand between a label and its END, or before a lone END SUMMARY.

    ends: (index of the paragraph that holds an END, the role that ends there), in order.
    """
    roles = dict(with_role)
    role, since = None, 0
    labels = sorted(with_role, reverse=True)
    for index, ended in ends:
        while labels and labels[-1] <= index:
            since = labels.pop()
            role = with_role[since]
        if role == ended:
            roles.update((i, ended) for i in range(since, index + 1) if i not in with_role)
        elif ended == "summary" and "summary" not in roles.values() and index < _SUMMARY_WITHIN and not with_role:
            roles.update((i, "summary") for i in range(index + 1))
        role, since = None, index + 1
    return roles


def summary_of(paragraphs: tuple[Paragraph, ...]) -> str | None:
    """The text of the summary, from behind its label to END SUMMARY, over the paragraphs that have its role."""
    words: list[str] = []
    for index, paragraph in enumerate(paragraphs):
        if paragraph.role != "summary":
            continue
        for part in paragraphs[index:]:
            if part.role != "summary":
                break
            label = _LABEL.match(part.text)
            if label is not None and words:
                break
            text = part.text[label.end() :] if label else _without_heading(part)
            stop = next((m for m in _END.finditer(in_capitals(text)) if m["kind"] == "SUMMARY"), None)
            words.append(text[: stop.start()] if stop else text)
            if stop is not None:
                break
        return " ".join(words).lstrip(" .-(").rstrip(" -(") or None
    return None


def _without_heading(paragraph: Paragraph) -> str:
    """The text of a paragraph behind its heading, where that is the first of its words."""
    heading, text = paragraph.heading or "", paragraph.text
    return text[len(heading) :].lstrip(" -=_:.") if heading and text.upper().startswith(heading.upper()) else text
