"""A title's page of any age, made of the lines that a test names."""

from __future__ import annotations

import pytest

from crawler.pages import AnimePage

URL = "https://myanimelist.net/anime/70001"
HEADS = {
    2013: '<h1><div style="float: right;">Ranked #370</div>Kelp Deacon</h1>',
    2018: '<h1 class="h1"><span itemprop="name">Kelp Deacon</span></h1>',
    2025: '<h1 class="title-name h1_bold_none"><strong>Kelp Deacon</strong></h1>',
}
# Label and value as the site wraps them: 2013 and 2018 in a plain <div>, later in a padded one.
LINES = {
    2013: '<div class="spaceit"><span class="dark_text">{label}:</span> {value}</div>',
    2018: '<div>\n  <span class="dark_text">{label}:</span>\n  {value}\n  </div>',
    2025: '<div class="spaceit_pad">\n <span class="dark_text">{label}:</span>\n {value}\n </div>',
}


@pytest.fixture
def read():
    """Return the document of a page with (label, value) lines and a main column."""

    def read(*lines: tuple[str, str], age: int = 2025, main: str = "") -> dict:
        told = "".join(LINES[age].format(label=label, value=value) for label, value in lines)
        column = told or LINES[age].format(label="Type", value="TV")
        table = f"<table><tr><td>{column}</td><td>{main}</td></table>"
        return AnimePage(f"<html><body>{HEADS[age]}{table}</html>", URL).document()

    return read
