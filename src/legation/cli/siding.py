"""How sides are called on a terminal: a state by its name with the code behind, which is what is typed."""

from __future__ import annotations

from legation.services.boards.sides_in_cells import Called
from legation.tables.parties import PartyTable


def called_by(parties: PartyTable) -> Called:
    """``Veldria [XV]``; an organisation, and what is no party that is known, as it stands."""

    def called(side: str) -> str:
        party = parties.party(side)
        if party is None or party.kind == "organisation" or party.name == side:
            return side
        return f"{party.name} [{side}]"

    return called
