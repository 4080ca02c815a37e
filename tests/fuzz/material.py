"""What hostile records are made of: the case files' texts, and pieces that have broken programs before."""

import random
from functools import cache
from html import escape
from pathlib import Path

CASES = Path(__file__).parents[1] / "cases"

# Each has once confused some program: borders of planes, marks that change others, invisible and bidirectional ones.
ODD = """
\x00 \x0b \x1b[2J \x85 \xa0 \xad \u0130 \u00df \ufb01 \u0301 \u200b \u200d \u200f \u2028 \u2029 \u202e \ufeff \ufffd
\ufffe \U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001d54f \U000e0041 \U0010ffff \u0e33 \uac01 \u1100\u1161 \u3000
""".split(" ")
MARKS = "“ ” „ ‟ ‘ ’ « » ‹ › \" ' `` '' ” ” “ “ ( ) [ ] { } < > … -- - – — : ; , . ? ! & / \\ # % @".split(" ")
NEWS = [
    "JAKARTA - ", "LONDON (Reuters) — ", "Baca juga: ", "Read more: ", "ADVERTISEMENT\n", "(abc/def)", "Editor: Rina",
    "By Jane Placeholder", "Senin, 5 Mei 2025 10:00 WIB", "6.5.2025", "Halaman 1 2 3 Selanjutnya", "kata Wutun, ",
    "menurut Badan Pengelola, ", "he said", "according to her", "said that ", "mengatakan bahwa ", "dikutip dari ",
    "according to ", "-nya ", "Dr. H. ", "Mr. ", "pressemeldung", "meluncurkanroad", "danBluetooth", "speed boat",
    "JÃ³hann â€œhaloâ€\x9d", "?Kutipan,? kata", "selesai.Namun", "&amp;lt;", "https://a.example/?b=c#d", "\r\n",
    "\n\n\n", "\t",
]  # fmt: skip
TAGS = (
    "p div span article section h1 h2 li ul ol table tr td blockquote q a b i em script style title body html head "
    "iframe template svg math noscript textarea select option form input br img meta link base figure figcaption "
    "aside nav time pre"
).split()
ATTRIBUTES = [
    'class="article-body"', 'class="related"', 'style="display:none"', 'id="a"', 'href="javascript:alert(1)"', "hidden",
    'property="og:title" content="x"', 'itemprop="datePublished" datetime="2025-13-45T99:99"', "=", '"', "<", "a='",
    'type="application/ld+json"', "onload=alert(1)", 'lang="id"', 'charset="utf-7"',
    'name="author" content="y"', 'content="text/html; charset=gbk"',
]  # fmt: skip
ENCODINGS = (
    "utf-8 utf-16 utf-16-le utf-32 latin-1 cp1252 cp1251 koi8-r gbk gb18030 big5 shift_jis euc-jp euc-kr "
    "iso2022_jp utf-7 idna punycode rot13 zlib hex nonsense"
).split()


@cache
def texts() -> tuple[str, ...]:
    """The raw texts of all case files."""
    cleaned = [path.read_text("utf-8").split("\n=====\n")[0] for path in sorted(CASES.glob("*/clean/*.txt"))]
    quoted = [
        case.strip("\n").partition("\n----")[0]
        for path in sorted(CASES.glob("*/quotes*.txt"))
        for case in path.read_text("utf-8").split("\n====\n")
    ]
    return (*cleaned, *quoted)


def piece(rng: random.Random) -> str:
    """A short piece of text, often an unpleasant one."""
    kind = rng.randrange(6)
    if kind == 0:
        return rng.choice(ODD)
    if kind == 1:
        return rng.choice(MARKS)
    if kind == 2:
        return rng.choice(NEWS)
    if kind == 3:
        return "".join(
            map(chr, (rng.choice((rng.randrange(0xD800), rng.randrange(0xE000, 0x110000))) for _ in range(5)))
        )
    text = rng.choice(texts())
    begin = rng.randrange(len(text))
    return text[begin : begin + rng.randrange(1, 60)]


def text(rng: random.Random) -> str:
    """A case's text with a few changes, or a salad of pieces."""
    if rng.random() < 0.3:
        return rng.choice(["", " ", "\n"]).join(piece(rng) for _ in range(rng.randrange(40)))
    made = rng.choice(texts())[: rng.choice((300, 800, 3000))]
    for _ in range(rng.randrange(8)):
        made = changed(rng, made)
    return made


def changed(rng: random.Random, made: str) -> str:
    """The text with one stretch gone, doubled, moved, replaced, or glued."""
    begin = rng.randrange(len(made) + 1)
    end = min(len(made), begin + rng.choice((0, 1, 5, 40, 300)))
    stretch = made[begin:end]
    swapped = rng.choice(
        ("", stretch * 2, stretch[::-1], piece(rng), stretch.upper(), stretch.replace(" ", ""), " " * 9)
    )
    return made[:begin] + swapped + made[end:]


def page(rng: random.Random) -> str:
    """A page around a text, or markup without rules."""
    body = text(rng)
    if rng.random() < 0.4:
        body = "".join(f"<p>{escape(line)}</p>" for line in body.split("\n"))
        head = f"<title>{piece(rng)}</title><script type='application/ld+json'>{linked_data(rng)}</script>"
        body = f"<html><head>{head}</head><body><article>{body}</article></body></html>"
    for _ in range(rng.randrange(12)):
        position = rng.randrange(len(body) + 1)
        body = body[:position] + tag(rng) + body[position:]
    return body


def tag(rng: random.Random) -> str:
    """A tag, often one that nobody should write."""
    name = rng.choice(TAGS)
    attributes = " ".join(rng.choice(ATTRIBUTES) for _ in range(rng.randrange(3)))
    return rng.choice(
        ("<{0} {1}>", "</{0}>", "<{0} {1}/>", "<{0}", "<!-- {1}", "<![CDATA[{1}", "&#x{0};", "<?{0}")
    ).format(name, attributes)


def linked_data(rng: random.Random) -> str:
    """JSON-LD as pages have it, and as they should not."""
    whole = (
        '{"@type": "NewsArticle", "headline": "H", "datePublished": "2025-05-06", "author": [{"name": "A"}], '
        '"articleBody": "B"}'
    )
    return rng.choice(
        (whole, f"[{whole},{whole}]", whole[: rng.randrange(len(whole))], "null", "[[[[", whole.replace('"H"', "7"))
    )
