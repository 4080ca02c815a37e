"""Articles of about 3 kB for the benchmarks: made up, all different, with debris, a dateline and quotes."""

from tests.worker import articles

PARAGRAPHS_KB = 3


def raw_text(number: int) -> str:
    """A pasted article: headline, widget lines, dateline, two articles' worth of paragraphs, editor."""
    body = articles.body(2 * number) + "\n" + articles.body(2 * number + 1)
    headline, rest = articles.body(2 * number)[:60].title(), body
    return f"{headline}\nloading...\nA\nA\nA\nSURABAYA - {rest}\nBaca juga: {headline}\n(abc)"
