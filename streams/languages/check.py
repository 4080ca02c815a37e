"""Whether all language packs can be used."""

from streams.languages.clean_data import clean_data
from streams.languages.pack import languages
from streams.languages.quote_data import quote_data


def check_packs() -> None:
    """Read all packs, so that a mistake in one is told before the first record.

    Raises:
        PackError: a pack cannot be used.
    """
    for language in languages():
        clean_data(language)
        quote_data(language)
