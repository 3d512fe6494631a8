import numpy as np

from webapp.catalogue.texts import in_json, texts_of, written

TEXTS = [b"lamp", b"", b"a quiet harbour", b"lamp", "提灯".encode()]


def test_texts_are_put_together_in_their_order():
    texts = texts_of(TEXTS)
    found = written(texts, np.array([2, 0, 1, 4, 3]), np.array([2, 2, 5]))
    assert found == [b"a quiet harbourlamp", b"", "提灯lamp".encode()]


def test_equal_texts_are_kept_once():
    assert len(texts_of(TEXTS).letters) == len(b"".join(set(TEXTS)))


def test_nothing_is_put_together_from_nothing():
    none = np.array([], dtype=np.int64)
    assert written(texts_of([]), none, none) == []
    assert written(texts_of(TEXTS), none, np.array([0])) == [b""]


def test_random_texts_against_plain_python(rng):
    given = [bytes(rng.integers(97, 123, size=n, dtype=np.uint8)) for n in rng.integers(0, 60, 50)]
    places, stops = rng.integers(0, 50, 300), np.sort(rng.integers(0, 300, 20))
    pieces = [given[place] for place in places.tolist()]
    expected = [b"".join(p) for p in np.split(np.array(pieces, dtype=object), stops)[:-1]]
    assert written(texts_of(given), places, stops) == expected


def test_a_text_in_json_has_its_escapes():
    assert in_json('She said "no"\n') == b'She said \\"no\\"\\n'
