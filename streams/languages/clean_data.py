"""What cleaning knows of a language: `clean.toml` and `words.txt` in the language's folder, typed.

Every language also knows what `common/clean.toml` says: the interface words and agencies that appear on pages anywhere.
"""

from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from streams.errors import PackError
from streams.languages.reading import read

FILE = "clean.toml"
FALLBACK = "en"
COMMON = "common"

Phrases = dict[str, tuple[str, ...]]


class CleanData(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A `clean.toml`. A table of phrases has names of rules as its keys; a phrase is written as people read it.

    In a phrase `*` stands for any words, `#` for a number and `@` for a name (words that begin with a capital). Case
    does not matter, except in `inline` and `tails`.

    Attributes:
        lines: lines that are no part of an article.
        blocks: lines above a list of such lines, which ends where the next full paragraph begins.
        inserts: lines above one link or two in the middle of the article.
        ends: lines after which nothing belongs to the article.
        inline: words that go wherever they stand in the text.
        tails: what stands after the last sentence of a text without line breaks; all that follows goes as well.
        links: what stands before another article's title in running text.
        networks: what share buttons lead to.
        share_labels: what stands before or on share buttons ("Share on").
        buttons: what other buttons beside them say ("Copy link").
        title_words: words that titles have in lower case, besides the connectives.
        byline: words before a reporter's name.
        byline_line: the same, but only at the beginning of a line of their own.
        reporter: words before outlet and reporter at the head of a text ("Laporan wartawan OUTLET, NAME").
        editor: words before an editor's name.
        roles: words before other names that are neither (a source, a photographer).
        cities: places as datelines have them.
        not_places: words before a dash that are no places.
        regions: states, provinces and countries as datelines have them after a place.
        datelines_end_in_colon: whether a colon ends the dateline ("KUALA LUMPUR: ...").
        datelines_lose_dash: whether feeds of this language drop the dash after the place.
        datelines_name_outlet: whether a name behind a dateline's city that is no known place is the outlet's
            ("BANDUNG, OUTLET - ...").
        place_words: words of names of districts and streets too many to list ("Kecamatan", "Timur").
        outlet_beginnings: words that names of outlets begin with, also those written as one word ("KabarKota").
        first_names: common first names, which the word list may have among the frequent words.
        headlines_have_capitals: whether most outlets write a headline's words with capitals.
        headlines_have_kickers: whether a short line above the headline is the custom ("Dachzeile").
        outlet_words: words that only names of outlets have ("Harian", "Times").
        jobs: words that say what somebody is, beside a name in a byline.
        outlets: names beside a dateline's place, or in brackets at an article's foot.
        agencies: the same, for news agencies.
        months: names and short forms, January first.
        weekdays: names and short forms.
        date_words: words that stand around a date on a line of its own.
        zones: time zones, in hours east of Greenwich.
        affixes: beginnings of derived words, which are never split.
        endings: their endings.
        connectives: function words, which are never part of a longer word.
        compounds: whether the language joins words freely, so that two known words in one are no fault.
    """

    lines: Phrases = {}
    blocks: Phrases = {}
    inserts: Phrases = {}
    ends: Phrases = {}
    inline: Phrases = {}
    tails: Phrases = {}
    links: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    share_labels: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    title_words: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    byline_line: tuple[str, ...] = ()
    reporter: tuple[str, ...] = ()
    editor: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    not_places: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    place_words: tuple[str, ...] = ()
    datelines_end_in_colon: bool = False
    datelines_lose_dash: bool = False
    datelines_name_outlet: bool = False
    outlet_beginnings: tuple[str, ...] = ()
    first_names: tuple[str, ...] = ()
    headlines_have_capitals: bool = False
    headlines_have_kickers: bool = False
    outlet_words: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    months: tuple[tuple[str, ...], ...] = ()
    weekdays: tuple[str, ...] = ()
    date_words: tuple[str, ...] = ()
    zones: dict[str, float] = {}
    affixes: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    connectives: tuple[str, ...] = ()
    compounds: bool = True


@cache
def clean_data(language: str) -> CleanData:
    """What is known of a language: its own pack and what is common to all; the fallback's where it has no pack.

    Raises:
        PackError: a pack has a field or a type that it should not have.
    """
    common = _read(COMMON)
    own = read(language, FILE, CleanData) or _read(FALLBACK)
    merged: dict[str, Any] = {
        name: _merge(getattr(common, name), getattr(own, name)) for name in CleanData.__struct_fields__
    }
    return CleanData(**merged)


@cache
def words(language: str) -> dict[str, int]:
    """The words of a language with their rank, the most frequent first (0); empty where no list is shipped."""
    path = files(__package__) / language / "words.txt"
    if not path.is_file():
        return {}
    return {word: rank for rank, word in enumerate(path.read_text("utf-8").split())}


def _read(folder: str) -> CleanData:
    """The file of a folder that has one for certain."""
    found = read(folder, FILE, CleanData)
    if found is None:
        raise PackError(f"{files(__package__) / folder / FILE} is missing")
    return found


def _merge(common: object, own: object) -> object:
    if isinstance(common, dict) and isinstance(own, dict):
        joined = {**common, **own}
        shared = common.keys() & own.keys()
        return joined | {name: common[name] + own[name] for name in shared if isinstance(own[name], tuple)}
    if isinstance(common, tuple) and isinstance(own, tuple):
        return common + own
    return own
