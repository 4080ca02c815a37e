"""Cards of those who are quoted, each with all their quotes in the article."""

from collections.abc import Sequence

from streams.events import Quote, Speaker
from streams.worker.live.filters import Filters
from streams.worker.live.html import Child, Html, element
from streams.worker.live.layout import counted, facts

Numbered = tuple[int, Quote]


def speaker_cards(quotes: Sequence[Quote]) -> Html:
    """A card for each speaker, in the order in which they speak; quotes of nobody known come last."""
    cards: dict[tuple[str | None, ...], list[Numbered]] = {}
    for number, quote in enumerate(quotes, 1):
        cards.setdefault(_who(quote.speaker), []).append((number, quote))
    nobody = cards.pop((), None)
    rendered = [_card(said) for said in [*cards.values(), *([nobody] if nobody else [])]]
    heading = element("h2", "Who said what", id="speakers-title")
    content = rendered or element("p", "No quotes were found.", class_="nothing")
    return element("section", heading, content, class_="speakers", aria_labelledby="speakers-title")


def quote_item(quote: Quote, number: int | None = None) -> Html:
    """A quote with what is known of it; `number` is its place in the text, None where it has none."""
    words = f"“{quote.quote}”" if quote.type == "direct" else quote.quote
    link = element("a", str(number), href=f"#t-{number}", class_="number", aria_label=f"Quote {number} in the text")
    who = None if number else element("p", _name([quote.speaker] if quote.speaker else []), class_="who", dir="auto")
    return element(
        "li",
        link if number else who,
        element("q" if number else "del", words, class_=f"quote {quote.type}", dir="auto", lang=quote.language),
        _chain(quote),
        _about(quote),
        id=f"q-{number}" if number else None,
    )


def _who(speaker: Speaker | None) -> tuple[str | None, ...]:
    """What tells speakers apart: their names; without one, how they are mentioned."""
    if speaker is None:
        return ()
    return (speaker.name,) if speaker.name else (None, speaker.mention, speaker.job_title)


def _card(said: Sequence[Numbered]) -> Html:
    speakers = [quote.speaker for _, quote in said if quote.speaker]
    titles = dict.fromkeys(s.job_title for s in speakers if s.job_title)
    affiliations = dict.fromkeys(s.affiliation for s in speakers if s.affiliation)
    mentions = dict.fromkeys(s.mention for s in speakers if s.mention)
    known = facts(
        ("Role", _listed(titles)),
        ("Affiliation", _listed(affiliations)),
        ("Mentioned as", _listed(mentions)),
    )
    kind = speakers[0].type if speakers and speakers[0].type != "Unknown" else None
    count = counted(len(said), "quote", "quotes")
    line = element("p", " · ".join(filter(None, [kind, count])), class_="kind")
    items = element("ol", [quote_item(quote, number) for number, quote in said])
    return element("article", element("h3", _heading(speakers), dir="auto"), line, known, items, class_="card")


def _heading(speakers: Sequence[Speaker]) -> Child:
    """A name leads to all articles that quote it."""
    name = next((speaker.name for speaker in speakers if speaker.name), None)
    return element("a", name, href=Filters(speaker=name).href) if name else _name(speakers)


def _name(speakers: Sequence[Speaker]) -> str:
    if not speakers:
        return "No speaker found"
    return speakers[0].name or speakers[0].mention or speakers[0].job_title or "Unnamed"


def _listed(texts: "dict[str, None]") -> Child:
    return [part for text in texts for part in ("; ", element("bdi", text))][1:] or None


def _chain(quote: Quote) -> Html | None:
    """By way of whom the words came, the one nearest to the speaker first."""
    if not quote.info_sources:
        return None
    links = [
        element("li", element("bdi", source.role or "by way of", class_="role"), " ", element("bdi", source.name))
        for source in quote.info_sources
    ]
    return element("ol", links, class_="chain", aria_label="Chain of sources")


def _about(quote: Quote) -> Html:
    cue = [element("span", "cue "), element("bdi", f"“{quote.cue.text}”"), " · "] if quote.cue else []
    sure = element("meter", value=f"{quote.confidence:.2f}", min=0, max=1, aria_label="Confidence")
    rule = element("bdi", quote.rule)
    return element(
        "p", f"{quote.type} · ", cue, "confidence ", sure, f" {quote.confidence:.2f} · ", rule, class_="about"
    )
