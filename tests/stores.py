"""The stores of an archive in memory: plainly right, and the measure of the others."""

from __future__ import annotations

from typing import Any

from legation.app import House
from legation.made import Made
from legation.storage.memory.decisions import MemoryDecisions
from legation.storage.memory.deliveries import MemoryDeliveries
from legation.storage.memory.drafts import MemoryDrafts
from legation.storage.memory.hooks import MemoryHooks
from legation.storage.memory.incoming import MemoryIncoming
from legation.storage.memory.index import MemoryIndex
from legation.storage.memory.leases import MemoryLeases
from legation.storage.memory.ledger import MemoryLedger
from legation.storage.memory.notes import MemoryNotes
from legation.storage.memory.people import MemoryPeople
from legation.storage.memory.shelf import MemoryShelf
from legation.storage.memory.telegrams import MemoryTelegrams
from legation.storage.stores import Stores
from legation.tables.posts import load_posts
from legation.wiring import Wiring


def services_of(house: House) -> dict[str, Any]:
    """What stands in a house by its name there, made now."""
    made = (name for name, one in vars(Wiring).items() if isinstance(one, Made) and not name.startswith("_"))
    return {name: getattr(house, name) for name in made}


def memory_stores(**others: Any) -> Stores:
    """Empty ones, without a trail. others: what stands in the place of one of them."""
    telegrams = MemoryTelegrams()
    made: dict[str, Any] = {
        "telegrams": telegrams,
        "index": MemoryIndex(load_posts().aliases),
        "ledger": MemoryLedger(),
        "notes": MemoryNotes(),
        "decisions": MemoryDecisions(),
        "people": MemoryPeople(others.get("trail")),
        "shelf": MemoryShelf(),
        "deliveries": MemoryDeliveries(telegrams),
        "drafts": MemoryDrafts(),
        "leases": MemoryLeases(),
        "incoming": MemoryIncoming(),
        "hooks": MemoryHooks(),
    }
    return Stores(**{**made, **others})
