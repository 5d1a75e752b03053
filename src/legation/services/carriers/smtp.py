"""Carrying by SMTP: one connection for many mails, encrypted and with the server's certificate checked.

The server's word decides: 2xx, it has the mail for good; 4xx or a broken line, try again; 5xx, it never will take it.
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from pathlib import Path

from legation.core.errors import ArchiveError
from legation.services.drafts.correspondents import Server
from legation.services.drafts.transmitting import CarryError
from legation.storage.outgoing import Outgoing

_TIMEOUT_SECONDS = 60.0


class SmtpCarrier:
    """Sends to one server. name: by which this host is known, else that of the machine."""

    def __init__(self, server: Server, *, name: str | None = None, timeout: float = _TIMEOUT_SECONDS) -> None:
        self._server = server
        self._name = name
        self._timeout = timeout
        self._password: str | None = None
        if server.password_file is not None:
            try:
                self._password = Path(server.password_file).read_text(encoding="utf-8").strip()
            except OSError as fault:
                raise ArchiveError(
                    f"{server.password_file} cannot be read ({fault.strerror})", "check the path and who may read it"
                ) from fault
            if server.security == "none":
                raise ArchiveError("a password would go over the line as it is", "set security to starttls or tls")
        self._line: smtplib.SMTP | None = None

    def carry(self, outgoing: Outgoing) -> None:
        sender = _sender(outgoing.data)
        line = self._line or self._connected()
        try:
            refused = line.sendmail(sender, list(outgoing.to), outgoing.data)
        except smtplib.SMTPRecipientsRefused as fault:
            raise _of_recipients(fault.recipients) from fault
        except smtplib.SMTPResponseException as fault:
            self.close()
            raise CarryError(_said(fault), lasting=500 <= fault.smtp_code < 600) from fault
        except (OSError, smtplib.SMTPException) as fault:
            self.close()
            raise CarryError(_words(fault)) from fault
        if refused:
            raise _of_recipients(refused)

    def close(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with suppress(OSError, smtplib.SMTPException):
                line.quit()
            line.close()

    def _connected(self) -> smtplib.SMTP:
        """A line to the server. What fails here fails for every mail, so nothing is said against this one."""
        try:
            self._line = self._opened()
        except smtplib.SMTPResponseException as fault:
            raise CarryError(_said(fault), closed=True) from fault
        except (OSError, smtplib.SMTPException) as fault:
            raise CarryError(_words(fault), closed=True) from fault
        return self._line

    def _opened(self) -> smtplib.SMTP:
        server = self._server
        line: smtplib.SMTP
        context = None
        if server.security != "none":
            context = ssl.create_default_context()
            if server.ca_file is not None:
                context.load_verify_locations(server.ca_file)
        if server.security == "tls":
            line = smtplib.SMTP_SSL(
                server.host, server.port, local_hostname=self._name, timeout=self._timeout, context=context
            )
        else:
            line = smtplib.SMTP(server.host, server.port, local_hostname=self._name, timeout=self._timeout)
        try:
            line.ehlo_or_helo_if_needed()
            if server.security == "starttls":
                line.starttls(context=context)
                line.ehlo()
            if server.user is not None and self._password is not None:
                line.login(server.user, self._password)
        except BaseException:
            line.close()
            raise
        return line


def _sender(data: bytes) -> str:
    """The address of the mail's From field, which stands first."""
    line = data.partition(b"\r\n")[0].decode("ascii", "replace")
    return line.rpartition("<")[2].rstrip(">")


def _of_recipients(refused: dict[str, tuple[int, bytes]]) -> CarryError:
    """Addresses that may be reached later are tried again; where there are none, it has failed for good."""
    later = tuple(address for address, (code, _) in refused.items() if code < 500)
    left = later or tuple(refused)
    code, said = refused[left[0]]
    return CarryError(f"{code} {said.decode('ascii', 'replace')}"[:200], lasting=not later, left=left)


def _said(fault: smtplib.SMTPResponseException) -> str:
    said = fault.smtp_error.decode("ascii", "replace") if isinstance(fault.smtp_error, bytes) else ""
    return f"{fault.smtp_code} {said}".strip()[:200]


def _words(fault: BaseException) -> str:
    match fault:
        case ssl.SSLCertVerificationError():
            return f"the certificate of the mail server does not hold ({fault.verify_message})"
        case OSError() if fault.strerror:
            return f"the mail server cannot be reached ({fault.strerror})"
        case TimeoutError():
            return "the mail server does not answer"
        case _:
            return f"the line to the mail server broke ({type(fault).__name__})"
