"""One table a rule: what it takes, and what it must leave alone."""

from typing import TYPE_CHECKING

import pytest

from streams.clean.bars import is_share_bar
from streams.clean.bylines import Credits, read_credits
from streams.clean.characters import repair_characters
from streams.clean.dates import header_date, is_date, normal_date, text_date, url_date
from streams.clean.edits import apply
from streams.clean.foot import take_foot
from streams.clean.glue import repair_glue
from streams.clean.headline import take_headline
from streams.clean.imprint import read_imprint
from streams.clean.lead import take_fused, take_lead
from streams.clean.lines import Line, split_lines
from streams.clean.phrases import Phrasebook
from streams.clean.signature import read_signature
from streams.clean.spacing import repair_quote_marks
from streams.clean.wording import Wording

if TYPE_CHECKING:
    from streams.languages.clean_data import Phrases


def line(text: str) -> Line:
    return Line(0, len(text), text)


@pytest.mark.parametrize(
    ("text", "language", "place", "rest"),
    [
        ("BANDUNG - Hujan turun", "id", "BANDUNG", "Hujan turun"),
        ("Bandung-Hujan turun", "id", "Bandung", "Hujan turun"),
        ("BANDUNG, KABARKITA.com - Hujan turun", "id", "BANDUNG", "Hujan turun"),
        ("KABARKITA.CO.ID, BANDUNG -- Hujan turun", "id", "BANDUNG", "Hujan turun"),
        ("Kabarkita.com - Hujan turun", "id", None, "Hujan turun"),
        ("Bandung (ANTARA) - Hujan turun", "id", "Bandung", "Hujan turun"),
        ("Jakarta Dinas Pendidikan hujan", "id", "Jakarta", "Dinas Pendidikan hujan"),
        ("Jakarta Selatan dilanda hujan", "id", None, "Jakarta Selatan dilanda hujan"),
        ("MAKALE, KABAR.NUSA – Hujan turun", "id", "MAKALE", "Hujan turun"),
        ("MAKALE - KABAR.NUSA - Hujan turun", "id", "MAKALE", "Hujan turun"),
        ("KABAR.NUSA – MAKALE – Hujan turun", "id", "MAKALE", "Hujan turun"),
        ("MAKALE, KabarNusa - Hujan turun", "id", "MAKALE", "Hujan turun"),
        ("MAKALE, RADAR24 - Hujan turun", "id", "MAKALE", "Hujan turun"),
        ("Bandung, Lodaya – Hujan turun", "id", "Bandung", "Hujan turun"),
        ("KUPANG, Suara Timor - Hujan turun", "id", "KUPANG", "Hujan turun"),
        ("KUPANG, LENTERA FLOBAMORA, Senin - Hujan turun", "id", "KUPANG", "Hujan turun"),
        ("PADANG, Sumatera Barat, Gema Nagari - Hujan turun", "id", "PADANG, Sumatera Barat", "Hujan turun"),
        ("KUPANG, Nusa Tenggara Timur - Hujan turun", "id", "KUPANG, Nusa Tenggara Timur", "Hujan turun"),
        ("JAKARTA, Kecamatan Kemuning - Hujan turun", "id", "JAKARTA, Kecamatan Kemuning", "Hujan turun"),
        ("IPOH, Kampung Melati - Hujan turun", "ms", "IPOH, Kampung Melati", "Hujan turun"),
        ("MAKALE, TANA TORAJA - Hujan turun", "id", "MAKALE, TANA TORAJA", "Hujan turun"),
        ("Makale, Tana Toraja - Hujan turun", "id", "Makale, Tana Toraja", "Hujan turun"),
        ("JAKARTA, Senin - Hujan turun", "id", "JAKARTA", "Hujan turun"),
        ("Jakarta, Kamis (12/2/2026) - Hujan turun", "id", "Jakarta", "Hujan turun"),
        ("COVID-19 - Kasus naik", "id", None, "COVID-19 - Kasus naik"),
        ("Presiden - yang baru - tiba", "id", None, "Presiden - yang baru - tiba"),
        ("WASHINGTON (AP) — Rain fell", "en", "WASHINGTON", "Rain fell"),
        ("PUTRAJAYA, Nov 22 — Rain fell", "en", "PUTRAJAYA", "Rain fell"),
        ("NEW YORK, Dec. 22 (UPI) -- Rain fell", "en", "NEW YORK", "Rain fell"),
        ("Washington lawmakers saw rain", "en", None, "Washington lawmakers saw rain"),
        ("The plan - it was new - failed", "en", None, "The plan - it was new - failed"),
        ("McALLEN, Texas (AP) — Rain fell", "en", "McALLEN, Texas", "Rain fell"),
        ("WESTHAVEN, TheFenPost - Rain fell", "en", "WESTHAVEN", "Rain fell"),
        ("Berlin (dpa) - Regen fiel", "de", "Berlin", "Regen fiel"),
        ("KUANTAN: Hujan turun", "ms", "KUANTAN", "Hujan turun"),
    ],
)
def test_dateline(text: str, language: str, place: str | None, rest: str) -> None:
    first = line(text)
    assert take_lead(first, language).place == place
    assert first.text == rest


