import numpy as np
import orjson
import pytest

from webapp.question.query import LANGUAGES
from webapp.recommending import wording
from webapp.recommending.likeness import PLAIN_WORDS, listed
from webapp.recommending.reasons import contribution

NONE = wording.NONE
FIT = np.array([True, False])


def _reasons(snapshot, speaking, words=(), topic=NONE, labels=(), fit=FIT):
    """The places of one reason."""
    return wording.reasons(
        np.array([speaking]),
        np.array([wording.phrase_of("audience"), wording.phrase_of("look")]),
        np.array([[*words, *[NONE] * (3 - len(words))]], dtype=np.int32),
        np.array([topic]),
        np.array([[*labels, *[NONE] * (2 - len(labels))]], dtype=np.int32),
        fit,
        wording.book(snapshot).sections,
    )


def _told(snapshot, rows, scores, parts, reasons, n_told, language=LANGUAGES[0]):
    pairs = wording.Pairs(
        np.array(rows), np.array(scores, dtype=np.float32), np.array(parts), reasons
    )
    told = wording.told(wording.book(snapshot), pairs, np.array(n_told), language)
    return [orjson.loads(b"{%b}" % fields) for fields in told]


def _how(snapshot, reasons):
    return _told(snapshot, [0], [9], [1.0], reasons, [1])[0]["contributions"][0]["how"]


def test_plain_words_with_what_both_are(snapshot):
    labels = snapshot.telling_labels.words
    for n in range(3):
        expected = PLAIN_WORDS["look"] + (f"; both {listed(labels[:n])}" if n else "")
        assert _how(snapshot, _reasons(snapshot, [1, 0, 0, 0], labels=range(n))) == expected


@pytest.mark.parametrize("n", [1, 2, 3])
def test_words_that_both_tell_of(snapshot, n):
    words = snapshot.topics.keywords.words[:n]
    assert len(words) == n
    said = _how(snapshot, _reasons(snapshot, [0, 1, 0, 0], words=range(n)))
    assert said == f"Both tell of {listed(words)}"


def test_a_theme_unless_words_come_before_it(snapshot):
    theme = f"Shared theme: {snapshot.topics.labels[0]}"
    assert _how(snapshot, _reasons(snapshot, [0, 1, 0, 1], words=[0], topic=0)) == theme
    words = _how(snapshot, _reasons(snapshot, [0, 1, 1, 1], words=[0], topic=0))
    assert words.startswith("Both tell of ")


@pytest.mark.parametrize("topic", [NONE, 1, 7])
def test_a_topic_that_is_no_reason_leaves_plain_words(snapshot, topic):
    said = _how(snapshot, _reasons(snapshot, [0, 0, 0, 1], topic=topic))
    assert said == PLAIN_WORDS["audience"]


def test_every_card_has_its_sentences_and_contributions(snapshot):
    reasons = np.repeat(_reasons(snapshot, [0, 0, 0, 0]), 3, axis=0)
    scores, parts = [9, 7.25, 0], [1.0, 1.0, 0.314]
    found = _told(snapshot, [0, 1, 2], scores, parts, reasons, [1, 0, 2], "english")
    cards, how = snapshot.cards, PLAIN_WORDS["audience"]
    names = [card.named("english") for card in cards]
    assert [each["because"] for each in found] == [
        [f"Because you gave {names[0]} a 9 · liked by the same people"],
        [],
        [
            f"Because you gave {names[1]} a 7.25 · liked by the same people",
            f"Because you watched {names[2]} · liked by the same people",
        ],
    ]
    told = [one for each in found for one in each["contributions"]]
    assert told == [
        contribution(cards[row], scores[row], parts[row], how) for row in range(len(scores))
    ]


def test_scores_in_sentences():
    found = [wording.with_article(score) for score in (9, 8, 8.5, 7.25, 10)]
    assert found == ["a 9", "an 8", "an 8.5", "a 7.25", "a 10"]
