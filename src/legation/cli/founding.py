"""What ``legation dialogue propose`` says: a dialogue as it would stand, and what is left to a person."""

from __future__ import annotations

from legation.services.boards.board import Row
from legation.services.boards.sides_in_cells import Called
from legation.services.dialogue.founding import Item, ProposedDialogue
from legation.services.ties.weighing import because


def proposed_text(made: ProposedDialogue, called: Called = str, *, stands: bool = False, titled: bool = False) -> str:
    """A proposed dialogue on a screen: who, where, what, and each item under the thing that it raises or moves.

    called: what sides are called. stands: whether it was opened before, so that its own title is shown. titled: whether
    a title was given.
    """
    lines = [made.banner, "", made.title, f"proposed   {_proposed_in(made, stands=stands, titled=titled)}"]
    lines.append(
        f"parties    {', '.join(map(called, made.parties))} (ours: {called(made.ours) if made.ours else 'not said'})"
    )
    lines.append(f"posts      {', '.join(made.posts)}")
    lines += [f"left out   {copy.telegram}: a copy of {copy.of}" for copy in made.copies]
    if made.undated:
        lines.append(f"undated    {', '.join(made.undated)}: no date can be read; placed on the day of receipt")
    for label, people in (("principal", made.principals), ("contact", made.contacts)):
        lines += [
            f"{label:<10} ({one.marking}) {called(one.party) if one.party else '?'}: {one.name}, {one.role or ''}"
            for one in people
        ]
    for row in made.board.rows:
        items = made.of(row.entity, row.number)
        if row.entity == "contact" or not items:  # what stands already, and of which these telegrams say nothing
            continue
        lines += ["", f"{row.entity} {row.name} ({row.marking}) {row.text}: {row.state}{_sides(row, called)}"]
        lines += [_item_text(item) for item in items]
    left = [item for item in made.items if item.thing is None and item.kind not in ("dialogue", "contact")]
    if left:
        lines += ["", "left to you, when the rest is entered"]
        lines += [line for item in left for line in _left_text(made, item)]
    return "\n".join([*lines, "", made.banner])


_KEEPS_TITLE = ", and keeps its title: record dialogue.amend to change it"


def _proposed_in(made: ProposedDialogue, *, stands: bool, titled: bool) -> str:
    """The telegram that proposes it, else what gave it its name; and whether it stands already."""
    if stands:
        where = f"in {made.proposed_by}; " if made.proposed_by else ""
        return f"{where}stands already, as {made.board.id}{_KEEPS_TITLE if titled else ''}"
    if made.proposed_by:
        return f"in {made.proposed_by}"
    return f"in no telegram: {'with the title that you give' if titled else 'named after its sides'}"


def _sides(row: Row, called: Called) -> str:
    """Whose it is, and to whom: third parties take positions, too."""
    if not row.by and not row.to:
        return ""
    sought = row.entity == "objective"
    by = called(row.by) if row.by else "not said by whom"
    to = f" {'from' if sought else 'to'} {called(row.to)}" if row.to else ""
    return f", {'sought by ' if sought else ''}{by}{to}"


def _item_text(item: Item) -> str:
    return "\n".join([_head(item), *(f"         {because(link)}" for link in item.spoken_of)])


def _head(item: Item) -> str:
    return f"{item.number:>5}. ({item.marking or '?'}) {item.on} {item.telegram} {item.kind}: {item.text}"


def _left_text(made: ProposedDialogue, item: Item) -> list[str]:
    """What a person decides: each of several that it may be of, with what shows it and the command that says so."""
    lines = [f"{_head(item)}{f': {item.note}' if item.note else ''}"]
    numbers = {row.id: row.number for row in made.board.rows}
    choices = [
        ("same_as", f"objective {numbers.get(one.objective)}", one.text, one.marking, because(one))
        for one in item.evidence
    ]
    choices += [("demarche", f"demarche {one.number}", one.text, one.marking, because(one)) for one in item.demarches]
    choices += [
        (one.entity, f"{one.entity} {one.number}", one.text, one.marking, because(one)) for one in item.candidates
    ]
    early = {f"demarche {one.number}" for one in item.demarches if one.early}  # a reply without its delivery is refused
    for field, name, text, marking, why in choices:
        lines.append(f"         {name} ({marking}) {text}: {why}")
        if name in early:
            continue
        decide = f"legation dialogue amend {item.telegram} {item.fingerprint} --dialogue {made.board.id}"
        lines.append(f"           {decide} --field {field}={name.split()[1]}")
    return lines
