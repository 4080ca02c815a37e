"""An article's texts: the clean one with its quotes, the raw one with what was cut and repaired."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from streams.events import Article, Quote, QuoteType
from streams.worker.live.entry import Entry
from streams.worker.live.html import Child, Html, element
from streams.worker.live.layout import counted
from streams.worker.live.marks import MOST_CHARACTERS, Kept, Piece, Removed, Repaired, Stretch, edited, quoted

COLOURS = 8
TYPES: dict[QuoteType, str] = {
    "direct": "in the speaker's own words",
    "mixed": "partly in the speaker's own words",
    "indirect": "reported",
}


def clean_text(article: Article, quotes: Sequence[Quote]) -> Html:
    """The clean body; each quote's first words lead to its speaker's card."""
    begun: set[int] = set()
    lines = _paragraphs(quoted(article.body, quotes))
    paragraphs = [element("p", [_stretch(part, quotes, begun) for part in line], dir="auto") for line in lines]
    body = element("div", paragraphs, class_="body", lang=article.language)
    cut = _cut_off(len(article.body))
    heading = element("h2", "The article", id="clean-title")
    return element("section", heading, _types(quotes), body, cut, class_="clean", aria_labelledby="clean-title")


def raw_text(entry: Entry, article: Article) -> Html:
    """The raw body with its removals struck through."""
    raw = entry.raw.body if entry.raw and not entry.raw.is_page else None
    pieces = edited(article, raw)
    colours = _colours(pieces)
    shown = [_piece(piece, colours) for piece in pieces] if article.removals or article.repairs else None
    body = element("div", shown, class_="body", dir="auto") if shown else None
    heading = element("h2", "What was cut", id="raw-title")
    return element(
        "section", heading, _note(article, pieces), _legend(pieces, colours), body, _source(entry),
        class_="raw", aria_labelledby="raw-title",
    )  # fmt: skip


def _paragraphs(stretches: Iterable[Stretch]) -> Iterator[list[Stretch]]:
    paragraph: list[Stretch] = []
    for stretch in stretches:
        for number, line in enumerate(stretch.text.split("\n")):
            if number:
                yield paragraph
                paragraph = []
            if line:
                paragraph.append(stretch._replace(text=line))
    yield paragraph


def _stretch(stretch: Stretch, quotes: Sequence[Quote], begun: set[int]) -> Child:
    if not stretch.quotes:
        return stretch.text
    number = stretch.quotes[-1]
    first = number not in begun
    begun.add(number)
    return element(
        "a",
        element("sup", str(number + 1)) if first else None,
        stretch.text,
        href=f"#q-{number + 1}",
        id=f"t-{number + 1}" if first else None,
        tabindex=None if first else -1,
        class_=f"quote {quotes[number].type}",
    )


def _types(quotes: Sequence[Quote]) -> Html | None:
    counts = Counter(quote.type for quote in quotes)
    items = [
        element("li", element("span", name, class_=f"quote {name}"), f" {meaning}, {counts[name]}")
        for name, meaning in TYPES.items()
        if counts[name]
    ]
    return element("ul", items, class_="legend", aria_label="Kinds of quotes") if items else None


def _colours(pieces: Sequence[Piece]) -> dict[str, int]:
    """A colour for each rule that removed something, in the order of the text."""
    rules = dict.fromkeys(piece.rule for piece in pieces if isinstance(piece, Removed))
    return {rule: number % COLOURS for number, rule in enumerate(rules)}


def _piece(piece: Piece, colours: dict[str, int]) -> Child:
    match piece:
        case Kept(text):
            return text
        case Removed(rule, None, length):
            gap = f"{rule}: {counted(length, 'character', 'characters')}"
            return element("del", gap, class_=f"gap c{colours[rule]}")
        case Removed(rule, text, _):
            return element("del", _labelled(rule, text or ""), class_=f"c{colours[rule]}", title=f"removed: {rule}")
        case Repaired(rule, before, after):
            gone = element("del", before, title=f"repaired: {rule}") if before else None
            return [gone, element("ins", _visible(after), title=f"repaired: {rule}") if after else None]


def _labelled(rule: str, text: str) -> list[Child]:
    """The rule's name before the first word; white space alone gets none."""
    words = text.lstrip()
    label = element("span", rule, class_="rule", dir="ltr", aria_hidden="true") if words else None
    return [text[: len(text) - len(words)], label, words]


def _visible(text: str) -> str:
    return text if text.strip() else text.replace(" ", "\u2423").replace("\n", "\u21b5\n")


def _legend(pieces: Sequence[Piece], colours: dict[str, int]) -> Html | None:
    removed, repaired = Counter[str](), Counter[str]()
    for piece in pieces:
        if isinstance(piece, Removed):
            removed[piece.rule] += piece.length
        elif isinstance(piece, Repaired):
            repaired[piece.rule] += 1
    items = [
        element(
            "li",
            element("del", rule, class_=f"c{colours[rule]}", dir="ltr"),
            f" {counted(count, 'character', 'characters')}",
        )
        for rule, count in removed.items()
    ]
    items += [
        element("li", element("ins", rule, dir="ltr"), f" {counted(count, 'repair', 'repairs')}")
        for rule, count in repaired.items()
    ]
    return element("ul", items, class_="legend", aria_label="Rules") if items else None


def _note(article: Article, pieces: Sequence[Piece]) -> Html | None:
    is_page = article.content_type == "text/html"
    if not article.removals and not article.repairs:
        whole = "the text that was taken out of the page" if is_page else "the raw text"
        return element("p", f"Nothing: {whole} is the article.", class_="note")
    if any(isinstance(piece, Removed) and piece.text is None for piece in pieces):
        return element("p", "The raw record is not at hand: only the lengths of what was cut are known.", class_="note")
    if is_page:
        return element("p", "In the text that was taken out of the page.", class_="note")
    return None


def _source(entry: Entry) -> Html | None:
    if entry.raw is None or not entry.raw.is_page:
        return None
    summary = element("summary", f"Beginning of the page's source ({entry.raw.size:,} bytes)")
    source = element("pre", "\n", entry.raw.body, dir="ltr", tabindex=0, role="region", aria_label="The page's source")
    return element("details", summary, source)


def _cut_off(length: int) -> Html | None:
    if length <= MOST_CHARACTERS:
        return None
    return element("p", f"{length - MOST_CHARACTERS:,} more characters are not shown.", class_="note")
