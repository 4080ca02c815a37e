"""The quotes of one uri: what each of its versions says, and what was taken back."""

from streams.events import CleanArticle, Quote

MOST_QUOTES = 500  # of one uri
MOST_VERSIONS = 8  # of one quote


class Said:
    """Takes the quote records of a uri in the order of their partition."""

    def __init__(self) -> None:
        self._versions: dict[str, list[tuple[Quote, int]]] = {}
        self._retracted: set[str] = set()
        self._fitting: dict[str, list[Quote]] = {}
        self.seen = 0

    def take(self, quote: Quote, size: int) -> None:
        """A quote, new or changed; `size` is its record's in bytes."""
        versions = self._versions.get(quote.id)
        if versions is None:
            if len(self._versions) >= MOST_QUOTES:
                return
            versions = self._versions[quote.id] = []
        versions[:] = [*versions, (quote, size)][-MOST_VERSIONS:]
        self._retracted.discard(quote.id)
        self._fitting.clear()

    def retract(self, quote_id: str) -> None:
        """A quote is gone from the newest version."""
        if quote_id in self._versions:
            self._retracted.add(quote_id)

    @property
    def size(self) -> int:
        """Bytes of the records it holds."""
        return sum(size for versions in self._versions.values() for _, size in versions)

    @property
    def retracted(self) -> list[Quote]:
        """What was taken back, as it last read."""
        return [versions[-1][0] for quote_id, versions in self._versions.items() if quote_id in self._retracted]

    def of(self, article: CleanArticle) -> list[Quote]:
        """The quotes of a version, in the order of its text.

        An update sends only the quotes that are new, changed or moved: a quote belongs to every version in which its
        words stand at its offsets.
        """
        fitting = self._fitting.get(article.sha256)
        if fitting is None:
            found = (_in_version(versions, article) for versions in self._versions.values())
            fitting = sorted((quote for quote in found if quote), key=lambda quote: quote.spans[0].start)
            self._fitting[article.sha256] = fitting
        return fitting


def _in_version(versions: list[tuple[Quote, int]], article: CleanArticle) -> Quote | None:
    return next((quote for quote, _ in reversed(versions) if _stands_in(quote, article.body)), None)


def _stands_in(quote: Quote, body: str) -> bool:
    if not quote.spans or quote.spans[-1].end > len(body):
        return False
    return _letters("".join(body[span.start : span.end] for span in quote.spans)) == _letters(quote.quote)


def _letters(text: str) -> str:
    """What is left when the marks and spaces between several spans do not count."""
    return "".join(filter(str.isalnum, text))
