"""Opening the database that the settings name."""

from __future__ import annotations

from typing import Any

import pymongo
from pymongo.database import Database as _Database
from pymongo.errors import AutoReconnect, PyMongoError

from config import Settings
from store import mongod
from store.errors import ServerAway
from store.indexes import declare

Document = dict[str, Any]
Database = _Database[Document]


def connect(settings: Settings, *, patience: float = 5.0) -> Database:
    """Open the database; start the embedded server when no ``MONGODB_URI`` is set.

    Parameters
    ----------
    settings
        Of these: mongodb_uri, mongodb_database, data_dir.
    patience
        Seconds to wait for a server that does not answer.

    Raises
    ------
    ServerAway
        When the server that `settings` names does not answer.
    MongodMissing, MongodFailed
        When the embedded server cannot be started.
    """
    uri = settings.mongodb_uri or mongod.start(settings.data_dir)[0].uri
    try:
        client: pymongo.MongoClient[Document] = pymongo.MongoClient(
            uri,
            serverSelectionTimeoutMS=int(1000 * patience),
            w="majority",
            journal=True,
            tz_aware=True,
            appname="animematcher",
        )
    except PyMongoError as error:
        raise _away(uri, error) from error
    try:
        client.admin.command("ping")
    except PyMongoError as error:
        client.close()
        raise _away(uri, error) from error
    db = client[settings.mongodb_database]
    declare(db)
    return db


def is_away(error: BaseException) -> bool:
    """Whether `error` says that the server is gone, so that trying again later may help."""
    return isinstance(error, AutoReconnect)


def _away(uri: str, error: PyMongoError) -> ServerAway:
    return ServerAway(
        f"MongoDB at {_without_password(uri)} does not answer: {_first_words(error)}. "
        "Start it, or set MONGODB_URI to one that runs, or leave it unset for the embedded one"
    )


def _without_password(uri: str) -> str:
    scheme, _, rest = uri.rpartition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def _first_words(error: Exception) -> str:
    return str(error).split(", Timeout:")[0].split(" (configured")[0][:200]
