from store import WriteCounts, anime, writes


class Late:
    """A database in which somebody stores a document after it was looked for."""

    def __init__(self, db, document):
        self.db = db
        self.document = document

    def __getitem__(self, name):
        self.collection = self.db[name]
        return self

    def find(self, *arguments):
        rows = list(self.collection.find(*arguments))
        if self.document:
            self.collection.insert_one(self.document)
            self.document = None
        return rows

    def bulk_write(self, operations, *, ordered):
        return self.collection.bulk_write(operations, ordered=ordered)


def test_a_document_that_came_in_between_is_updated(db):
    late = Late(db, {"_id": 1, "title": "Old", "rank": 4})
    documents = [{"_id": 1, "title": "Kelp Deacon"}, {"_id": 2, "title": "Moth Harbour"}]
    assert writes.upsert(late, "anime", documents) == WriteCounts(2, 0, 0)
    found = anime.find_many(db, [1, 2], ["title", "rank"])
    assert found[1] == {"_id": 1, "title": "Kelp Deacon", "rank": 4}
    assert found[2] == {"_id": 2, "title": "Moth Harbour"}
