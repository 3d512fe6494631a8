"""How fast the crawler asks, and as whom."""

from __future__ import annotations

from typing import Any

from crawler.links import is_loopback

VERSION = "0.1"
LOOPBACK_REQUESTS = 16


def user_agent(contact: str) -> str:
    """Return an honest agent with an address to write to, if one is set."""
    return f"AnimeMatcher/{VERSION} (+{contact or 'no contact set; see CRAWL_CONTACT'})"


def desktop_agent(contact: str) -> str:
    """Return the same agent in the words of a desktop browser, for pages that came for phones."""
    return f"Mozilla/5.0 (X11; Linux x86_64) {user_agent(contact)}"


def pace(base_url: str, delay: float) -> dict[str, Any]:
    """Return Scrapy's settings of speed for a crawl of `base_url`.

    Parameters
    ----------
    base_url
        Where the site answers.
    delay
        Seconds between two requests; ignored on this machine, which nobody else is waiting for.
    """
    if is_loopback(base_url):
        return {
            "AUTOTHROTTLE_ENABLED": False,
            "DOWNLOAD_DELAY": 0,
            "CONCURRENT_REQUESTS": LOOPBACK_REQUESTS,
            "CONCURRENT_REQUESTS_PER_DOMAIN": LOOPBACK_REQUESTS,
            "CRAWL_BACKOFF": 0.2,
            "CRAWL_READS_APART": True,
        }
    return {
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": delay,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,
        "DOWNLOAD_DELAY": delay,
        "CONCURRENT_REQUESTS": 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "CRAWL_BACKOFF": 4.0,
        # One page in some seconds keeps no second process busy.
        "CRAWL_READS_APART": False,
    }
