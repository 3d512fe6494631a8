"""The stored synopses as lists of stems, and what became of each text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp import language, names
from nlp.cleaning import CleanText, Verdict, clean
from nlp.names import Capitals
from nlp.tokens import Tokenizer

SHORTEST_WORD = 3
# Words of the trade: they say what a title is made as, not what it tells.
_TRADE = """
anime animation animate manga episode episodic series season special bonus dvd bd blu ray ova ona tv
television volume vol release broadcast air adaptation adapt original base version film movie short
sequel prequel spin spinoff director direct studio produce production feature clip video commercial
promotional picture drama cd disc bundle include limited edition chapter story plot synopsis tell
follow set part arc main character cast title second third adventure scene
recap summary footage trailer pilot unaired extra theatrical cinema festival award collaboration
center focus depict revolve novel visual anniversary theater theatre screen project celebrate
theme opening ending track album single retelling remake compilation prologue epilogue preview
minute commemorate annual official website channel magazine post parody chibi mini segment contain
introduce explain announce stream half rerun franchise trilogy remain continue conclude final
"""
# Words of telling: any story has them.
_TELLING = """
one two three four five six day year time thing way place person people man woman boy girl
life live find get make take become come go see know want begin start try turn bring help give meet
use need seem look keep leave happen however also even new old first last many much still yet soon
end able back around along may might would could must ever never always now name call around another
without although despite upon within among thus later decide appear along later good big little
great long high group different various several together everyone someone something everything
nothing away let put also though suddenly even work world young run stop feel like such half
fourth fifth sixth seventh eighth ninth tenth seven eight nine ten hundred thousand previous
daily quickly cannot soon due prior whenever maybe probably inside outside completely finally truly
real true best well just really thing less more next number kind sort full whole entire
eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty
fifty age colour color black white red blue green grey gray pink yellow size small tiny huge
enormous
every somebody anybody nobody anything stay haired longer join move say talk ask hide pass walk hear
wait stand sit reach carry hold instead behind hand eye face head side touch grow wear okay nearly
"""
# Japanese particles and forms of address, and ends of ordinal numbers, that romanised text leaves.
_ROMAJI = "chan kun san sama sensei senpai ga ni no na wo de to wa yo ne desu kara feat th nd rd st"


@dataclass(frozen=True)
class Corpus:
    """Texts as stems, row by row.

    Attributes
    ----------
    texts
        The cleaned texts, in the order they came; empty where there was no story.
    documents
        Stems of each text without names, stop words and words of the trade.
    counts
        How many texts got which verdict.
    """

    texts: Sequence[str]
    documents: Sequence[Sequence[str]]
    capitals: Capitals
    words: Mapping[str, str]
    counts: Mapping[str, int]


class Reader:
    """Turns synopses into stems.

    Parameters
    ----------
    data_dir
        Where NLTK data that packages carry is copied to.
    """

    def __init__(self, data_dir: Path) -> None:
        self.tokenizer = Tokenizer(data_dir)
        small = language.small_words(self.tokenizer.used["stop words"], self.tokenizer.stop_words)
        self._language = language.LanguageGuess(small)

    def clean(self, raw: str) -> CleanText:
        """Clean one text; one that is not in English loses its text and keeps its verdict."""
        cleaned = clean(raw)
        if self._language.is_english(cleaned.text):
            return cleaned
        return CleanText("", Verdict.FOREIGN)

    def corpus(self, raw_texts: Sequence[str], capitals: Capitals | None = None) -> Corpus:
        """Read a whole corpus.

        Parameters
        ----------
        raw_texts
            Synopses as stored.
        capitals
            What an earlier corpus taught of names; measured on these texts when None.
        """
        cleaned = [self.clean(raw) for raw in raw_texts]
        tokens = [self.tokenizer.tokens(entry.text) for entry in cleaned]
        stem = self.tokenizer.stem
        known = capitals or names.measure(tokens, stem)
        stops = self._stop_stems()
        spoken: dict[str, Counter[str]] = defaultdict(Counter)
        documents = []
        for document in tokens:
            stems = []
            for word in names.without_names(document, known, stem):
                key = stem(word)
                if len(word) >= SHORTEST_WORD and key not in stops:
                    stems.append(key)
                    spoken[key][word] += 1
            documents.append(stems)
        return Corpus(
            texts=[entry.text for entry in cleaned],
            documents=documents,
            capitals=known,
            words={key: _most_frequent(forms) for key, forms in spoken.items()},
            counts=Counter(entry.verdict.value for entry in cleaned),
        )

    def _stop_stems(self) -> frozenset[str]:
        own = f"{_TRADE} {_TELLING} {_ROMAJI}".split()
        return frozenset(self.tokenizer.stem(word) for word in (*own, *self.tokenizer.stop_words))


def _most_frequent(forms: Counter[str]) -> str:
    """The form people write most; of equals the shortest, then the first in the alphabet."""
    return min(forms, key=lambda form: (-forms[form], len(form), form))
