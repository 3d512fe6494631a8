"""Which code ran."""

from __future__ import annotations

import subprocess
import tomllib
from functools import cache
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]


@cache
def code_version() -> str:
    """Return the commit, with ``+changes`` when files differ from it; else the project's version.

    A checkout has a commit; an image or a copy has only the version in ``pyproject.toml``.
    """
    commit = _git("rev-parse", "HEAD")
    if commit:
        return commit[:12] + ("+changes" if _git("status", "--porcelain") else "")
    project = HOME / "pyproject.toml"
    if not project.is_file():
        return "unknown"
    return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])


def _git(*words: str) -> str:
    if not (HOME / ".git").exists():
        return ""
    try:
        told = subprocess.run(
            ["git", "-C", str(HOME), *words], capture_output=True, text=True, check=False
        )
    except OSError:  # no git on this machine
        return ""
    return told.stdout.strip() if told.returncode == 0 else ""
