"""Figures of the quotes stage on the evaluation sets beside the repository, through the pure code."""

import importlib.util
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from streams.quotes import Found, extract

SETS = {"id_hand_dev": False, "id_pfsa_dev40": False, "polnear_dev": True, "de_wikinews_dev": False}
KINDS = ("all", "direct", "indirect")
METRICS = ("found", "exact", "attributed", "name", "role", "affiliation")
MIN_DICE = 0.5


def figures(shared: Path) -> dict[str, float]:
    """Recall and precision a set: `quotes.<set>.<kind>.<metric>`, precision with `.precision` behind it."""
    scorer = _scorer(shared)
    out: dict[str, float] = {}
    for name, speech_only in SETS.items():
        golds = _golds(shared, name)
        scores = scorer.score(golds, [_prediction(gold) for gold in golds], speech_only)
        for kind in KINDS:
            for metric in METRICS:
                if metric in scores[kind]:
                    out[f"quotes.{name}.{kind}.{metric}"] = scores[kind][metric]["R"]
                    out[f"quotes.{name}.{kind}.{metric}.precision"] = scores[kind][metric]["P"]
    return out


def reliability(shared: Path) -> dict[float, tuple[int, float]]:
    """How often quotes of one confidence were right: confidence to their number and the share found in the gold."""
    scorer = _scorer(shared)
    seen: Counter[float] = Counter()
    right: Counter[float] = Counter()
    for name, speech_only in SETS.items():
        for gold in _golds(shared, name):
            for confidence, is_right in _judged(scorer, gold, speech_only=speech_only):
                seen[confidence] += 1
                right[confidence] += is_right
    return {confidence: (seen[confidence], right[confidence] / seen[confidence]) for confidence in sorted(seen)}


def _judged(scorer: Any, gold: dict[str, Any], *, speech_only: bool) -> Iterator[tuple[float, bool]]:
    """Each quote that the gold can judge: its confidence, and whether the gold has it."""
    text = scorer.Doc(gold["text"])
    wanted = [(text.words(a["content"]), speech_only and a.get("speech") is False) for a in gold["attributions"]]
    for quote in extract(gold["text"], gold["language"]):
        words = text.words([(span.start, span.end) for span in quote.spans])
        touched = [(2 * len(words & w) / (len(words) + len(w)), neutral) for w, neutral in wanted if words & w]
        best, neutral = max(touched, default=(0.0, bool(gold.get("open_world"))))
        if not neutral:
            yield quote.confidence, best >= MIN_DICE


def _scorer(shared: Path) -> Any:
    """The scorer that lies beside the sets."""
    folder = shared / "eval" / "quotes"
    sys.path.insert(0, str(folder))
    try:
        spec = importlib.util.spec_from_file_location("quotes_score", folder / "score.py")
        if spec is None or spec.loader is None:
            raise FileNotFoundError(folder / "score.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(folder))
    return module


def _golds(shared: Path, name: str) -> list[dict[str, Any]]:
    lines = (shared / "eval" / "quotes" / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _prediction(gold: dict[str, Any]) -> dict[str, Any]:
    quotes = extract(gold["text"], gold["language"])
    return {"doc_id": gold["doc_id"], "quotes": [_as_scored(quote) for quote in quotes]}


def _as_scored(quote: Found) -> dict[str, Any]:
    """A quote in the scorer's terms."""
    cue, speaker = quote.cue, quote.speaker
    return {
        "text": quote.quote,
        "spans": [[span.start, span.end] for span in quote.spans],
        "kind": quote.type,
        "cue": cue and {"text": cue.text, "start": cue.start, "end": cue.end},
        "speaker": speaker
        and {
            "mention": speaker.mention or "",
            "name": speaker.name,
            "role": speaker.job_title,
            "affiliation": speaker.affiliation,
            "start": speaker.start,
            "end": speaker.end,
        },
    }
