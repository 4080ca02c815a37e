"""Which language a text is in.

Frequent words settle nearly every text of a language with a pack in a tenth of a millisecond. Only where they do not
(short texts, near languages, languages without a pack) does py3langid look at the bytes, restricted to the packs'
languages and their neighbours.
"""

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Protocol, cast

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from streams.languages.clean_data import words
from streams.languages.pack import languages

FEW_CHARACTERS, MANY_CHARACTERS = 500, 1_500  # the words of these settle most texts, and nearly all
DETECTED_CHARACTERS = 500  # more bytes do not change the answer on news
FEWEST_LETTERS = 20  # below this a guess says little
LEAST_SURE = 0.25  # below this it guesses: a letter or two are "Arabic" for it, a table's head is German
SURE = 0.6  # py3langid's confidence below which a producer's hint counts for more
FREQUENT = 800  # words of a language that count as its own
ENOUGH = 0.9  # evidence a word: running text in the language has 1.2 to 2, in a neighbour 0.6
TELLING = 4_000  # words of a language that may tell it from a neighbour
FEWEST_TELLING = 4
COVERED_ALONE = 0.45  # where no other language comes near
COVERED = 0.6  # share of the words in its list: 0.65 and more in the language, 0.5 in a neighbour
FEWEST_WORDS = 20
CLEAR = 0.15  # lead over the second language, a word: what tells Indonesian from Malay

# Languages that news of the packs' languages is mixed up with, so that a text in one of them is not forced into a pack.
# fmt: off
NEIGHBOURS = frozenset({
    "id", "ms", "jv", "tl", "vi", "en", "de", "nl", "da", "sv", "nb", "no", "fi", "fr", "es", "pt", "it", "ca", "gl",
    "ro", "tr", "az", "pl", "cs", "hu", "ru", "uk", "bg", "el", "ar", "fa", "he", "hi", "th", "zh", "ja", "ko",
})
# fmt: on
_NORWEGIAN = {"nb": "no", "nn": "no"}
_TOKEN = re.compile(r"[^\W\d_]+")


class _Identifier(Protocol):
    labels: Sequence[str]
    nb_classes: Sequence[str]
    nb_pc: object
    nb_ptc: object
    _full_model: tuple[object, ...]

    def set_languages(self, langs: Sequence[str]) -> None: ...

    def classify(self, text: str) -> tuple[str, float]: ...


def detect(text: str, hint: str | None = None) -> str:
    """The ISO 639-1 code of a text's language ("und" where nothing tells).

    `hint` is what the producer says ("id", "id-ID"); it decides where the text is too short to tell.
    """
    head = text[:DETECTED_CHARACTERS]
    found = _by_words(text[:FEW_CHARACTERS]) or _by_words(text[:MANY_CHARACTERS])
    return found or _by_bytes(head, (hint or "").replace("_", "-").split("-")[0].lower())


def _by_words(head: str) -> str | None:
    """The language whose frequent words the text uses, if one leads clearly."""
    evidence: dict[str, float] = {}
    known = _frequent_words()
    tokens = _TOKEN.findall(head.lower())
    for token in tokens:
        for code, weight in known.get(token, ()):
            evidence[code] = evidence.get(code, 0.0) + weight
    if len(tokens) < FEWEST_WORDS or not evidence:
        return None
    (most, code), (second, other) = sorted([(-1.0, ""), *((weight, code) for code, weight in evidence.items())])[:-3:-1]
    if most < ENOUGH * len(tokens):
        return None
    if most - second < CLEAR * len(tokens):
        return _tell_apart(code, other, tokens)
    covered = sum(map(words(code).__contains__, tokens)) / len(tokens)
    return code if covered >= (COVERED if second > most / 2 else COVERED_ALONE) else None


def _tell_apart(one: str, other: str, tokens: list[str]) -> str | None:
    """Which of two near languages (Indonesian, Malay) the words speak for that only one of them has."""
    times = {
        code: sum(map(_telling_words(code, than).__contains__, tokens)) for code, than in ((one, other), (other, one))
    }
    code = max(times, key=lambda code: times[code])
    rest = sum(times.values()) - times[code]
    return code if times[code] >= FEWEST_TELLING * (1 + rest) else None


@cache
def _telling_words(code: str, other: str) -> frozenset[str]:
    """The more frequent words of a language that the other's list does not have."""
    return frozenset(word for word, rank in words(code).items() if rank < TELLING and word not in words(other))


@cache
def _frequent_words() -> dict[str, list[tuple[str, float]]]:
    """Word to the languages it is frequent in, with what it says for each: the more frequent, the more."""
    known: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    for code in languages():
        for word, rank in words(code).items():
            if rank >= FREQUENT:
                break
            known[word].append((code, math.log(FREQUENT * 1.5 / (rank + 3))))
    return dict(known)


def _by_bytes(head: str, hint: str) -> str:
    letters = sum(char.isalpha() for char in head)
    code, confidence = _identifier().classify(head) if letters else ("", 0.0)
    if hint in NEIGHBOURS and (letters < FEWEST_LETTERS or confidence < SURE):
        return hint
    if confidence < LEAST_SURE:
        return "und"
    return _NORWEGIAN.get(code, code)


@cache
def _identifier() -> _Identifier:
    identifier = cast("_Identifier", LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True))
    identifier.set_languages(sorted(NEIGHBOURS.intersection(identifier.labels)))
    # It keeps what it knows of all others for the next choice: 28 MB that nobody will ask for.
    identifier._full_model = (identifier.nb_ptc, identifier.nb_pc, identifier.nb_classes)  # noqa: SLF001
    return identifier
