"""The packs' cleaning data, and which language a text is in."""

import pytest

from streams.languages.clean_data import clean_data, words
from streams.languages.detect import detect
from streams.languages.pack import languages

SENTENCES = {
    "id": (
        "Pemerintah kota mengatakan bahwa jembatan itu akan selesai pada akhir tahun ini, dan "
        "warga tidak perlu membayar untuk melewatinya."
    ),
    "ms": (
        "Kerajaan negeri berkata jambatan itu akan siap pada akhir tahun ini kerana kerja "
        "pembinaan boleh dijalankan setiap hari mulai Isnin."
    ),
    "en": (
        "The council said that the bridge would be finished at the end of this year, and that "
        "people would not have to pay for it."
    ),
    "de": (
        "Der Stadtrat teilte mit, dass die Brücke am Ende des Jahres fertig wird und dass niemand "
        "dafür bezahlen muss, sie zu benutzen."
    ),
    "fr": (
        "La mairie a déclaré que le pont serait terminé à la fin de cette année et que personne "
        "n'aurait à payer pour le traverser."
    ),
    "es": (
        "El ayuntamiento dijo que el puente estará terminado a finales de este año y que nadie "
        "tendrá que pagar por cruzarlo."
    ),
    "it": (
        "Il comune ha detto che il ponte sarà finito entro la fine di quest'anno e che nessuno "
        "dovrà pagare per attraversarlo."
    ),
    "sv": "Kommunen säger att bron ska vara färdig i slutet av året och att ingen behöver betala för att gå över den.",
    "tr": (
        "Belediye, köprünün bu yılın sonunda tamamlanacağını ve kimsenin köprüden geçmek için para "
        "ödemeyeceğini söyledi, ama bu çok zor."
    ),
    "pt": (
        "A prefeitura disse que a ponte estará pronta no final deste ano e que ninguém terá de pagar para atravessá-la."
    ),
    "nl": (
        "De gemeente zegt dat de brug aan het einde van dit jaar klaar zal zijn en dat niemand "
        "hoeft te betalen om eroverheen te gaan."
    ),
    "da": "Kommunen siger, at broen vil være færdig i slutningen af året, og at ingen skal betale for at gå over den.",
    "ru": "Городской совет сообщил, что мост будет достроен в конце года и что платить за проезд никому не придётся.",
}


@pytest.mark.parametrize("code", SENTENCES)
def test_language_of_a_sentence(code: str) -> None:
    assert detect(SENTENCES[code]) == code


@pytest.mark.parametrize(
    ("text", "hint", "code"),
    [
        ("OK", "id-ID", "id"),
        ("OK", "de_DE", "de"),
        ("", None, "und"),
        ("123", "xx", "und"),
        (SENTENCES["en"], "id", "en"),
    ],
)
def test_a_hint_decides_only_where_the_text_does_not(text: str, hint: str | None, code: str) -> None:
    assert detect(text, hint) == code


@pytest.mark.parametrize("text", ["x,y", "a", "ok", "id,name", "name,age\nAnn,3\nBob,4", "?"])
def test_what_is_no_text_is_in_no_language(text: str) -> None:
    assert detect(text) == "und"


def test_near_languages_are_told_apart_by_words_that_one_of_them_has() -> None:
    shared = "Menteri berkata bahwa mereka akan datang ke sini dengan kereta pada hari ini untuk makan bersama ketua. "
    assert detect(shared + "Karena listrik padam, kantor tutup selama tiga pekan.") == "id"


@pytest.mark.parametrize("code", languages())
def test_pack_is_complete(code: str) -> None:
    data = clean_data(code)
    assert len(data.months) == 12
    assert len(data.weekdays) >= 7
    assert data.byline
    assert data.cities
    assert data.lines["related"]
    assert data.blocks["related"]
    assert len(words(code)) >= 5_000


def test_a_language_without_a_pack_uses_the_fallback() -> None:
    assert clean_data("xx") == clean_data("en")
    assert words("xx") == {}
