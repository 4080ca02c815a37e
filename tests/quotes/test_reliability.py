"""Confidence means what it says: of the quotes that claim it, about that share is in the gold."""

import pytest

from tests.quality.gate import SHARED
from tests.quality.quotes_figures import reliability

MIN_QUOTES = 60  # fewer tell too little
TOO_SURE = 0.08
TOO_SHY = 0.12


@pytest.mark.skipif(not (SHARED / "eval").is_dir(), reason="no evaluation texts beside the project (../shared/eval)")
def test_confidence_is_calibrated() -> None:
    table = reliability(SHARED)
    judged = {confidence: share for confidence, (count, share) in table.items() if count >= MIN_QUOTES}
    off = {claim: share for claim, share in judged.items() if not claim - TOO_SURE <= share <= claim + TOO_SHY}
    assert len(judged) >= 5
    assert off == {}
