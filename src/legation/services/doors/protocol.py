"""The words of SMTP as a mail server hears them: a mail is taken in one piece and not line by line.

Of what a mail costs at the door, two thirds were its lines, each read by itself, and a sixth the grammar of addresses.
Source: RFC 5321 4.1.1.4 (the end of data), 4.5.2 (the dot at the beginning of a line).
"""

from __future__ import annotations

import math
import re
from typing import Any

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import MISSING, SMTP

_END = b"\r\n.\r\n"
_AT_ONCE = 1 << 20
"""More than the stream ever holds, so that one reading empties it."""

_PLAIN = re.compile(r"\s*<([A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+)>")


_TOO_LONG = "552 Error: Too much mail data"
_NO_ROOM = "452 4.3.1 no room for it now, try again later"
_SMALL = 65_536
_MAILS_AT_ONCE = 16


class Room:
    """What all lines together may hold of mails that have not been kept yet: many could fill the memory."""

    def __init__(self, most: float) -> None:
        self.most = most
        self.held = 0


class _Share:
    """What one mail holds of it. A small one holds nothing, so that others do not shut it out."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._held = 0

    def holds(self, size: int) -> bool:
        """Whether there is room for so many bytes of this mail."""
        more = size - self._held
        if size <= _SMALL:
            return True
        if self._room.held + more > self._room.most:
            return False
        self._room.held += more
        self._held += more
        return True

    def give_back(self) -> None:
        self._room.held -= self._held
        self._held = 0


class MailProtocol(SMTP):
    """Takes lines of any length; ``data_size_limit`` holds for the whole."""

    def __init__(self, *named: Any, room: Room, **more: Any) -> None:
        super().__init__(*named, **more)
        self._room = room

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802 - the name that aiosmtpd calls
        """``DATA``: 250 or what the handler says; 552 for what is too long, once all of it has come."""
        if await self.check_helo_needed() or await self.check_auth_needed("DATA"):
            return
        if self.envelope is None or not self.envelope.rcpt_tos:
            await self.push("503 Error: need RCPT command")
            return
        if arg:
            await self.push("501 Syntax: DATA")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        own = _Share(self._room)
        try:
            data = await self._whole(own)
            if isinstance(data, str):
                status: Any = data
            else:
                self.envelope.content = self.envelope.original_content = data
                status = await self._call_handler_hook("DATA")
        finally:
            own.give_back()
        self._set_post_data_state()  # type: ignore[no-untyped-call]
        await self.push("250 OK" if status is MISSING else status)

    async def _whole(self, own: _Share) -> bytes | str:
        """The mail, its leading dots as they were written; what is answered where it is not taken."""
        most = self.data_size_limit or math.inf  # 0 is none, as it is to the words that name a size
        got, at, refused = bytearray(b"\r\n"), 0, ""  # a lone dot may stand on the first line
        while (end := got.find(_END, at)) < 0:
            if len(got) > most + len(_END):
                refused = _TOO_LONG
            elif not refused and not own.holds(len(got)):
                refused = _NO_ROOM
            if refused:
                own.give_back()
                del got[: 1 - len(_END)]
            at = max(0, len(got) + 1 - len(_END))
            some = await self._reader.read(_AT_ONCE)
            if not some:
                raise ConnectionResetError("the line ended in the middle of a mail")
            got += some
        if rest := bytes(got[end + len(_END) :]):
            self._reader.feed_data(rest)  # the commands after it
        if refused or end > most:
            return refused or _TOO_LONG
        return bytes(got[: end + 2]).replace(b"\r\n.", b"\r\n")[2:]

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        found = _PLAIN.match(arg or "")
        if found is None:
            return super()._getaddr(arg)
        return found[1], arg[found.end() :]


class MailController(UnthreadedController):
    """Serves ``MailProtocol``."""

    def __init__(self, handler: Any, *, data_size_limit: int, **named: Any) -> None:
        self._room = Room(_MAILS_AT_ONCE * data_size_limit or math.inf)
        super().__init__(handler, data_size_limit=data_size_limit, **named)

    def factory(self) -> MailProtocol:
        return MailProtocol(self.handler, room=self._room, **self.SMTP_kwargs)
