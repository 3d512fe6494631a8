"""``scrapy crawl`` with checked arguments and an exit code that tells how the crawl ended."""

from __future__ import annotations

import argparse
import gc
import logging

from scrapy import Spider
from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError

from crawler.errors import ArgumentError

# Counts of what must not happen: the crawl ended, but not as it should.
BROKE_OFF = ("store/lost", "queue/lost", "blocked", "alarm", "listing/failed")
EXIT_CODES = {"finished": 0, "shutdown": 130}
# Scrapy's list of its own components, and its traceback where a line is told besides.
_CHATTER = {
    "scrapy.addons": logging.WARNING,
    "scrapy.core.engine": logging.WARNING,
    "scrapy.crawler": logging.WARNING,
    "scrapy.middleware": logging.WARNING,
    "scrapy.downloadermiddlewares.robotstxt": logging.CRITICAL,
}


class Command(ScrapyCrawl):
    """Scrapy's own command; a wrong argument is one line, and a crawl that broke off exits 1."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check the spider's arguments, crawl, and set the exit code."""
        assert self.crawler_process
        assert self.settings
        for name, level in _CHATTER.items():
            logging.getLogger(name).setLevel(level)
        loader = self.crawler_process.spider_loader
        try:
            if args and args[0] in loader.list():
                loader.load(args[0])(**opts.spargs)
            _check_queue(self.settings["CRAWL_QUEUE"])
        except ArgumentError as error:
            raise UsageError(str(error), print_help=False) from error
        # Few of the objects of an answer are part of a cycle: looked for less often, they cost a
        # tenth less.
        gc.set_threshold(20_000, 20, 20)
        super().run(args, opts)
        self.exitcode = self.exitcode or self._exit_code()

    def _create_crawler(self, spidercls: type[Spider] | str) -> Crawler:
        self._crawler = super()._create_crawler(spidercls)
        return self._crawler

    def _exit_code(self) -> int:
        stats = self._crawler.stats
        if any(stats.get_value(name) for name in BROKE_OFF):
            return 1
        return EXIT_CODES.get(str(stats.get_value("finish_reason")), 1)


def _check_queue(url: str) -> None:
    """Raise an error that names `url` when no Redis answers there."""
    if url:
        from crawler.shared.board import Board

        Board(url, "check").close()
