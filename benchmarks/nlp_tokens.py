"""Tokens per second on the stored synopses, against the way of an earlier system.

    python benchmarks/nlp_tokens.py [N_TEXTS]

The earlier way (read in its notebook, written anew here): regular expressions and the stop word
list made for each text, then NLTK's word_tokenize, WordNet lemma and Snowball stem for each word.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Sequence

from nltk.corpus import stopwords
from nltk.stem import SnowballStemmer, WordNetLemmatizer
from nltk.tokenize import word_tokenize

import config
import store
from nlp.corpus import Reader


def earlier(texts: Sequence[str]) -> int:
    """Count the stems that the earlier way makes of `texts`."""
    stemmer, lemmatizer, total = SnowballStemmer("english"), WordNetLemmatizer(), 0
    for text in texts:
        pieces = re.split(r"[.!(]", text)
        plain = re.sub(r"[^a-zA-Z0-9 ]", "", " ".join(pieces)).lower()
        stops = stopwords.words("english")
        words = [lemmatizer.lemmatize(word) for word in word_tokenize(plain)]
        total += len([stemmer.stem(word) for word in words if word not in stops])
    return total


def timed(work: Callable[[Sequence[str]], object], texts: Sequence[str]) -> float:
    """Return processor seconds."""
    start = time.process_time()
    work(texts)
    return time.process_time() - start


def main() -> None:
    """Print words per second of both."""
    settings = config.load()
    _, texts = store.anime.stories(store.connect(settings))
    texts = texts[: int(sys.argv[1])] if len(sys.argv) > 1 else texts
    n_words = sum(len(text.split()) for text in texts)
    reader = Reader(settings.data_dir)
    reader.tokenizer.stem("wolves")  # WordNet is loaded before either is timed
    rates = {
        "the earlier way": n_words / timed(earlier, texts),
        "here, tokens and stems": n_words
        / timed(
            lambda texts: [
                [reader.tokenizer.stem(word.lower()) for word, _ in reader.tokenizer.tokens(text)]
                for text in texts
            ],
            texts,
        ),
    }
    rates["here, with cleaning and names"] = n_words / timed(
        Reader(settings.data_dir).corpus, texts
    )
    print(f"{len(texts)} synopses, {n_words} words")
    for name, rate in rates.items():
        print(f"{name:<30} {rate:>10,.0f} words/s  {rate / rates['the earlier way']:.1f}x")


if __name__ == "__main__":
    main()
