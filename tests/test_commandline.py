"""How commands end."""

from __future__ import annotations

import subprocess
import sys

import pytest

import commandline
import config
import store


class Refused(Exception):
    """A room's own error."""


@pytest.mark.parametrize(
    "error", [Refused("no"), store.StoreError("no"), config.ConfigError("no")], ids=repr
)
def test_a_refusal_is_one_sentence(error, capsys):
    def work():
        raise error

    assert commandline.run("room", "all is", work, Refused) == 1
    assert capsys.readouterr().err == "room: no\n"


def test_ctrl_c_says_what_it_left(capsys):
    def work():
        raise KeyboardInterrupt

    assert commandline.run("room", "the set still is", work, Refused) == 130
    assert capsys.readouterr().err == "room: stopped; the set still is\n"


def test_other_errors_are_faults_and_stay_seen():
    def work():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        commandline.run("room", "all is", work, Refused)


def test_the_exit_code_is_the_works_own():
    assert commandline.run("room", "all is", lambda: 3, Refused) == 3


def test_a_reader_that_has_enough_is_no_fault():
    words = "import commandline\ncommandline.run('room', '', lambda: print('x' * 10**6) or 0)"
    with subprocess.Popen(
        [sys.executable, "-c", words], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
