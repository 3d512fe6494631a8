"""What the topic model says in words: labels of topics, keywords of titles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Any

import numpy as np
from numpy.typing import NDArray

from store import IdMap
from webapp.catalogue.labels import Labels, labels_of


@dataclass(frozen=True)
class TopicFacts:
    """Words behind the topics.

    Attributes
    ----------
    keywords
        The words that mark each title, best first.
    labels
        One name per topic, in the order of the vector's numbers.
    is_reason
        Which of the topics hold together well enough to be given as a reason.
    words
        The words that make up each topic, strongest first.
    """

    keywords: Labels
    labels: Sequence[str] = ()
    is_reason: Sequence[bool] = ()
    words: Sequence[tuple[str, ...]] = ()

    def label(self, topic: int) -> str | None:
        """Name of a topic; None when the model left none."""
        return self.labels[topic] if topic < len(self.labels) else None

    @cached_property
    def fit(self) -> NDArray[np.bool_]:
        """(n_topics,) which of the topics have a name and may be given as a reason."""
        told = zip_longest(self.labels, self.is_reason[: len(self.labels)], fillvalue=True)
        return np.array([bool(label) and fit for label, fit in told], dtype=bool)

    def reason(self, topic: int) -> str | None:
        """Name of a topic that may be given as a reason; None for the others."""
        return self.labels[topic] if topic < len(self.fit) and self.fit[topic] else None


def topic_facts_of(facts: Mapping[str, Any], id_map: IdMap) -> TopicFacts:
    """Read what the topic job published beside its vectors."""
    # Words of a label stand in sentences here: with commas, not with the dots that part reasons.
    labels = [
        str(topic.get("label") or "").replace(" · ", ", ") for topic in facts.get("topics") or ()
    ]
    keywords = facts.get("keywords") or {}
    return TopicFacts(
        labels=labels,
        is_reason=[bool(topic.get("reason", True)) for topic in facts.get("topics") or ()],
        words=[tuple(topic.get("words") or ()) for topic in facts.get("topics") or ()],
        keywords=labels_of(keywords.get(str(id_), ()) for id_ in id_map.external_ids.tolist()),
    )
