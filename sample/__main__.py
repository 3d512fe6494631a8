"""Serve the sample site until stopped: `python -m sample [--port 8100]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from sample.catalogue import CatalogueError
from sample.site import DEFAULT_PORT, PortInUseError, Server, build, serve_until_stopped


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code (2: the port or the data cannot be used)."""
    parser = argparse.ArgumentParser(
        prog="python -m sample",
        description="Serves our own small catalogue as MyAnimeList would, on loop-back only.",
        epilog="Then, elsewhere: MAL_BASE_URL=http://127.0.0.1:8100 scrapy crawl mal",
    )
    parser.add_argument(
        "--port",
        type=_port,
        default=DEFAULT_PORT,
        help="port on 127.0.0.1; 0 picks a free one (default: %(default)s)",
    )
    options = parser.parse_args(arguments)
    try:
        server = Server(build(), options.port)
    except (PortInUseError, CatalogueError) as error:
        print(f"sample: {error}", file=sys.stderr)
        return 2
    serve_until_stopped(server, lambda: _announce(server))
    return 0


def _announce(server: Server) -> None:
    titles, members = len(server.site.catalogue.titles), len(server.site.members)
    print(f"sample: {titles} titles, {members} members at {server.url}", flush=True)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; give a number from 0 to 65535")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
