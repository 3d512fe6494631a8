"""Packages of npm, fetched by npm itself: it knows where its user's packages come from."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from vision.errors import FetchError

SECONDS = 300


def pack(package: str, target: Path) -> None:
    """Bring the packed files of a package to a path, without installing it.

    Parameters
    ----------
    package
        ``NAME@VERSION``.
    target
        Where the .tgz goes; what stands there is replaced.

    Raises
    ------
    FetchError
        When there is no npm, or it brings nothing.
    """
    npm = shutil.which("npm")
    remedy = f"run `npm pack {package}` where there is one, and name the file in the settings"
    if npm is None:
        raise FetchError(f"{package} comes by npm, which is not on PATH: {remedy}")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        command = [npm, "pack", package, "--silent", "--ignore-scripts"]
        try:
            done = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            raise FetchError(f"npm brought no {package} in {SECONDS} seconds: {remedy}") from None
        packed = sorted(Path(folder).glob("*.tgz"))
        if done.returncode or len(packed) != 1:
            said = (done.stderr.strip() or done.stdout.strip()).splitlines()[:1]
            raise FetchError(f"npm brought no {package} ({''.join(said) or 'no word'}): {remedy}")
        packed[0].replace(target)
