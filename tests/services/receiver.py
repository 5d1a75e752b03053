"""A receiver of webhooks on this machine: a real HTTP server that answers as it is told."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple


class Taken(NamedTuple):
    path: str
    headers: dict[str, str]
    body: bytes


class Receiver:
    """What came, and how it is answered: status, headers, and seconds before a word."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.status = 200
        self.headers: dict[str, str] = {}
        self.body = b"thanks"
        self.seconds = 0.0
        self.drips = False
        self.address = ""


@contextmanager
def receiving(certificate: tuple[Path, Path] | None = None) -> Iterator[Receiver]:
    """A receiver at ``address``, by https where there is a certificate with its key."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.taken.append(Taken(self.path, headers, body))
            time.sleep(receiver.seconds)
            if receiver.drips:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nx-drip: ")
                for _ in range(50):
                    self.wfile.write(b"a")
                    self.wfile.flush()
                    time.sleep(0.05)
                return
            self.send_response(receiver.status)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(receiver.body)))
            self.end_headers()
            self.wfile.write(receiver.body)

        def log_message(self, *_: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass  # the one who asked may hang up

    server = Quiet(("127.0.0.1", 0), Handler)
    scheme = "http"
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    receiver.address = f"{scheme}://127.0.0.1:{server.server_address[1]}/alerts?from=desk"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
