"""Rates as small plots, drawn as SVG within the page."""

from collections.abc import Sequence

from streams.topics import CLEAN, DEAD_LETTER, DUPLICATE, QUOTE, RAW
from streams.worker.live.html import Html, element
from streams.worker.live.rates import BIN_S, BINS, Rates

PLOTTED = {RAW: "Arrived", CLEAN: "Articles", DUPLICATE: "Duplicates", QUOTE: "Quotes", DEAD_LETTER: "Dead letters"}
HEIGHT = 28
STEP = 3  # of which one is the gap between two bars


def plots(rates: Rates, now: int) -> Html:
    """A plot for each topic, all with a time axis of their own scale; `now` in milliseconds since 1970."""
    minutes = BINS * BIN_S // 60
    figures = [
        _figure(name, rates.history(topic.name, now), rates.last_minute(topic.name, now))
        for topic, name in PLOTTED.items()
    ]
    note = element("p", f"Numbers: the last minute. Bars: {minutes} minutes, by {BIN_S} seconds.", class_="note")
    return element("section", figures, note, id="rates", class_="rates", aria_label="Rates")


def _figure(name: str, counts: Sequence[int], minute: int) -> Html:
    caption = element("figcaption", element("span", name, class_="name"), element("strong", f"{minute:,}"))
    return element("figure", caption, _bars(f"{name}: {sum(counts):,} in ten minutes", counts))


def _bars(label: str, counts: Sequence[int]) -> Html:
    most = max(*counts, 1)
    bars = [_bar(number, count * (HEIGHT - 1) / most) for number, count in enumerate(counts) if count]
    base = element("rect", x=0, y=HEIGHT - 1, width=STEP * len(counts), height=1, class_="base")
    box = f"0 0 {STEP * len(counts)} {HEIGHT}"
    return element("svg", base, bars, viewBox=box, preserveAspectRatio="none", role="img", aria_label=label)


def _bar(number: int, height: float) -> Html:
    tall = max(height, 2.0)
    return element(
        "rect", x=STEP * number, y=f"{HEIGHT - tall:.1f}", width=STEP - 1, height=f"{tall:.1f}", class_="bar"
    )