def test_title_fused_with_the_dateline_is_the_headline() -> None:
    first = line("Panen padi gagal di tiga desa akibat banjir Bandung - Ribuan petani merugi besar.")
    assert take_fused(first, "id") == "Panen padi gagal di tiga desa akibat banjir"
    assert first.text == "Bandung - Ribuan petani merugi besar."


def test_pull_quote_before_the_dateline_is_no_headline() -> None:
    quote = "Kami tidak tahu lagi harus menanam apa musim ini"
    first = line(f"{quote} Bandung - Ribuan petani merugi. {quote}, kata seorang petani.")
    assert take_fused(first, "id") == ""
    assert first.text.startswith("Bandung - Ribuan")


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Editor: Rina Wulandari", "id", Credits(editor="Rina Wulandari")),
        ("Pewarta: Sari Dewi Editor: Rina Wulandari COPYRIGHT (c)2025", "id", Credits("Sari Dewi", "Rina Wulandari")),
        ("Penulis buku itu tiba di sini", "id", None),
        ("By Nora Blythe", "en", Credits(by="Nora Blythe")),
        ("By Nora Blythe and Tom Arder, Staff Writer", "en", Credits(by="Nora Blythe and Tom Arder")),
        ("By the time they came, Paul had left", "en", None),
        ("Reporting by Ann Lee; Editing by Carl Monk", "en", Credits("Ann Lee", "Carl Monk")),
        ("Von Greta Moorhahn", "de", Credits(by="Greta Moorhahn")),
        ("Von Greta Moorhahn am 16.03.2026", "de", Credits(by="Greta Moorhahn")),
        ("Story by Nora Blythe • 2d • 3 min read", "en", Credits(by="Nora Blythe")),
        ("By Nora Blythe nblythe@courier.example", "en", Credits(by="Nora Blythe")),
    ],
)
def test_credits(text: str, language: str, found: Credits | None) -> None:
    assert read_credits(text, language) == found


@pytest.mark.parametrize(
    ("text", "editor", "rest"),
    [
        ("kata dia. (abc/def)", "abc/def", "kata dia."),
        ("kata dia. [bim].", "bim", "kata dia."),
        ("kata dia. (*)", None, "kata dia."),
        ("kata dia. (Antara)", None, "kata dia."),
        ("(ian)", "ian", ""),
        ("kata Badan Pusat Statistik (BPS).", None, "kata Badan Pusat Statistik (BPS)."),
        ("kata dia (tengah).", None, "kata dia (tengah)."),
        ("abc/dpa", "abc", ""),
    ],
)
def test_foot(text: str, editor: str | None, rest: str) -> None:
    last = line(text)
    assert take_foot(last, "id")[0].editor == editor
    assert last.text == rest


