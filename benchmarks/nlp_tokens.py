"""Tokens per second on the stored synopses, against the way of an earlier system.

    python benchmarks/nlp_tokens.py [N_TEXTS]

The earlier way (read in its notebook, written anew here): regular expressions and the stop word
list made for each text, then NLTK's word_tokenize, WordNet lemma and Snowball stem for each word.
Also printed: how much of its vocabulary is found here.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence

from nltk.corpus import stopwords
from nltk.stem import SnowballStemmer, WordNetLemmatizer
from nltk.tokenize import word_tokenize

import config
import store
from nlp.corpus import Reader


def earlier(texts: Sequence[str]) -> Counter[str]:
    """Count each stem that the earlier way makes of `texts`."""
    stemmer, lemmatizer = SnowballStemmer("english"), WordNetLemmatizer()
    total: Counter[str] = Counter()
    for text in texts:
        pieces = re.split(r"[.!(]", text)
        plain = re.sub(r"[^a-zA-Z0-9 ]", "", " ".join(pieces)).lower()
        stops = stopwords.words("english")
        words = [lemmatizer.lemmatize(word) for word in word_tokenize(plain)]
        total.update(stemmer.stem(word) for word in words if word not in stops)
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
    before, here = earlier(texts), _stems(reader, texts)
    known = sum(count for stem, count in before.items() if stem in here) / before.total()
    frequent = [stem for stem, count in before.items() if count >= 5]
    print(f"of the earlier way's stems {100 * known:.1f} % of all uses are stems here too,")
    share = sum(stem in here for stem in frequent) / len(frequent)
    print(f"and {100 * share:.1f} % of the {len(frequent)} that it counts five times or more; not:")
    absent = sorted((s for s in frequent if s not in here), key=lambda s: -before[s])
    print("  " + ", ".join(absent[:20]))


def _stems(reader: Reader, texts: Sequence[str]) -> set[str]:
    tokenizer = reader.tokenizer
    return {tokenizer.stem(word.lower()) for text in texts for word, _ in tokenizer.tokens(text)}


if __name__ == "__main__":
    main()
