"""The only door to MongoDB: documents, posters, vector sets, and the embedded server.

``connect`` opens the database; each collection has a module of functions that take it first::

    db = store.connect(config.load())
    ids, texts = store.anime.stories(db)
"""

from store import (
    anime,
    crawl_log,
    list_bytes,
    loads,
    models,
    posters,
    reviews,
    runs,
    users,
    vectors,
)
from store.connection import Database, connect, is_away
from store.documents import AnimeDocument, ReviewDocument, UserDocument
from store.errors import BadDocument, MisalignedRows, ServerAway, StoreError
from store.id_map import IdMap
from store.posters import Poster
from store.progress import progress
from store.users import Interactions
from store.vectors import SetInfo, VectorSet
from store.writes import WriteCounts

__all__ = [
    "AnimeDocument", "BadDocument", "Database", "IdMap", "Interactions", "MisalignedRows",
    "Poster", "ReviewDocument", "ServerAway", "SetInfo", "StoreError", "UserDocument",
    "VectorSet", "WriteCounts", "anime", "connect", "crawl_log", "is_away", "list_bytes",
    "loads", "models", "posters", "progress", "reviews", "runs", "users", "vectors",
]  # fmt: skip
