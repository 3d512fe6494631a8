"""A Scrapy spider that fetches pages and does nothing with them: the yardstick.

python benchmarks/crawl_nothing.py http://127.0.0.1:8123 3000
"""

import logging
import sys
import time

import scrapy
from scrapy.crawler import CrawlerProcess


class NothingSpider(scrapy.Spider):
    """Asks for pages."""

    name = "nothing"

    async def start(self):
        """Ask for each title."""
        for number in range(self.n_titles):
            yield scrapy.Request(f"{self.address}/anime/{9_000_001 + number}")

    def parse(self, response):
        """Do nothing."""


def main():
    address, n_titles = sys.argv[1], int(sys.argv[2])
    logging.getLogger("scrapy").setLevel(logging.WARNING)
    settings = {
        "CONCURRENT_REQUESTS": 16,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
        "DOWNLOAD_DELAY": 0,
        "ROBOTSTXT_OBEY": True,
        "COOKIES_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_LEVEL": "WARNING",
    }
    process = CrawlerProcess(settings)
    process.crawl(NothingSpider, address=address, n_titles=n_titles)
    started = time.monotonic()
    process.start()
    print(f"Crawl finished: {n_titles} pages in {time.monotonic() - started:.1f} s")


if __name__ == "__main__":
    main()
