"""Figures of the deduplicator: the evaluation stream in arrival order through the pure code, and its own scorer."""

import json
from collections.abc import Iterator
from hashlib import sha256
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from streams import dedup
from streams.clean import clean
from streams.events import CandidateArticle, RawArticle

COPIES = frozenset({"redelivery", "exact", "near"})
TOTALS = ("pair_f1", "pair_p", "pair_r", "drop_p", "drop_r")
FOUND = ("natural_near", "swap20", "ocr5", "trunc40", "drop_tail", "footer", "combo")
FALSELY_LINKED = ("template_syn", "natural_template", "followup_bg", "natural_followup", "merge_two", "digest5")


def figures(shared: Path) -> dict[str, float]:
    """`dedup.*` as the scorer beside the texts gives them.

    `dedup.copies_dropped` is the share of copies not passed on, `dedup.passed_on_rightly` that of articles which
    are no copies and are passed on; the scorer looks at clusters only.
    """
    folder = shared / "eval" / "dedup"
    documents = [json.loads(line) for line in (folder / "stream.jsonl").open(encoding="utf-8")]
    verdicts = {document["doc_id"]: verdict for document, verdict in decided(documents)}
    scored = _scorer(folder / "score.py").run(documents, {name: v.cluster_id for name, v in verdicts.items()})
    found = {name: scored[name] for name in TOTALS}
    found |= {f"recall.{name}": scored["recall"][name] for name in FOUND}
    found |= {f"false_link.{name}": scored["false_link"][name] for name in FALSELY_LINKED}
    dropped = {name: verdict.relation in COPIES for name, verdict in verdicts.items()}
    return {f"dedup.{name}": float(figure) for name, figure in (found | _drops(documents, dropped)).items()}


def decided(documents: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dedup.Verdict]]:
    """Each document with the verdict on it."""
    index = dedup.Index()
    for document in documents:
        verdict = index.decide(_candidate(document))
        for change in verdict.changes:
            index.apply(*change)
        index.commit()
        yield document, verdict


def _candidate(document: dict[str, Any]) -> CandidateArticle:
    arrived = document["published_at"]
    raw = RawArticle(uri=document["url"], body=document["text"], headline=document["title"], date_published=arrived)
    cleaned = clean(raw)
    return CandidateArticle(
        uri=raw.uri,
        body=cleaned.body,
        language=cleaned.language,
        date_published=cleaned.date_published,
        char_count=len(cleaned.body),
        word_count=len(cleaned.body.split()),
        sha256=sha256(cleaned.body.encode()).hexdigest(),
        version_created=arrived,
        sketch=dedup.sketch(cleaned.body),
    )


def _drops(documents: list[dict[str, Any]], dropped: dict[str, bool]) -> dict[str, float]:
    seen: set[str] = set()
    copies, others = [], []
    for document in documents:
        name, group = document["doc_id"], document["gold_group"]
        if document["relation"] == "duplicate" and document["gold_cluster"] in seen:
            copies.append(dropped[name])
        elif group not in seen:
            others.append(dropped[name])
        seen |= {document["gold_cluster"], group}
    return {
        "copies_dropped": sum(copies) / len(copies),
        "passed_on_rightly": 1 - sum(others) / len(others),
    }


def _scorer(path: Path) -> ModuleType:
    spec = spec_from_file_location("dedup_scorer", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
