"""What holds for every text, and what single cases cannot show."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.languages.quote_data import quote_data
from streams.quotes import Found, extract
from streams.quotes.text import Text

LANGUAGES = ("id", "en", "de", "fr", "es", "ms", "nl", "xx")
PIECES = (
    *"\"“”„«»''‘’.,:;!?()-—\n",
    *(
        "kata",
        "said",
        "menurut",
        "according to",
        "bahwa",
        "that",
        "dia",
        "ujarnya",
        "mengatakan",
        "told",
        "sagte",
        "dass",
        "selon",
        "aldus",
        "que",
    ),
    *(
        "Budi Santoso",
        "Menteri",
        "Presiden Sukma",
        "Anna Reed",
        "the mayor",
        "yang",
        "who",
        "pernyataan",
        "hal itu",
        "disampaikan",
    ),
    *("rumah", "is", "3,5", "Rp2.000", "dr.", "Mr.", "é", "ﬀ", "İ", "\u00a0", "\u200b", "👩‍🌾"),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join) | st.text(max_size=200)


def words_of(quote: Found, body: str) -> str:
    return " ".join(body[span.start : span.end] for span in quote.spans)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(LANGUAGES))
def test_every_offset_indexes_the_body(body: str, language: str) -> None:
    for quote in extract(body, language):
        assert quote.quote == words_of(quote, body)
        assert all(0 <= span.start < span.end <= len(body) for span in quote.spans)
        if quote.cue:
            assert body[quote.cue.start : quote.cue.end] == quote.cue.text
        speaker = quote.speaker
        if speaker and speaker.start is not None:
            assert body[speaker.start : speaker.end] == speaker.mention


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.sampled_from(LANGUAGES))
def test_quotes_come_in_text_order_and_always_the_same(body: str, language: str) -> None:
    quotes = extract(body, language)
    assert [quote.spans[0].start for quote in quotes] == sorted(quote.spans[0].start for quote in quotes)
    assert quotes == extract(body, language)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_sentences_and_newlines_cover_every_word_once(body: str) -> None:
    text = Text(body)
    covered = [word for sentence in text.sentences for word in range(sentence.first, sentence.last)]
    assert covered == [number for number, word in enumerate(text.words) if word != "\n"]


@pytest.mark.parametrize("behind", ["\nBroen er gammel.", " – Kari Holm"])
def test_a_language_without_a_pack_gets_direct_quotes_without_speakers(behind: str) -> None:
    (quote,) = extract("“Vi bygger broen igjen neste år.”" + behind, "no")
    assert (quote.type, quote.quote, quote.cue, quote.speaker) == (
        "direct",
        "Vi bygger broen igjen neste år.",
        None,
        None,
    )


@pytest.mark.parametrize(
    "body", ["", "\n\n", '"', "“”", "kata", '"" kata Budi', "said.", "...", "sagte ,", "kata ,", "said :"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_without_a_quote(body: str, language: str) -> None:
    assert extract(body, language) == []


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "xx"])
def test_word_lists_are_lower_case_and_stripped(language: str) -> None:
    data = quote_data(language)
    assert data is not None
    listed = {*data.abbreviations, *data.source.titles, *data.source.organisations, *data.clause.openers, *data.places}
    assert {word for word in listed if word != word.lower().strip()} == set()


@pytest.mark.parametrize("code", ["xx", "../id", "ID", "", "en-GB"])
def test_a_code_that_names_no_pack_has_no_data(code: str) -> None:
    assert quote_data(code) is None


@pytest.mark.parametrize(
    "unit",
    [
        '" ',
        "“",
        '"a" ',
        "said ",
        "kata Budi, ",
        "Anna Smith ",
        "Presiden Budi. ",
        '"A b c d e f," kata Presiden. ',
        "a, ",
        "“a b c.\n",
        "He said that he said, ",
        " ",
        "Sp.P.",
        "Dinas Abc Budi, ",
        "Politik, Hukum, dan ",
        "Smith's chief ",
    ],
)
def test_hostile_texts_give_output_in_proportion(unit: str) -> None:
    # Each cue of a sentence may report the rest of it; the number of cues that count in a sentence bounds the output.
    body = unit * (20_000 // len(unit))
    for language in ("id", "en"):
        quoted = sum(len(quote.quote) for quote in extract(body, language))
        assert quoted <= 12 * len(body)
