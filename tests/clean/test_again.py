"""Cleaning what was cleaned changes nothing: texts put together of what once was left for a second cleaning."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from streams.clean import clean
from streams.errors import RejectedError
from streams.events import RawArticle

PACKS = {
    "id": {
        "headlines": ["Warga Dusun Rejosari Bangun Sumur Bersama", "Sumur Bersama Dibangun Warga Dusun Rejosari"],
        "datelines": ["TEMANGGUNG - ", "SURABAYA, Kabarkita.com - ", "Jakarta (ANTARA) - "],
        "labels": ["Daerah", "Sumur Warga.", "Kamis, 12 Februari 2026 | 10:30 WIB", "Penulis: Sekar Pramudita"],
        "sentences": [
            "Siapa yang tidak rindu air jernih dari sumur di lereng gunung?",
            "Warga Dusun Rejosari membangun sumur bersama setelah tiga bulan hujan tidak turun.",
            "Sumur sedalam 30 meter itu kini mengairi 60 rumah dan satu sekolah dasar di lereng gunung.",
            "Wagiman, ketua kelompok tani dusun itu, mengatakan warga menggali bergantian setiap malam.",
            "Rencana pemindahan kantor kelurahan mereka ke IKN ditolak oleh rapat warga di IKN.",
            "Sumur itu murah,mudah dirawat.Kini sumur yang namunpowerful itu(ANTARA)dipakai semua warga.",
            "Alamatnya kabar@desa.example,www.desa.example/sumur.Kini sumur itu dirawat oleh warga.",
            "Biaya () pompa itu. . sudah  dibayar &amp;lt; JÃ³hann &amp;amp; r\u200b\u0301ekan-rekan..",
        ],
        "inline": [
            "SCROLL TO CONTINUE WITH CONTENT", "ADVERTISEMENT", "BACA JUGA: Petani Tembakau Menanti Hujan Turun",
            "Simak berita selengkapnya di halaman selanjutnya", "Simak Video Petani Menari",
            "Selanjutnya Halaman 1 2 desa sumur", "Baca juga: Sumur Tua Kering?",
        ],
        "quotes": [
            '"Kami menggali bergantian setiap malam karena siang hari semua orang bekerja di kebun tembakau,"',
            "?Air dari sumur itu jernih dan tidak pernah habis walaupun semua rumah memakainya setiap hari,?",
        ],
        "speakers": ["ujar Wagiman.", "kata Wagiman, ketua kelompok tani dusun itu, Kamis (12/2/2026)."],
        "debris": [
            "ADVERTISEMENT", "Baca juga: Sumur Tua di Dusun Tetangga Kering", "Baca juga:", "[Gambas:Video 20detik]",
            "Foto: Warga menggali sumur", "Bagikan",
        ],
        "feet": ["(abc/def)", "[bim]", "Editor: Rina Wulandari", "Sumur", "Tag", "(*)", "1 2 3", "Petani Menanti"],
    },
    "en": {
        "headlines": ["Second boat for the ferry to the small island", "Ferry to the small island gets second boat"],
        "datelines": ["LISBON (Reuters) - ", "LONDON, Feb. 12 — ", "LEEDS, The Courier - "],
        "labels": ["Island life.", "IN SHORT.", "Letters", "By Ada Marwick", "May 12, 2026"],
        "sentences": [
            "The ferry between the two islands will sail every hour from the spring, the council said.",
            "The new boat carries 40 cars and was built for a lake in the north, where nobody wanted it.",
            "The harbour master has asked for a longer pier since the winter in which the old boat sank.",
            "The boat was cheap,the council said.It will be painted and moored in New York.It is called () Ada. .",
            "Its owner,who is a baker,wrote to harbour@island.example,www.island.example/boat.He had no answer.",
        ],
        "inline": ["ADVERTISEMENT", "Advertisement", "READ MORE: The Islands That Nobody Visits"],
        "quotes": ["“We have waited nine years for a boat that sails in the winter as well as in the summer,”"],
        "speakers": ["said Ada Marwick.", "said the harbour master, who has counted the days since the old boat sank."],
        "debris": [
            "ADVERTISEMENT", "Sign up for our newsletter", "Read more: More islands, more boats", "Related articles",
            "Share",
        ],
        "feet": ["(abc/def)", "— Ada Marwick", "More islands", "Tags", "###", "1 2 3"],
    },
}  # fmt: skip


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A text with what stands above an article, in it and below it; no sentence stands in it twice.

    The first one ends its line: what has no full stop could be a headline, once the dateline before it is gone.
    """
    pack = PACKS[draw(st.sampled_from(sorted(PACKS)))]
    head = draw(st.lists(st.sampled_from(pack["labels"] + pack["headlines"]), max_size=3, unique=True))
    datelines = draw(st.lists(st.sampled_from(pack["datelines"]), max_size=2, unique=True))
    pieces = draw(st.permutations([*pack["sentences"], *pack["quotes"]]))
    first, *rest = pieces[: draw(st.integers(4, len(pieces)))]
    lines = [draw(continued(piece, pack)) for piece in rest]
    feet = draw(st.lists(st.sampled_from(pack["feet"]), max_size=3, unique=True))
    body = "".join([*datelines, first, "\n", *lines]).rstrip()
    return "\n".join([*head, body, *feet])


@st.composite
def continued(draw: st.DrawFn, piece: str, pack: dict[str, list[str]]) -> str:
    """A sentence or quotation and what stands behind it: who said it, interface words, a line of debris, or nothing."""
    speaker = draw(st.sampled_from(pack["speakers"])) if piece in pack["quotes"] else ""
    inline = draw(st.sampled_from(["", "", *pack["inline"]]))
    debris = draw(st.sampled_from(["", "", *pack["debris"]]))
    parts = [piece, debris, speaker] if speaker else [piece + (inline and " " + inline), debris]
    return "\n".join(part for part in parts if part) + ("\n" if debris or draw(st.booleans()) else " ")


@settings(max_examples=400, derandomize=True)
@given(body=texts())
def test_what_was_cleaned_is_clean(body: str) -> None:
    try:
        once = clean(RawArticle(uri="u", body=body))
    except RejectedError:
        return
    again = clean(RawArticle(uri="u", body=once.body, headline=once.headline, language=once.language))
    assume(again.language == once.language)  # debris may be what a few lines' language was told by
    assert again.body == once.body
    assert (again.removals, again.repairs) == ((), ())
