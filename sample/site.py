"""The sample site over HTTP: loop-back only, connections kept open, silent.

PortInUseError
    Another program listens on the port already.
"""

from __future__ import annotations

import errno
import signal
import socket
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import FrameType
from urllib.parse import parse_qsl, unquote, urlsplit

from sample import catalogue, members
from sample.routes import Site

HOST = "127.0.0.1"
DEFAULT_PORT = 8100
_IDLE_SECONDS = 60


class PortInUseError(OSError):
    """The port is taken; the message says what to do."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f"port {port} on {HOST} is in use by another program; stop that program, or choose "
            "another port with --port (0 picks a free one)"
        )


class Server(ThreadingHTTPServer):
    """Serves one `Site` on loop-back; a thread for each connection."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    # On Linux this admits a port whose last connections still linger, not one that is listened on.
    allow_reuse_address = True

    def __init__(self, site: Site, port: int) -> None:
        self.site = site
        try:
            super().__init__((HOST, port), _Handler)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortInUseError(port) from error
            raise

    @property
    def url(self) -> str:
        """Where the site is, with the port that was picked."""
        return f"http://{HOST}:{self.server_address[1]}"

    def handle_error(
        self,
        request: socket.socket | tuple[bytes, socket.socket],
        client_address: object,
    ) -> None:
        """Pass over connections that the other side dropped; report all else as usual."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Passes GET and HEAD to the site."""

    protocol_version = "HTTP/1.1"
    timeout = _IDLE_SECONDS
    # Head and body leave in one packet: else each answer waits for a delayed acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        """Answer with a body."""
        self._reply(with_body=True)

    def do_HEAD(self) -> None:
        """Answer without one."""
        self._reply(with_body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - name of the base
        """Stay silent: the crawler reports what it fetched."""

    def _reply(self, *, with_body: bool) -> None:
        parts = urlsplit(self.path)
        answer = self.server.site.answer(unquote(parts.path), dict(parse_qsl(parts.query)))
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(answer.body)


def build(seed: int = 1) -> Site:
    """Load the catalogue and draw its members."""
    titles = catalogue.load()
    return Site(titles, members.make(titles, seed))


def serve_until_stopped(server: Server, announce: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM, then close the port.

    `announce` is called once the site can both answer and be stopped.
    """

    def stop(signum: int, frame: FrameType | None) -> None:
        # shutdown() waits for the loop that this very thread runs.
        threading.Thread(target=server.shutdown).start()

    previous = {name: signal.signal(name, stop) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        announce()
        server.serve_forever(poll_interval=0.1)
    finally:
        server.server_close()
        for name, handler in previous.items():
            signal.signal(name, handler)
