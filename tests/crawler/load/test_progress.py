import sys

from crawler.load import progress
from crawler.load.progress import Progress


def test_plain_lines_where_there_is_no_terminal(capsys, monkeypatch):
    monkeypatch.setattr(progress, "PLAIN_SECONDS", 0.0)
    with Progress("animelist.csv: loaded", 200) as shown:
        shown.tell(50)
    assert capsys.readouterr().err == "animelist.csv: loaded 25 %\n"


def test_a_bar_on_a_terminal(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with Progress("animelist.csv", 200) as shown:
        shown.tell(200)
    assert "animelist.csv" in capsys.readouterr().err