@pytest.mark.parametrize(
    ("text", "language", "date"),
    [
        ("Tue 6 May 2025 09.15 BST", "en", "2025-05-06T09:15+01:00"),
        ("6 minute readMay 6, 20252:26 PM GMT+2Last Updated 4 min ago", "en", "2025-05-06T14:26+02:00"),
        ("May 6, 2025", "en", "2025-05-06"),
        ("Senin, 5 Mei 2025 10:00 WIB", "id", "2025-05-05T10:00+07:00"),
        ("Selasa, 06/05/2025 | 10:00", "id", "2025-05-06"),
        ("06.05.2025, 10:30 Uhr", "de", "2025-05-06"),
        ("06/05/2025 - 10:30 UTC+2", "fr", "2025-05-06T10:30+02:00"),
        ("6 de mayo de 2025", "es", "2025-05-06"),
    ],
)
def test_date_line(text: str, language: str, date: str) -> None:
    assert is_date(text, language)
    assert header_date([text], language) == date


@pytest.mark.parametrize(
    ("text", "language", "by", "place"),
    [
        ("Nora Blythe | The Fenland Courier | 12 May 2026", "en", "Nora Blythe", None),
        ("By Nora Blythe, Staff Reporter - May 12, 2026, 9:15 AM", "en", "Nora Blythe", None),
        ("Oslo ● Tue, May 12, 2026", "en", None, "Oslo"),
        ("Kabarnusa.id, Selasa, 12 Mei 2026, 14:05 WIB", "id", None, None),
        ("Norderhafen - 12.05.2026, 10:30 Uhr", "de", None, None),
        ("March 16, 2026 / 9:00 AM EDT / CBS Ellery", "en", None, None),
    ],
)
def test_line_with_a_date_and_more(text: str, language: str, by: str | None, place: str | None) -> None:
    imprint = read_imprint(text, language)
    assert imprint
    assert (imprint.credits.by, imprint.place) == (by, place)


@pytest.mark.parametrize(
    "text", ["Flood closes bridge, 12 May 2026", "12 May 2026", "Nora Blythe | The Fenland Courier"]
)
def test_no_line_with_a_date_and_more(text: str) -> None:
    assert read_imprint(text, "en") is None


@pytest.mark.parametrize("text", ["In May 2025 the river rose", "The 2 of them", "12", "2025", "Read more", "at on"])
def test_no_date_line(text: str) -> None:
    assert not is_date(text, "en")


@pytest.mark.parametrize(
    ("uri", "date"),
    [
        ("https://a.example/2025/05/06/title", "2025-05-06"),
        ("https://a.example/world/2025/may/06/title", "2025-05-06"),
        ("https://a.example/news/20250506111833-20-499177/title", "2025-05-06"),
        ("https://a.example/read/1463566/34/title-1574980097", None),
        ("https://a.example/2025/13/45/title", None),
        ("urn:x", None),
    ],
)
def test_date_in_an_address(uri: str, date: str | None) -> None:
    assert url_date(uri) == date


def test_date_in_a_text_needs_its_weekday_or_brackets() -> None:
    assert text_date("kata dia, Kamis (8/5/2025). Pada 1 Mei 2024 hal itu terjadi.", "id") == "2025-05-08"
    assert text_date("Pada 1 Mei 2024 hal itu terjadi.", "id") is None


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2025-05-06", "2025-05-06"),
        ("2025-05-06T10:00:00Z", "2025-05-06T10:00:00+00:00"),
        ("2025-05-06T10:00:00", "2025-05-06"),
        ("soon", None),
        ("0001-01-01", None),
    ],
)
def test_producers_date(value: str, date: str | None) -> None:
    assert normal_date(value) == date


