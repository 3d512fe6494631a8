"""The process that turns pictures into vectors, so that no web worker holds TensorFlow.

    python -m webapp.encoding FOLDER

`encoders` starts it. It ends by itself when nobody asks for a while, or when the folder is gone.
"""

from __future__ import annotations

import contextlib
import io
import logging
import socket
import sys
import time
from multiprocessing.connection import Listener
from pathlib import Path

import numpy as np

import config
import store
from vision import query
from vision.errors import ImageError, VisionError
from webapp.encoders import BAD_PICTURE, KEY, OK, SOCKET, TOO_LARGE, UNREADY
from webapp.serving.journal import write_json_lines

log = logging.getLogger(__name__)

IDLE_SECONDS = 600.0
LOOK_SECONDS = 5.0


class Served:
    """What the process itself does: answer pictures with vectors of the current set."""

    def __init__(self, settings: config.Settings) -> None:
        self._settings = settings
        self._db: store.Database | None = None
        self._open: tuple[str, query.PictureQuery] | None = None

    def open(self) -> None:
        """Load the encoder, if there is a set; if not, the pictures are told why."""
        with contextlib.suppress(VisionError, store.StoreError):
            self._encoder()

    def answer(self, image: bytes) -> bytes:
        """Return the bytes that `_read` understands; whatever happens, an answer."""
        try:
            set_id, encoder = self._encoder()
            packed = io.BytesIO()
            np.save(packed, encoder.vectors(image), allow_pickle=False)
            name = set_id.encode()
            return OK + len(name).to_bytes(2, "big") + name + packed.getvalue()
        except ImageError as error:
            return (TOO_LARGE if "too many" in error.reason else BAD_PICTURE) + str(error).encode()
        except (VisionError, store.StoreError) as error:
            return UNREADY + str(error).encode()
        except Exception:
            log.exception("a picture was not encoded")
            return UNREADY + b"This picture could not be read."

    def _encoder(self) -> tuple[str, query.PictureQuery]:
        """The encoder of the current set, opened anew when the set is."""
        if self._db is None:
            self._db = store.connect(self._settings)
        info = store.vectors.current_sets(self._db).get("look")
        if info is None:
            raise store.StoreError("there are no pictures' vectors yet: run python -m vision")
        if self._open is None or self._open[0] != info.set_id:
            arrays, facts = store.vectors.load_model(self._db, info)
            made = query.open_encoder(facts, arrays, i2v_model=self._settings.i2v_model)
            self._open = (info.set_id, made)
        return self._open


def serve(folder: Path, settings: config.Settings) -> None:
    """Answer one picture after the other, until nobody asks for a while or the folder is gone."""
    served = Served(settings)
    # The wait for the first picture is the starter's, not the picture's own.
    served.open()
    place = folder / SOCKET
    # Closing removes the socket, which may be gone with its folder.
    with (
        contextlib.suppress(FileNotFoundError),
        Listener(str(place), "AF_UNIX", authkey=(folder / KEY).read_bytes()) as listener,
    ):
        # The listener has no time limit of its own, and its socket no other door.
        door: socket.socket = listener._listener._socket  # type: ignore[attr-defined]
        door.settimeout(LOOK_SECONDS)
        asked = time.monotonic()
        while place.exists() and time.monotonic() - asked < IDLE_SECONDS:
            try:
                with listener.accept() as connection:
                    connection.send_bytes(served.answer(connection.recv_bytes(query.MAX_BYTES)))
                asked = time.monotonic()
            except TimeoutError:
                continue
            except (OSError, EOFError, ValueError) as error:
                log.warning("a question was not answered: %r", error)


if __name__ == "__main__":
    write_json_lines("warning")
    serve(Path(sys.argv[1]), config.load())
