"""The readable form of ``legation read --names``: one line for each name, unconfirmed rows and open cases said."""

from __future__ import annotations

from typing import Any

from legation.core.telegram import Telegram
from legation.tables.named import day_of, names_of


def names_card(telegram: Telegram) -> str:
    """The names of a telegram, grouped as its lines are. Ends with a line end."""
    named = names_of(telegram)
    on = day_of(telegram)
    lines = [f"{telegram.mrn or 'no number'}   names {f'as of {on.isoformat()}' if on else 'of no known date'}"]
    if named["from"] is not None:
        lines += ["From", _post(named["from"])]
    for title, key in (("To", "to"), ("Info", "info")):
        if named[key]:
            lines += [title, *map(_post, named[key])]
    if named["routing"]:
        lines += ["Routing", *map(_route, named["routing"])]
    if named["tags"]:
        lines += ["TAGS", *map(_tag, named["tags"])]
    if named["offices"]:
        lines += ["Offices", *map(_office, named["offices"])]
    if named["references"]:
        lines += ["References", *(f"  {row['mrn']}: {_place(row['post'])}" for row in named["references"])]
    return "\n".join(lines) + "\n"


def _post(row: dict[str, Any]) -> str:
    return f"  {row['plad'] or row['key']}: {_place(row)}"


def _place(row: dict[str, Any] | None) -> str:
    if row is None:
        return "not in the table"
    if row["kind"] is None:
        return f"{row['name']}, a post outside the table" if row["name"] else "not in the table"
    if row["kind"] == "collective":
        return "a collective address"
    where = ", ".join(part for part in (row["city"], row["country"]) if part)
    years = f" {row['from'] or ''}-{row['to'] or ''}" if row["from"] or row["to"] else ""
    then = f", then {row['then']}" if row["then"] else ""
    return f"{row['kind']}, {where}{years}{then}{_unconfirmed(row)}"


def _route(row: dict[str, Any]) -> str:
    if row["plad"] is None:
        return f"  {row['ri']}: not in the table"
    seen = "" if row["source"] == "telegram" else f" (seen {row['seen']})"
    return f"  {row['ri']}: {row['plad']}{seen}"


def _tag(row: dict[str, Any]) -> str:
    if row["certainty"] is None:
        return f"  {row['code']}: not in the table"
    if row["candidates"]:
        ways = "; or ".join(f"{c['meaning'] or 'meaning not found'} ({_span(c)})" for c in row["candidates"])
        return f"  {row['code']}: {'not of this year' if row['certainty'] == 'outside' else 'not settled'}: {ways}"
    return f"  {row['code']}: {row['kind']}, {row['meaning'] or 'meaning not found'}{_unconfirmed(row)}"


def _span(candidate: dict[str, Any]) -> str:
    return f"{candidate['from']}-{'' if candidate['to'] >= _NO_END else candidate['to']}"


_NO_END = 2100


def _office(row: dict[str, Any]) -> str:
    if row["in_years"] is None:
        return f"  {row['office']}: not in the table"
    name = row["name"] or f"part of {row['bureau']}, {row['bureau_name']}"
    return f"  {row['office']}: {name}{'' if row['in_years'] else ', in other years'}{_unconfirmed(row)}"


def _unconfirmed(row: dict[str, Any]) -> str:
    return "" if row["confirmed"] or (row.get("meaning", "") is None) else " (unconfirmed)"