@pytest.mark.parametrize(
    ("text", "language", "repaired"),
    [
        ("meluncurkanroad map", "id", "meluncurkan road map"),
        ("untuk seluruhpeserta di sana", "id", "untuk seluruh peserta di sana"),
        ("jaringan danBluetooth", "id", "jaringan dan Bluetooth"),
        ("bulan Ramadandan Syawal", "id", "bulan Ramadan dan Syawal"),
        ("mempertanggungjawabkannya", "id", "mempertanggungjawabkannya"),
        ("menulari warga", "id", "menulari warga"),
        ("Hartini dan Cahyadi", "id", "Hartini dan Cahyadi"),
        ("GoFood dan LinkAja", "id", "GoFood dan LinkAja"),
        ("rumahsakit.com", "id", "rumahsakit.com"),
        ("battleground states", "en", "battleground states"),
        ("Bundesverfassungsgericht", "de", "Bundesverfassungsgericht"),
    ],
)
def test_glued_words(text: str, language: str, repaired: str) -> None:
    assert apply(text, repair_glue([line(text)], language)) == repaired


def test_a_token_seen_often_is_a_word() -> None:
    text = "meluncurkanroad " * 3
    assert repair_glue(split_lines(text), "id") == []


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("selesai.Namun hujan", "selesai. Namun hujan"),
        ("Biayanya murah,katanya", "Biayanya murah, katanya"),
        ("Badan Pusat Statistik(BPS)", "Badan Pusat Statistik (BPS)"),
        ("hari raya (THR)Keagamaan", "hari raya (THR) Keagamaan"),
        ("-Nasi goreng", "- Nasi goreng"),
        ("selesai. . Namun", "selesai. Namun"),
        ("selesai..", "selesai."),
        ("dia tahu . . . tetapi", "dia tahu . . . tetapi"),
        ("dia tahu. . . Tetapi", "dia tahu. . . Tetapi"),
        ("tunggu ...", "tunggu ..."),
        ("lihat kabarkita.com dan e.g. U.S. 1,5 juta", "lihat kabarkita.com dan e.g. U.S. 1,5 juta"),
        ("kata dia () kemarin", "kata dia kemarin"),
    ],
)
def test_spacing(text: str, repaired: str) -> None:
    assert apply(text, Wording(text, [line(text)], "id").repair([line(text)])) == repaired


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("?Kami siap,? kata dia.", '"Kami siap," kata dia.'),
        ("target SDG?s itu", "target SDG's itu"),
        ("Apa itu? Entahlah.", "Apa itu? Entahlah."),
    ],
)
def test_lost_quote_marks(text: str, repaired: str) -> None:
    assert apply(text, sorted(repair_quote_marks(line(text)))) == repaired


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("JÃ³hann â€œhaloâ€\x9d", "Jóhann “halo”"),
        ("PeA\u0303\x83A\u0302\xb1a lives", "Peña lives"),
        ("BasÃ\x83Â¡Ã\x83Â±ez lives", "Basáñez lives"),
        ("“kutip” — it’s", "“kutip” — it’s"),
        ("pem\xadrograman\u200b", "pemrograman"),
        ("e\u0301te\u0301", "été"),
        ("a\xa0b &amp; c", "a b & c"),
        ("satu\u2028dua\x0btiga", "satu\ndua\ntiga"),
        ("naïve café Ångström", "naïve café Ångström"),
        ("R&amp;amp;D &amp;lt;b&gt; it&#8217;s &foo;", "R&D <b> it’s &foo;"),
        ("a" + "\u0323" * 40 + " b", "ạ" + "\u0323" * 15 + " b"),
    ],
)
def test_characters(text: str, repaired: str) -> None:
    assert apply(text, repair_characters(text)) == repaired


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Read more: the long way home", "related"),
        ("READ MORE", "list"),
        ("3 comments", "comments"),
        ("More from Nora Blythe", "author"),
        ("more from the sea than from the land", None),
        ("Comments were few.", None),
        ("* * *", "mark"),
        ("###", "mark"),
        ("30,000.", None),
    ],
)
def test_phrases(text: str, rule: str | None) -> None:
    lines: Phrases = {
        "related": ("read more:*",),
        "comments": ("# comments",),
        "author": ("more from @",),
        "mark": ("* * *", "###"),
    }
    known = Phrasebook({"blocks": {"list": ("read more",)}, "lines": lines}).look_up(text)
    assert (known.rule if known else None) == rule


