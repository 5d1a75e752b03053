"""What readers lay down, in memory: searches, looks, annotations, requests for what is missing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from legation.core.marking import Reader
from legation.storage.access import check_labels, is_readable
from legation.storage.records import Annotation, Look, Request, SavedSearch


class MemoryShelf:
    """What readers lay down, in dictionaries."""

    def __init__(self) -> None:
        self._saved: dict[tuple[str, str], SavedSearch] = {}
        self._sent: dict[Request, list[tuple[str, ...]]] = {}
        self._looks: dict[str, Look] = {}
        self._annotations: dict[str, Annotation] = {}

    def save(self, reader: Reader, search: SavedSearch) -> SavedSearch | None:
        before = self._saved.get((reader.name, search.name))
        self._saved[reader.name, search.name] = search
        return before

    def look_noted(self, reader: Reader, search: SavedSearch) -> bool:
        now = self._saved.get((reader.name, search.name))
        if now is None or (now.query, now.made) != (search.query, search.made):
            return False
        if now.arrival <= search.arrival:
            self._saved[reader.name, search.name] = search
        return True

    def saved(self, reader: Reader) -> list[SavedSearch]:
        return [search for (whose, _), search in sorted(self._saved.items()) if whose == reader.name]

    def forget(self, reader: Reader, name: str) -> bool:
        return self._saved.pop((reader.name, name), None) is not None

    def looked(self, reader: Reader) -> Look | None:
        return self._looks.get(reader.name)

    def look(self, reader: Reader, look: Look) -> None:
        self._looks[reader.name] = look

    def annotate(self, reader: Reader, annotation: Annotation) -> None:  # noqa: ARG002 - who writes is the port's
        check_labels([annotation.access])
        self._annotations[annotation.id] = annotation

    def annotations(self, reader: Reader, telegram: str | None = None) -> list[Annotation]:
        on = [one for one in self._annotations.values() if telegram in (None, one.telegram)]
        found = [one for one in on if is_readable(reader, one.access)]
        return sorted(found, key=lambda one: (one.made, one.id))

    def withdraw(self, reader: Reader, telegram: str, which: str) -> bool:
        one = self._annotations.get(which)
        if one is None or one.telegram != telegram or one.by != reader.name or not is_readable(reader, one.access):
            return False
        del self._annotations[which]
        return True

    def send(
        self,
        reader: Reader,  # noqa: ARG002 - who sends is the port's
        request: Request,
        rests_on: Collection[str] = (),
    ) -> None:
        check_labels([request.access])
        notings = self._sent.setdefault(request, [])
        if (noting := tuple(sorted(set(rests_on)))) not in notings:
            notings.append(noting)

    def sent(self, reader: Reader, mrns: Sequence[str]) -> list[Request]:
        return self._requests(reader, lambda name: name in mrns)

    def sent_for(self, reader: Reader, ending: str) -> list[Request]:
        return self._requests(reader, lambda name: name.endswith(ending))

    def requests_rest_on(self, requests: Collection[Request]) -> dict[Request, list[tuple[str, ...]]]:
        return {one: [*self._sent[one]] for one in requests if one in self._sent}

    def _requests(self, reader: Reader, wanted: Callable[[str], bool]) -> list[Request]:
        found = [r for r in self._sent if wanted(r.mrn) and is_readable(reader, r.access)]
        return sorted(found, key=lambda request: (request.mrn, request.sent, request.addressed, request.access))
