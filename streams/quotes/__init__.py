"""Quotes: who said what, found in a clean body by rules over one pass of words.

`extract` is the whole interface. Language knowledge is data in the language packs; a language without a pack gets the
direct quotes that quotation marks alone show.
"""

from streams.languages.quote_data import Clause, QuoteData
from streams.quotes.continued import continued
from streams.quotes.direct import DirectFinder
from streams.quotes.directory import Directory
from streams.quotes.draft import Draft, View
from streams.quotes.found import Found, finished
from streams.quotes.indirect import IndirectFinder
from streams.quotes.lexicon import Lexicon, lexicon
from streams.quotes.mood import reported_by_mood
from streams.quotes.sources import Chain
from streams.quotes.speakers import Resolver

__all__ = ["Found", "extract"]

MAX_SHORT = 2  # words: a name used alone, perhaps with a title
NO_LANGUAGE = Lexicon(QuoteData(abbreviations=frozenset(), clause=Clause(complementizers=frozenset())))


def extract(body: str, language: str) -> list[Found]:
    """Find the quotes in a clean body, in text order.

    Args:
        body: paragraphs joined by one newline each.
        language: ISO 639-1 code; without a pack only direct quotes are found, without cue and speaker.

    Returns:
        Quotes with offsets in code points into `body`, `end` exclusive.
    """
    known = lexicon(language)
    view = View(body, known or NO_LANGUAGE)
    drafts = _drafts(view)
    view.reader.know_short_names(_short_names(view, drafts))
    # Without a pack nothing tells a name from other words with a capital.
    speakers = Resolver(view, Directory(view)).resolve(drafts) if known else [None] * len(drafts)
    chain = Chain(view)
    found = [finished(view, draft, speaker, chain.read(draft)) for draft, speaker in zip(drafts, speakers, strict=True)]
    return sorted(found, key=lambda quote: quote.spans[0].start)


def _short_names(view: View, drafts: list[Draft]) -> frozenset[str]:
    """The single words that speakers go by in this article, with a title or without."""
    short = (
        draft.mention for draft in drafts if draft.mention and draft.mention.last - draft.mention.first <= MAX_SHORT
    )
    names = (view.reader.read(mention).name for mention in short)
    return frozenset(view.text.lower[name.first] for name in names if name and name.last - name.first == 1)


def _drafts(view: View) -> list[Draft]:
    """All quotes without their speakers, in the order of their cues."""
    direct = DirectFinder(view)
    drafts = direct.find()
    drafts += IndirectFinder(view, direct.used).find()
    drafts += reported_by_mood(view, drafts)
    drafts.sort(key=lambda draft: draft.hit.first if draft.hit else draft.spans[0].first)
    return continued(view, drafts)
