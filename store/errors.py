"""What can go wrong at the door to MongoDB.

StoreError
├── MongodMissing     no server was named and no mongod was found on this machine
├── MongodFailed      the embedded mongod was found but would not start or stop
├── ServerAway        a server was named (or ran) and does not answer
├── BadDocument       a document lacks its id or holds what MongoDB refuses
├── DumpError         a dump cannot be written or read
└── MisalignedRows    ids and rows of a matrix do not belong together
"""

from __future__ import annotations


class StoreError(Exception):
    """Any failure of the store; its text names the value, the rule and the remedy."""


class MongodMissing(StoreError):
    """No server was named and this machine has no mongod."""


class MongodFailed(StoreError):
    """The embedded mongod would not start or stop."""


class ServerAway(StoreError):
    """The MongoDB server does not answer."""


class BadDocument(StoreError, ValueError):
    """A document cannot be stored as it is."""


class DumpError(StoreError):
    """A dump cannot be written or read."""


class MisalignedRows(StoreError, ValueError):
    """Ids and the rows they should name differ in number, or ids repeat."""
