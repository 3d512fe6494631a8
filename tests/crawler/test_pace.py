"""Polite to the real site, fast on this machine."""

from __future__ import annotations

from crawler.pace import pace, user_agent


def test_one_request_at_a_time_to_the_real_site():
    found = pace("https://myanimelist.net", 2.0)
    assert found["CONCURRENT_REQUESTS"] == found["CONCURRENT_REQUESTS_PER_DOMAIN"] == 1
    assert found["DOWNLOAD_DELAY"] == found["AUTOTHROTTLE_START_DELAY"] == 2.0
    assert found["AUTOTHROTTLE_ENABLED"] is True


def test_no_delay_on_this_machine():
    found = pace("http://127.0.0.1:8123", 2.0)
    assert (found["DOWNLOAD_DELAY"], found["CONCURRENT_REQUESTS"]) == (0, 16)


def test_the_agent_is_honest():
    assert user_agent("me@example.org") == "AnimeMatcher/0.1 (+me@example.org)"
    assert "CRAWL_CONTACT" in user_agent("")
