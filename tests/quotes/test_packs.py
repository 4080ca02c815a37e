"""The packs: what a pack writer can get wrong."""

import msgspec
import pytest

from streams.languages.pack import languages
from streams.languages.quote_data import QuoteData, quote_data
from streams.quotes.cues import entries

PACKS = [data for code in languages() if (data := quote_data(code))]
CODES = [code for code in languages() if quote_data(code)]


@pytest.mark.parametrize("code", ["id", "en", "de", "fr", "es", "ms", "nl"])
def test_the_promised_packs_are_there(code: str) -> None:
    assert code in CODES


@pytest.mark.parametrize("data", PACKS, ids=CODES)
def test_forms_with_a_property_are_forms_of_a_cue(data: QuoteData) -> None:
    forms = {" ".join(entry.words) for group in entries(data).values() for entry in group}
    named = data.cues.nominal | data.cues.hearers | data.cues.participles | data.cues.nameless
    assert sorted(named - forms) == []


@pytest.mark.parametrize("data", PACKS, ids=CODES)
def test_what_denies_is_the_lemma_of_a_cue(data: QuoteData) -> None:
    lemmas = {entry.lemma for group in entries(data).values() for entry in group}
    assert data.cues.denying
    assert sorted(data.cues.denying - lemmas) == []


@pytest.mark.parametrize("data", PACKS, ids=CODES)
def test_all_words_are_lower_case_and_single_blanked(data: QuoteData) -> None:
    assert [word for word in strings(msgspec.to_builtins(data)) if word != " ".join(word.lower().split())] == []


@pytest.mark.parametrize("data", PACKS, ids=CODES)
def test_special_titles_are_titles(data: QuoteData) -> None:
    source = data.source
    special = source.offices | source.standing | source.ministers | source.local_offices | source.personal
    assert sorted(special - source.titles - source.title_modifiers) == []


def strings(value: object) -> list[str]:
    """All strings in a decoded pack but the verb pattern, lemmas and relays' roles."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [word for key, item in value.items() if key not in {"verb", "role"} for word in strings(item)]
    if isinstance(value, list | tuple | set | frozenset):
        return [word for item in value for word in strings(item)]
    return []


@pytest.mark.parametrize("data", PACKS, ids=CODES)
def test_word_sets_hold_single_words(data: QuoteData) -> None:
    # A set is asked for one word at a time; phrases belong to `openers`, `anaphors`, `nicknaming`, relays and cues.
    sets = {**msgspec.structs.asdict(data.clause), **msgspec.structs.asdict(data.source)}
    words = [word for value in sets.values() if isinstance(value, frozenset) for word in value]
    assert [word for word in words if " " in word] == []
