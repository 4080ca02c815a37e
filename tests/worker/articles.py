"""Made-up articles without number: all different, each with two quotes."""

import random

import orjson

WORDS = """
pasar warga kota harga beras jalan sungai banjir sekolah guru petani panen hujan kantor dinas anggaran jembatan
proyek bupati pelabuhan kapal nelayan laut angin kebun kopi pabrik buruh upah listrik desa hutan api asap rumah
sakit dokter obat vaksin kereta stasiun penumpang tiket bandara pesawat rute wisata hotel pantai festival musik
seni lomba juara tim pemain pelatih gol
""".split()
FIRST = (
    "Darmawan",
    "Sulastri",
    "Yohanes",
    "Ratnasari",
    "Bonifasius",
    "Kartika",
    "Hendrawan",
    "Melati",
    "Rahmadi",
    "Wulandari",
)
LAST = (
    "Prakoso",
    "Simbolon",
    "Tanuwijaya",
    "Maharani",
    "Lesmana",
    "Kusnadi",
    "Harefa",
    "Pangestu",
    "Wiratama",
    "Sembiring",
)


def sentence(rng: random.Random, words: int) -> str:
    text = " ".join(rng.choice(WORDS) for _ in range(words))
    return text[0].upper() + text[1:]


def body(number: int, version: int = 0) -> str:
    """Seven paragraphs that share no long stretch with any other number's; versions differ in the direct quote."""
    rng = random.Random(number)
    name = f"{rng.choice(FIRST)} {rng.choice(LAST)}"
    plain = [". ".join(sentence(rng, 14) for _ in range(3)) + "." for _ in range(5)]
    direct = f"“{sentence(rng, 12)},” kata {name}, Selasa."
    indirect = f"{name} mengatakan bahwa {sentence(rng, 12).lower()}."
    if version:
        direct = f"“{sentence(random.Random(f'{number}.{version}'), 12)},” kata {name}, Selasa."
    return "\n".join([*plain[:2], direct, plain[2], indirect, *plain[3:]])


def raw(number: int, *, text_of: int | None = None, version: int = 0, language: str = "id") -> tuple[bytes, bytes]:
    """Key and value of article `number`; with `text_of`, a reprint of another one's text."""
    uri = f"https://berita.example/{number}"
    value = {"uri": uri, "body": body(number if text_of is None else text_of, version), "language": language}
    return uri.encode(), orjson.dumps(value)
