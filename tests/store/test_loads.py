from store import loads


def test_a_mark_is_kept_until_the_file_is_loaded(db):
    assert loads.mark(db, "a file") is None
    loads.keep(db, "a file", {"start": 4, "user": 7})
    loads.keep(db, "a file", {"start": 9, "user": 8})
    assert loads.mark(db, "a file") == {"start": 9, "user": 8}
    assert loads.mark(db, "another") is None
    loads.forget(db, "a file")
    assert loads.mark(db, "a file") is None
