"""A Redis of the tests' own, and workers that meet there."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis

ROOT = Path(__file__).parents[3]


class RedisServer:
    """A redis-server that a test stops and starts again, with or without what it held."""

    def __init__(self, folder) -> None:
        self.program = shutil.which("redis-server")
        if not self.program:
            pytest.skip("NOT CHECKED that workers share a crawl: apt-get install redis-server")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder = folder
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        command = [self.program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        command += ["--appendonly", "yes", "--dir", str(self.folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        client = redis.Redis.from_url(self.url)
        for _ in range(100):
            try:
                client.ping()
                break
            except redis.ConnectionError:
                time.sleep(0.05)
        client.close()

    def stop(self, *, forgets: bool = False) -> None:
        self.process.terminate()
        self.process.wait()
        if forgets:
            shutil.rmtree(self.folder / "appendonlydir")


@pytest.fixture
def redis_server(tmp_path):
    """A server of one test."""
    server = RedisServer(tmp_path)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory):
    """Return the address of a fresh redis-server; skip, and say so, where there is none."""
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    yield server.url
    server.stop()


@pytest.fixture
def start(real_settings, redis_url):
    """Start a worker; it shares its crawl with the others of the test."""
    started = []

    def start(site, *arguments: str) -> subprocess.Popen[str]:
        given = {
            **os.environ,
            "MONGODB_URI": "",
            "MONGODB_DATABASE": real_settings.mongodb_database,
            "DATA_DIR": str(real_settings.data_dir),
            "MAL_BASE_URL": site.base_url,
            "CRAWL_QUEUE": redis_url,
        }
        command = [sys.executable, "-m", "scrapy", "crawl", "mal", *arguments]
        pipe = subprocess.PIPE
        started.append(
            subprocess.Popen(command, cwd=ROOT, env=given, stderr=pipe, stdout=pipe, text=True)
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()
