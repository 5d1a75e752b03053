"""What webhooks tell of: what is new for one, and what a message says at the moment at which it is sent."""

from __future__ import annotations

from typing import Any

import msgspec

from legation.core.errors import ArchiveError, LegationError
from legation.core.hook import Hook, HookDelivery, delivery_id
from legation.core.marking import OPEN, Marking, Reader
from legation.services.banners import listing_level
from legation.services.boards.alerts import Alert
from legation.services.dialogue.overview import Overviews
from legation.services.news.saved import Alert as Found
from legation.services.news.saved import Saved
from legation.storage.hooks import Change
from legation.storage.ports import Telegrams
from legation.storage.records import Listing
from legation.tables.banners import level_of, marking_in

_MOST_AT_A_LOOK = 1_000


class HookNews:
    """What there is to tell, as a reader reads at that moment."""

    def __init__(self, telegrams: Telegrams, saved: Saved, overviews: Overviews) -> None:
        self._telegrams = telegrams
        self._saved = saved
        self._overviews = overviews

    def new(self, subscriber: Reader, hook: Hook, made: str) -> tuple[Change | None, list[HookDelivery]]:
        """How a look at what is new changes the hook, and what it is to tell of."""
        if hook.search is not None:
            if self._telegrams.last_arrival() == hook.reached:
                self._saved.came(subscriber, hook.search, hook.reached, most=0)
                return None, []
            found, reached = self._saved.came(subscriber, hook.search, hook.reached, most=_MOST_AT_A_LOOK)
            messages = [_of(hook, one.listing, made) for one in found]
            return lambda held: msgspec.structs.replace(held, reached=reached), messages
        standing = self._overviews.alerts(subscriber, str(hook.dialogue))
        new = [one for one in standing if one.key not in hook.told]
        messages = [
            message_of(hook, one.key, tuple(dict.fromkeys(map(_name, one.sources))), marking_in(one.marking), made)
            for one in new
        ]
        told = tuple(dict.fromkeys(one.key for one in standing))
        return (lambda held: msgspec.structs.replace(held, told=told)) if told != hook.told else None, messages

    def said(self, subscriber: Reader, hook: Hook, one: HookDelivery, at: str) -> tuple[Marking, bytes] | None:
        """What a message says now and how it is marked; None where there is nothing to say any more.

        The words of the search and the name of the dialogue stay here: they may be as closely held as anything that
        their reader reads.
        """
        told: dict[str, Any] | None = None
        marking = OPEN
        if one.about:
            try:
                if hook.search is not None:
                    found = self._saved.finds(subscriber, hook.search, one.about)
                    if found is not None:
                        marking, told = Marking.from_label(found.listing.access), _of_telegram(found)
                else:
                    standing = self._overviews.alerts(subscriber, str(hook.dialogue))
                    alert = next((alert for alert in standing if alert.key == one.about), None)
                    if alert is not None:
                        marking, told = marking_in(alert.marking), _of_alert(alert)
            except ArchiveError:
                raise
            except LegationError:
                return None
            if told is None:
                return None
        body = {
            "type": "trial" if told is None else "telegram" if hook.search is not None else "alert",
            "hook": hook.id,
            "at": at,
            "marking": level_of(marking),
            "data": told,
        }
        return marking, msgspec.json.encode(body)


def message_of(
    hook: Hook, about: str, sources: tuple[str, ...], marking: Marking, made: str, *, unlike: str = ""
) -> HookDelivery:
    """A message to be queued.

    about: hash of the telegram or key of the alert, "" for a trial. unlike: tells one trial from another.
    """
    return HookDelivery(
        id=delivery_id(hook.id, about, unlike),
        hook=hook.id,
        reader=hook.reader,
        about=about,
        sources=sources,
        access=marking.label,
        made=made,
        due=made,
    )


def _of(hook: Hook, listing: Listing, made: str) -> HookDelivery:
    marking = Marking.from_label(listing.access)
    return message_of(hook, listing.sha256, (listing.sha256,), marking, made)


def _of_telegram(found: Found) -> dict[str, Any]:
    listing = found.listing
    name = listing.mrn or listing.sha256[:12]
    return {
        "telegram": name,
        "sha256": listing.sha256,
        "date": listing.date,
        "subject": listing.subject,
        "marking": listing_level(listing),
        "received": found.received,
        "paragraph": found.paragraph,
        "snippet": found.snippet,
        "sources": [name],
    }


def _of_alert(alert: Alert) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(alert)
    del told["thing"]
    return told


def _name(address: str) -> str:
    """The telegram of an address such as ``09TRIPOLI893#p1``."""
    return address.partition("#")[0]
