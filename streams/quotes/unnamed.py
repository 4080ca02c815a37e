"""People left unnamed: "a worker" is nobody who has a name in the article, and neither is "the worker" after that."""

from streams.quotes.directory import Profile
from streams.quotes.draft import View
from streams.quotes.text import Range


class Unnamed:
    """Remembers which titles somebody without a name has had in one article."""

    def __init__(self, view: View) -> None:
        self._lower = view.text.lower
        self._indefinite = view.lexicon.indefinite
        self._last: dict[str, int] = {}  # the noun of a title, and where it last stood with an indefinite article

    def is_indefinite(self, mention: Range) -> bool:
        """Whether a phrase brings in somebody who has not been spoken of before."""
        return self._indefinite.length_at(self._lower, mention.first, mention.last) > 0

    def named(self, title: str | None, mention: Range, holder: Profile | None) -> Profile | None:
        """The holder of a title whom a mention means, or None where it means somebody without a name."""
        noun = (title or "").lower().rpartition(" ")[2]
        if self.is_indefinite(mention):
            self._last[noun] = mention.first
            return None
        if holder is None or noun not in self._last or self._last[noun] < holder.first < mention.first:
            return holder
        return None
