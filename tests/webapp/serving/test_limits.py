from __future__ import annotations

import dataclasses
import os

import pytest

from webapp import create_app
from webapp.errors import TooManyRequests
from webapp.serving.limits import RateLimit


def test_a_bucket_empties_and_refills():
    now = [0.0]
    limit = RateLimit(60, clock=lambda: now[0])
    for _ in range(60):
        limit.spend("a")
    with pytest.raises(TooManyRequests, match="60 requests"):
        limit.spend("a")
    limit.spend("b")
    now[0] = 1.0
    limit.spend("a")
    with pytest.raises(TooManyRequests):
        limit.spend("a")


def test_nought_is_no_limit():
    limit = RateLimit(0)
    for _ in range(1000):
        limit.spend("a")


def test_a_dear_request_counts_for_several():
    limit = RateLimit(10, clock=lambda: 0.0)
    limit.spend("a", cost=8)
    with pytest.raises(TooManyRequests):
        limit.spend("a", cost=8)
    limit.spend("a", cost=2)
    RateLimit(3, clock=lambda: 0.0).spend("a", cost=8)  # dearer than a minute: once a minute


def test_forked_workers_share_the_buckets():
    limit = RateLimit(1, clock=lambda: 0.0)
    child = os.fork()
    if child == 0:
        limit.spend("a")
        os._exit(0)
    os.waitpid(child, 0)
    with pytest.raises(TooManyRequests):
        limit.spend("a")


def test_too_many_requests_are_429_with_when_to_come_back(quiet, world):
    app = create_app(dataclasses.replace(quiet, api_requests_per_minute=2), world)
    client = app.test_client()
    statuses = [client.get("/api/v1/search?q=tea").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    answer = client.get("/api/v1/search?q=tea")
    assert answer.get_json()["error"]["code"] == "too_many_requests"
    assert answer.headers["Retry-After"]
    assert client.get("/healthz").status_code == 200
    assert client.get("/").status_code == 200
