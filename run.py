"""``make run``: from an empty folder to a served page, step by step.

Starts the embedded MongoDB and the sample site, crawls it, builds the vectors and serves the site
until Ctrl-C. Each step is the command that a person would run by hand; a step whose work is done
says so and ends at once. With MAL_BASE_URL set, that site is crawled and not the sample.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from types import FrameType
from typing import Any

import config
from store import StoreError, mongod

TITLES = 240
MEMBERS = 400
JOBS = {"nlp": "stories", "vision": "pictures", "cf": "audience", "maps": "places on a map"}
STEPS = 3 + len(JOBS)
SERVE_SECONDS = 60.0
END_SECONDS = 15.0


class Terminated(KeyboardInterrupt):
    """Asked to end by a signal that the processes below did not get."""


class StepFailed(Exception):
    """A step without which the rest makes no sense did not succeed."""


def main() -> int:
    """Run all steps and return the exit code."""
    signal.signal(signal.SIGTERM, _interrupt)
    # Started in the background of a script it is ignored, and only the processes below would stop.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        settings = config.load()
        _refuse_taken_port(settings.port)
        with _database(settings) as environment:
            _crawl(environment)
            _build(environment)
            _serve(settings.port, environment)
    except (config.ConfigError, StoreError, StepFailed) as error:
        print(f"run: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. What was stored stays; make run goes on from there.")
    return 0


def _say(step: int, words: str) -> None:
    print(f"[{step}/{STEPS}] {words}", flush=True)


@contextlib.contextmanager
def _database(settings: config.Settings) -> Iterator[dict[str, str]]:
    """Have a MongoDB; stop it at the end if it was started here and nobody else needs it."""
    if settings.mongodb_uri:
        _say(1, "MongoDB: the server that MONGODB_URI names")
        yield dict(os.environ)
        return
    server, started = mongod.start(settings.data_dir)
    _say(1, f"MongoDB: {'started' if started else 'runs already'} on port {server.port}")
    try:
        yield dict(os.environ)
    finally:
        if started:
            mongod.stop(settings.data_dir)


def _crawl(environment: Mapping[str, str]) -> None:
    """Crawl the sample site, or the one that MAL_BASE_URL names."""
    command = ["-m", "scrapy", "crawl", "mal", "-a", f"limit={TITLES}", "-a", f"users={MEMBERS}"]
    if address := environment.get("MAL_BASE_URL"):
        _say(2, f"crawl: {address} (MAL_BASE_URL), {TITLES} titles, {MEMBERS} members")
        finished = _run(command, environment)
    else:
        with _sample_site(environment) as address:
            _say(2, f"crawl: the sample site on {address}")
            # On loop-back a second page of each title costs nobody anything.
            command += ["-a", "with=stats"]
            finished = _run(command, {**environment, "MAL_BASE_URL": address})
    if not finished:
        print("run: the crawl did not finish; going on with what is stored", file=sys.stderr)


@contextlib.contextmanager
def _sample_site(environment: Mapping[str, str]) -> Iterator[str]:
    """Serve the sample on a free port of loop-back; yields its address."""
    # In a session of its own: on Ctrl-C the crawl ends first, and the site it reads after it.
    apart = {"stdout": subprocess.PIPE, "start_new_session": True}
    with _process(["-m", "sample", "--port", "0"], environment, **apart) as site:
        line = site.stdout.readline() if site.stdout else ""
        address = next((word for word in line.split() if word.startswith("http://")), None)
        if address is None:
            raise StepFailed(f"the sample site did not start; it said {line!r}")
        yield address.rstrip("/.,")


def _build(environment: Mapping[str, str]) -> None:
    """Run the jobs; one that fails leaves the others and the site as good as they can be."""
    for step, (job, subject) in enumerate(JOBS.items(), start=3):
        _say(step, f"vectors: {subject} (python -m {job})")
        if not _run(["-m", job], environment):
            print(f"run: python -m {job} failed; the site goes without it", file=sys.stderr)


def _serve(port: int, environment: Mapping[str, str]) -> None:
    """Serve the site until it ends or Ctrl-C."""
    command = [
        "-m", "gunicorn", "webapp:create_app()", "--bind", f"127.0.0.1:{port}",
        "--threads", "8", "--log-level", "warning",
    ]  # fmt: skip
    with _process(command, environment) as server:
        _wait_until_it_answers(port, server)
        _say(STEPS, f"AnimeMatcher is at http://127.0.0.1:{port} (Ctrl-C stops it)")
        if server.wait():
            raise StepFailed(f"the site ended with exit code {server.returncode}")


def _wait_until_it_answers(port: int, server: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + SERVE_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
            return
        except urllib.error.HTTPError:  # it answers; the page says what it lacks
            return
        except OSError:
            time.sleep(0.1)
    raise StepFailed(f"the site did not answer on port {port} within {SERVE_SECONDS:.0f} s")


def _run(command: list[str], environment: Mapping[str, str]) -> bool:
    """Run one step to its end; whether it succeeded."""
    with _process(command, environment) as process:
        return process.wait() == 0


@contextlib.contextmanager
def _process(
    command: list[str], environment: Mapping[str, str], **how: Any
) -> Iterator[subprocess.Popen[str]]:
    """Run Python with `command`; whatever happens, the process has ended when the block has."""
    process = subprocess.Popen([sys.executable, *command], env=environment, text=True, **how)
    try:
        yield process
    except KeyboardInterrupt as interrupt:
        # Ctrl-C has reached it too: a second signal would cut short how it ends itself.
        if not isinstance(interrupt, Terminated) and not how.get("start_new_session"):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(END_SECONDS)
        raise
    finally:
        _end(process)
        if process.stdout:
            process.stdout.close()


def _end(process: subprocess.Popen[str]) -> None:
    """Ask a process to end; insist when it does not."""
    for ask, patience in ((process.terminate, END_SECONDS), (process.kill, END_SECONDS)):
        if process.poll() is not None:
            return
        ask()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise StepFailed(
                f"port {port} of 127.0.0.1 is in use ({error.strerror}): stop what runs there, or "
                f"choose another one: PORT={port + 1} make run"
            ) from error


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise Terminated


if __name__ == "__main__":
    sys.exit(main())
