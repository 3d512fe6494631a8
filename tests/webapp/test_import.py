from __future__ import annotations

import subprocess
import sys

HEAVY = "tensorflow", "keras", "cv2", "nltk", "sklearn", "torch"


def test_the_site_imports_nothing_heavy():
    code = f"import sys, webapp; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_flask_finds_the_app():
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "webapp", "routes"],
        capture_output=True, text=True, check=False,
        env={"MONGODB_URI": "mongodb://127.0.0.1:9", "PATH": "/usr/bin"},
    )  # fmt: skip
    assert "/api/v1/recommendations" in done.stdout, done.stderr
