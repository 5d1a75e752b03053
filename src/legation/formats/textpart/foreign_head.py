"""The head of a telegram of a service that does not write English, above its subject: whose, to whom, of what day.

``TD RABAT 412``, ``DE : RABAT``, ``A : DIPLOMATIE PARIS``, ``COPIE : DAKAR``, ``PARA: CANCILLERIA``,
``FECHA: 11 de agosto de 1978``, ``le 18 mars 1962``.
Its posts bear the names of cities in which other services have posts, so that no number of theirs is formed; its level
stays unread, so that the telegram is held as the highest. Source: public French telegrams (``TD DIPLOMATIE``); that
Spanish, Portuguese, Italian and German ones have the like is unconfirmed.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date

from legation.core.telegram import Addressee, Originator
from legation.formats.markings.levels import without_signs
from legation.formats.sheet import Sheet
from legation.tables.services import service_at

SUBJECT = re.compile(r"(?:OBJET|ASUNTO|ASSUNTO|OGGETTO|BETREFF|BETR\.)\s{0,3}:", re.IGNORECASE)
_FROM = re.compile(r"(?:DE|DA|AUS|VON) ?: {0,9}(?P<name>\S.{1,60})$")
_TO = re.compile(r"(?:A|PARA|POUR|AN) ?: {0,9}(?P<name>\S.{1,60})$")
_COPIED = re.compile(r"(?:COPIES?|COPIA|KOPIE|NACHRICHTLICH|(?:POUR )?INFO(?:RMATION)?) ?: {0,9}(?P<names>\S.{1,60})$")
_NUMBERED = r"N(?:(?:[O°º]|R\b)\.?|\. ?[O°º]?)"
_NUMBER = re.compile(
    rf"(?:(?:TD|TELEGRAMM?[EA]?)(?: {{1,3}}[A-Z][A-Z'-]{{1,20}}){{0,3}}?(?: {{1,3}}{_NUMBERED})?|{_NUMBERED}) {{0,3}}"
    r"(?P<number>\d{1,6})(?P<day> {1,3}(?:DU|DE|DEL|VOM|DO) {1,3}.{6,40})?$"
)
"""Its number on a line of its own: ``TD RABAT 412``, ``TELEGRAMME N° 2 DU 4 MARS 1983``, ``Nr. 14 vom 14.05.1982``."""
_MONTHS = {
    **dict.fromkeys(("JANVIER", "ENERO", "JANUAR", "JANEIRO", "GENNAIO"), 1),
    **dict.fromkeys(("FEVRIER", "FEBRERO", "FEBRUAR", "FEVEREIRO", "FEBBRAIO"), 2),
    **dict.fromkeys(("MARS", "MARZO", "MAERZ", "MARZ", "MARCO"), 3),
    **dict.fromkeys(("AVRIL", "ABRIL", "APRIL", "APRILE"), 4),
    **dict.fromkeys(("MAI", "MAYO", "MAIO", "MAGGIO"), 5),
    **dict.fromkeys(("JUIN", "JUNIO", "JUNI", "JUNHO", "GIUGNO"), 6),
    **dict.fromkeys(("JUILLET", "JULIO", "JULI", "JULHO", "LUGLIO"), 7),
    **dict.fromkeys(("AOUT", "AOÛT", "AGOSTO", "AUGUST"), 8),
    **dict.fromkeys(("SEPTEMBRE", "SEPTIEMBRE", "SETIEMBRE", "SEPTEMBER", "SETEMBRO", "SETTEMBRE"), 9),
    **dict.fromkeys(("OCTOBRE", "OCTUBRE", "OKTOBER", "OUTUBRO", "OTTOBRE"), 10),
    **dict.fromkeys(("NOVEMBRE", "NOVIEMBRE", "NOVEMBER", "NOVEMBRO"), 11),
    **dict.fromkeys(("DECEMBRE", "DICIEMBRE", "DEZEMBER", "DEZEMBRO", "DICEMBRE"), 12),
}
_WEEKDAYS = "LUNDI|MARDI|MERCREDI|JEUDI|VENDREDI|SAMEDI|DIMANCHE|LUNES|MARTES|MIERCOLES|JUEVES|VIERNES|SABADO|DOMINGO"
_DAY = re.compile(
    r"(?:(?:DATE|FECHA|DATA|DATUM|EM) ?: {0,9})?(?:[A-Z][A-Z .'-]{2,30}, )?(?:LE ?:? |EL |DEN |VOM )?"
    rf"(?:(?:{_WEEKDAYS}),? )?(?P<day>\d{{1,2}})(?:ER)? (?:DE )?(?P<month>{'|'.join(_MONTHS)}) (?:DEL? )?"
    r"(?P<year>(?:19|20)\d\d)\b.{0,30}$"
)
_IN_FIGURES = re.compile(
    r"(?:.{0,30}\b)?(?:VOM|LE|(?:DATUM|DATA|DATE|FECHA) ?:) {0,3}(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./]"
    r"(?P<year>(?:19|20)\d\d)\b.{0,30}$"
)
"""The same in figures, the day first: ``Nr. 1421 vom 14.05.1982``."""
_APART = re.compile(r" {0,3}[,;] {0,3}")
_LONGEST = 80


def take_foreign_head(sheet: Sheet, words: str) -> str | None:
    """Read a line above such a subject; returns the kind of element, or None where it is none of the head."""
    if len(words) > _LONGEST:
        return None
    upper = without_signs(words.upper())
    if len(upper) != len(words):
        return None
    fields = sheet.fields
    if (found := _FROM.match(upper)) is not None and "from_" not in fields:
        fields["from_"] = Originator(words[found.start("name") :])
        fields["foreign"] = True
        return "heading.from"
    if (found := _TO.match(upper)) is not None and "from_" in fields and not fields.get("to"):
        fields["to"] = (Addressee(words[found.start("name") :]),)
        return "heading.to"
    if (found := _COPIED.match(upper)) is not None and fields.get("to") and _is_copied(sheet, found):
        fields["foreign_copies"] = True
        _take_copies(sheet, words[found.start("names") :])
        return "heading.info"
    if "foreign_copies" in fields and _is_mission(sheet, upper):
        _take_copies(sheet, words)
        return "heading.info"
    if (found := _NUMBER.fullmatch(upper)) is not None and "number_above" not in fields:
        fields["number_above"] = int(found["number"])
        if found["day"]:
            _take_day(sheet, f"LE {found['day'].split(maxsplit=1)[1]}")
        return "heading.number"
    return "heading.date" if _take_day(sheet, upper) else None


def _is_copied(sheet: Sheet, found: re.Match[str]) -> bool:
    """Whether such a line lists whom it tells; behind ``INFO`` what it tells may be news."""
    return not found[0].startswith(("INFO", "POUR INFO")) or _is_mission(sheet, found["names"])


def _take_copies(sheet: Sheet, words: str) -> None:
    names = [name.strip() for name in _APART.split(words.rstrip(" ,;"))]
    sheet.fields["info"] = (*sheet.fields.get("info", ()), *map(Addressee, filter(None, names)))


def _is_mission(sheet: Sheet, upper: str) -> bool:
    """Whether a line below such copies is one more: an address that tells whose it is, or a post's name."""
    return all(
        service_at(name) is not None or sheet.posts.key(name) is not None
        for name in map(str.strip, _APART.split(upper.rstrip(" ,;")))
    )


def _take_day(sheet: Sheet, upper: str) -> bool:
    fields = sheet.fields
    if "dtg" not in fields and (found := _DAY.match(upper) or _IN_FIGURES.match(upper)) is not None:
        with suppress(ValueError):  # a day that the month has not
            month = _MONTHS.get(found["month"]) or int(found["month"])
            fields["written_day"] = date(int(found["year"]), month, int(found["day"]))
            sheet.settle_day()
            return True
    return False
