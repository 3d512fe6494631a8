"""A Redis of the tests' own."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time

import pytest
import redis


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory):
    """Return the address of a fresh redis-server; skip, and say so, where there is none."""
    program = shutil.which("redis-server")
    if not program:
        pytest.skip("NOT CHECKED that workers share a crawl: apt-get install redis-server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("redis")
    command = [program, "--port", str(port), "--save", "", "--dir", str(folder)]
    server = subprocess.Popen([*command, "--bind", "127.0.0.1"], stdout=subprocess.DEVNULL)
    url = f"redis://127.0.0.1:{port}/0"
    client = redis.Redis.from_url(url)
    for _ in range(100):
        try:
            client.ping()
            break
        except redis.ConnectionError:
            time.sleep(0.05)
    client.close()
    yield url
    server.terminate()
    server.wait()
