"""TensorFlow, imported late and without its start-up notes.

The import takes seconds and writes lines about CPU features and CUDA to standard error that no
setting silences. Jobs call `load_tensorflow` right before they need it; the site and the crawler
never do.
"""

from __future__ import annotations

import os
import sys
import tempfile


def load_tensorflow() -> None:
    """Import TensorFlow; afterwards ``import tensorflow`` is instant and silent.

    Raises
    ------
    ImportError
        As the import does; what it had written is shown then.
    """
    if "tensorflow" in sys.modules:
        return
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    sys.stderr.flush()
    terminal = os.dup(2)
    with tempfile.TemporaryFile() as notes:
        os.dup2(notes.fileno(), 2)
        try:
            import tensorflow  # noqa: F401  (the import is the work)
        except BaseException:
            notes.seek(0)
            os.write(terminal, notes.read())
            raise
        finally:
            os.dup2(terminal, 2)
            os.close(terminal)
