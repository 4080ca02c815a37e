import pytest

from streams.dedup import sketch
from streams.dedup.matching import Match, Matcher
from streams.dedup.sketching import decode, read_windows
from tests.dedup.texts import DAM, DEBRIS, LATER_NEWS, LIBRARY, article, invented, misread, swapped

BODY = article(*DAM)
REPORT = (
    "Rice opened at {rice} crowns a sack on the wholesale market this morning, traders said in a note.",
    "Onions, which had been scarce since the northern bridge was closed to lorries, changed hands at {onion}.",
    "Cooking oil in cans was offered at {oil} by most dealers, who expect the next ship within the week.",
    "Buyers from hotels and canteens took most of the fish before dawn, and the rest went to the ice house for {fish}.",
    "Eggs stayed plentiful because farms in the valley have replaced the hens lost in winter; a tray cost {egg}.",
    "The association reminds everybody that prices are those of the hall and stalls in the street may ask for more.",
)


def report(**prices: str) -> str:
    return "\n".join(REPORT).format(**prices)


MONDAY = report(rice="312", onion="44", oil="97", fish="150", egg="28")
TUESDAY = report(rice="318", onion="41", oil="99", fish="135", egg="27")

COPIES = {
    "same": (BODY, BODY),
    "new headline above": ("Gates open as river rises in Kelambu\n" + BODY, BODY),
    "agency line below": (BODY + "\nReporting by our staff in Kelambu", BODY),
    "a line inserted": (article(*DAM[:6], DEBRIS[0], *DAM[6:]), BODY),
    "the last paragraphs cut": (article(*DAM[:9]), BODY),
    "only the first third": (article(*DAM[:4]), BODY),
    "every seventh word swapped": (swapped(BODY, 0.14), BODY),
    "a brief with one word changed": (DAM[4].replace("stand", "lie"), DAM[4]),
    "misread letters": (misread(BODY, 0.02), BODY),
    "paragraphs in another order": (article(*DAM[6:], *DAM[:6]), BODY),
    "the same report with one price corrected": (MONDAY.replace("44", "45"), MONDAY),
    "pasted twice": (BODY + "\n" + BODY, BODY),
    "a long one, misread": (misread(invented(3, 900), 0.02), invented(3, 900)),
}
LONGER = {
    "a full article after its teaser": (BODY, article(*DAM[:9])),
    "with the news of two days later": (article(*DAM, *LATER_NEWS), BODY),
    "a long one with one new passage": (article(invented(3, 80), invented(4, 12)), invented(3, 80)),
}
OTHERS = {
    "another subject": (article(*LIBRARY), BODY),
    "new reporting with old background": (article(*LATER_NEWS, *DAM[8:]), BODY),
    "a digest that tells it in passing": (article(*LIBRARY, *DAM[:3], *LATER_NEWS), BODY),
    "two articles in one": (article(invented(3, 30), invented(4, 25)), invented(3, 30)),
    "passages from the middle and the end": (article(DAM[3], *LATER_NEWS[:1], *DAM[9:]), BODY),
    "the same report with other prices": (TUESDAY, MONDAY),
    "the second half alone": (article(*DAM[7:]), BODY),
    "briefs with the same last line": (article(DAM[4], DEBRIS[0]), article(LIBRARY[4], DEBRIS[0])),
    "briefs that differ in one number": (DAM[1].replace("60", "75"), DAM[1]),
    "captions of a few letters": ("Video 7", "Video 8"),
    "a caption and an article with it": (article("Photo: pool", *DAM[:4]), "Photo: pool"),
    "nothing but debris in common": (article(*LIBRARY[:3], *DEBRIS), article(*DAM[:3], *DEBRIS)),
}


def compare(new: str, old: str) -> Match | None:
    return Matcher().compare(*(read_windows(decode(sketch(text)).windows) for text in (new, old)))


@pytest.mark.parametrize(("new", "old"), COPIES.values(), ids=COPIES.keys())
def test_copies(new: str, old: str) -> None:
    match = compare(new, old)
    assert match is not None
    assert match.is_copy
    assert 0.45 <= match.similarity <= 1


@pytest.mark.parametrize(("new", "old"), LONGER.values(), ids=LONGER.keys())
def test_longer_versions(new: str, old: str) -> None:
    match = compare(new, old)
    assert match is not None
    assert not match.is_copy
    assert match.rule == "contains-earlier"


@pytest.mark.parametrize(("new", "old"), OTHERS.values(), ids=OTHERS.keys())
def test_other_articles(new: str, old: str) -> None:
    assert compare(new, old) is None


def test_an_extract_says_so() -> None:
    match = compare(*COPIES["only the first third"])
    assert match is not None
    assert match.rule == "extract"


@pytest.mark.parametrize(
    ("new", "old", "rule"),
    [(300, 480, "extract"), (420, 340, "contains-earlier"), (150, 900, "extract"), (900, 150, None)],
)
def test_bodies_sampled_at_different_levels_can_be_compared(new: int, old: int, rule: str | None) -> None:
    levels = {read_windows(decode(sketch(invented(3, sentences))).windows).level for sentences in (new, old)}
    match = compare(invented(3, new), invented(3, old))
    assert len(levels) == 2
    assert (match and match.rule) == rule
    assert compare(invented(4, new), invented(3, old)) is None


def test_a_matcher_keeps_nothing_of_what_it_compared() -> None:
    matcher = Matcher()
    one, two, three = (read_windows(decode(sketch(invented(seed))).windows) for seed in (1, 2, 3))
    matcher.compare(one, two)
    matcher.compare(two, one)
    assert matcher.coverage(three, three) == 1
    assert matcher.coverage(one, three) < 0.1
