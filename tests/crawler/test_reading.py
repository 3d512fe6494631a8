"""Functions called in a process of their own."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from crawler.errors import CutPageError, FieldError
from crawler.pages.anime import read_title
from crawler.reading import Reading

URL = "https://myanimelist.net/anime/70001"


@pytest.fixture
def run():
    """Run a coroutine function with a reading process; it is ended whatever happens."""

    def run(use):
        async def with_reading():
            reading = Reading(is_apart=True)
            try:
                return await use(reading)
            finally:
                await reading.close()

        return asyncio.run(with_reading())

    return run


def test_pages_read_apart_are_those_read_here(run, page_text):
    text = page_text("tv_2025").encode()

    async def use(reading):
        pid = await reading.call(os.getpid)
        return pid, await asyncio.gather(*(reading.call(read_title, text, URL) for _ in range(5)))

    pid, found = run(use)
    assert pid != os.getpid()
    assert found == [read_title(text, URL)] * 5


def test_errors_come_back_as_they_were(run, page_text, cut_page):
    texts = [cut_page, page_text("tv_2025").replace("h1", "h4"), page_text("tv_2025")]

    async def use(reading):
        calls = (reading.call(read_title, text, URL) for text in texts)
        return await asyncio.gather(*calls, return_exceptions=True)

    cut, nameless, whole = run(use)
    assert isinstance(cut, CutPageError)
    assert (nameless.field, nameless.url, type(nameless)) == ("title", URL, FieldError)
    assert str(nameless).startswith(f"{URL}: field 'title'")
    assert whole[0]["title"]


def test_a_process_that_dies_is_told_and_pages_are_read_here(run, caplog, page_text):
    text = page_text("tv_2025")

    async def use(reading):
        os.kill(await reading.call(os.getpid), signal.SIGKILL)
        found = await asyncio.gather(*(reading.call(read_title, text, URL) for _ in range(3)))
        return found, await reading.call(os.getpid)

    found, pid = run(use)
    assert found == [read_title(text, URL)] * 3
    assert pid == os.getpid()
    assert caplog.text.count("pages are read here") == 1


def test_until_the_process_answers_pages_are_read_here(run):
    async def use(reading):
        await reading.begin(read_title.__module__)
        first = await reading.call(os.getpid)
        while (pid := await reading.call(os.getpid)) == os.getpid():
            await asyncio.sleep(0.01)
        return first, pid

    first, pid = run(use)
    assert first == os.getpid() != pid


def test_a_process_that_is_not_needed_ends_before_it_answers(run):
    assert run(lambda reading: reading.begin(read_title.__module__)) is None


def test_without_a_process_functions_are_called_here():
    reading = Reading(is_apart=False)
    assert asyncio.run(reading.call(os.getpid)) == os.getpid()
