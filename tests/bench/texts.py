"""Articles of about 3 kB for the benchmarks: made up, all different, with debris, a dateline and quotes."""

import random

from tests.worker.articles import FIRST, LAST, WORDS

CHARACTERS = 3_000
LINKS = "yang di dan untuk dengan pada dari dalam itu akan tidak juga oleh sudah karena kepada bagi serta".split()
CUES = ("kata", "ujar", "tutur", "jelas")


def raw_text(number: int) -> str:
    """A pasted article: headline, widget lines, dateline, paragraphs with quotes among them, a link, the editor."""
    rng = random.Random(number)
    name = f"{rng.choice(FIRST)} {rng.choice(LAST)}"
    headline = " ".join(rng.choice(WORDS) for _ in range(7)).title()
    paragraphs = [f"Ketua panitia, {name}, mengatakan bahwa {sentence(rng).lower()}"]
    while sum(map(len, paragraphs)) < CHARACTERS:
        paragraphs.append(" ".join(sentence(rng) for _ in range(3)))
        if len(paragraphs) % 2:
            paragraphs.append(f"“{sentence(rng)[:-1]},” {rng.choice(CUES)} {name}, Selasa.")
    first, *rest = paragraphs
    return "\n".join(
        (headline, "loading...", "A", "A", "A", f"SURABAYA - {first}", *rest, f"Baca juga: {headline}", "(abc)")
    )


def sentence(rng: random.Random) -> str:
    """Words and what links them, as often as in a language."""
    words = [word for _ in range(7) for word in (rng.choice(WORDS), rng.choice(LINKS))]
    return " ".join((*words, rng.choice(WORDS))).capitalize() + "."