@pytest.mark.parametrize(
    ("last", "by", "goes"),
    [
        ("Hannah Reed", "Hannah Reed", True),
        ("— Hannah Reed, Staff Writer", "Hannah Reed", True),
        ("(Hannah Reed/Courier)", "Hannah Reed", True),
        ("— Fenland Courier", None, True),
        ("Emma Larkin", None, False),
        ("Oak Lane", None, False),
    ],
)
def test_signature(last: str, by: str | None, goes: bool) -> None:
    lines = split_lines(f"The oaks came from a nursery in the hills.\nEmma Larkin planted the first one.\n{last}")
    assert read_signature(lines, "en") == Credits(by=by)
    assert lines[-1].kept is not goes


@pytest.mark.parametrize("above", ["The prize went to:", '"Plant oaks while you can."', "- Emma Larkin planted three."])
def test_name_that_belongs_to_what_stands_above_it_is_no_signature(above: str) -> None:
    lines = split_lines(f"The oaks came from a nursery in the hills.\n{above}\n— Hannah Reed")
    assert read_signature(lines, "en") == Credits()
    assert lines[-1].kept


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Bagikan: Facebook Twitter WhatsApp Salin Tautan", "id"),
        ("Salin Tautan Facebook Bagikan", "id"),
        ("Bagikan artikel ini melalui: Facebook • X • WhatsApp", "id"),
        ("Simpan | Bagikan | Cetak", "id"),
        ("12 shares Facebook Twitter", "en"),
        ("Share on Facebook Share on X Share via Email", "en"),
        ("Facebook, X, WhatsApp, Copy link", "en"),
        ("Teilen | Facebook | Twitter | Link kopieren", "de"),
        ("Partager l’article : Facebook, X, WhatsApp", "fr"),
        ("Compartir Guardar Comentar", "es"),
        ("Deel dit artikel: Facebook, X", "nl"),
        ("Kongsi Facebook X Telegram", "ms"),
        ("Paylaş: Facebook X WhatsApp Bağlantıyı kopyala", "tr"),
    ],
)
def test_share_bar(text: str, language: str) -> None:
    assert is_share_bar(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "Facebook, WhatsApp, Instagram",
        "Share prices of Facebook",
        "Print Email",
        "Share 12",
        "Xavier Facebook",
        "Share",
    ],
)
def test_no_share_bar(text: str) -> None:
    assert not is_share_bar(text, "en")


@pytest.mark.parametrize(
    ("hint", "headline", "index"),
    [
        (None, "Old bridge closes after the flood", 1),
        ("Old Bridge Closes After the Flood!", "Old Bridge Closes After the Flood!", 1),
        ("Old bridge closes after flood - Post", "Old bridge closes after flood - Post", 1),
        ("Mayor resigns over the price of bread", "Mayor resigns over the price of bread", -1),
    ],
)
def test_headline(hint: str | None, headline: str, index: int) -> None:
    paragraph = "The old bridge over the river was closed on Monday, an hour after the flood had reached its piers."
    lines = split_lines(f"Region\nOld bridge closes after the flood\n{paragraph}")
    assert take_headline(lines, hint, "en") == (headline, index)
    assert [line.kept for line in lines] == ([False, False, True] if index > 0 else [True, True, True])


def test_a_first_paragraph_is_no_headline() -> None:
    lines = split_lines("The old bridge was closed on Monday.\nIt will open again when the river has fallen.")
    assert take_headline(lines, None, "en") == (None, -1)
