"""The name of an utterance: the same words of the same speaker, in whichever articles they are printed."""

from hashlib import blake2b

from streams.dedup.normalise import letters_and_digits

UTTERANCE_ID_BYTES = 16


def utterance_id(quote: str, speaker: str | None) -> str:
    """Thirty-two hex digits that are equal where quote and speaker say the same.

    Case, accents, white space, punctuation and the glyphs of quotation marks do not count; any other difference does,
    so that an id never joins two statements. An unknown speaker is not the same as any known one.
    """
    words, name = letters_and_digits(quote), letters_and_digits(speaker or "")
    return blake2b(name + b"\0" + words, digest_size=UTTERANCE_ID_BYTES).hexdigest()
