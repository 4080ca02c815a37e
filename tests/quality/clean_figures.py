"""How well cleaning does: on texts with hand-made gold, and on the article-extraction benchmark's pages."""

import gzip
import importlib.util
import json
import lzma
import re
import tarfile
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

from streams.clean import clean, decode_page
from streams.errors import RejectedError
from streams.events import RawArticle

TEXT_FIGURES = {
    "token_f1": "token_f1",
    "para_f1": "paragraph_f1",
    "residual_debris": "residual_debris",
    "lost_text": "lost_text",
    "repair_rate": "repairs",
    "title_f1": "title_f1",
    "dateline_f1": "dateline_f1",
    "byline_f1": "byline_f1",
    "editor_f1": "editor_f1",
    "published_at_acc": "dates",
    "language_acc": "language",
}


def figures(shared: Path) -> dict[str, float]:
    """All figures of the stage; of `clean.text.residual_debris` and `clean.text.lost_text` less is better."""
    return _text_figures(shared / "eval/cleaning") | _page_figures(
        shared / "eval/html/scrapinghub-article-extraction.tar.xz"
    )


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"scorer_{path.stem}", path)
    if not spec or not spec.loader:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _text_figures(folder: Path) -> dict[str, float]:
    gold = [json.loads(row) for row in (folder / "gold.jsonl").read_text("utf-8").splitlines()]
    predictions = {row["doc_id"]: _prediction(row) for row in gold}
    scores, _ = _module(folder / "score.py").score(gold, predictions)
    return {f"clean.text.{name}": float(scores[key]) for key, name in TEXT_FIGURES.items()}


def _prediction(row: dict[str, Any]) -> dict[str, Any]:
    raw = row["raw"]
    try:
        cleaned = clean(RawArticle(uri=raw["url"] or f"urn:{row['doc_id']}", body=raw["content"]))
    except RejectedError:
        return {"paragraphs": []}
    return {
        "title": cleaned.headline,
        "dateline": cleaned.located,
        "byline": cleaned.by,
        "editor": cleaned.editor,
        "published_at": cleaned.date_published,
        "language": cleaned.language,
        "paragraphs": cleaned.body.split("\n"),
    }


def _page_figures(archive: Path) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=lzma.open(archive)) as pages:
            pages.extractall(folder, filter="data")
        root = next(Path(folder).rglob("ground-truth.json")).parent
        truth = json.loads((root / "ground-truth.json").read_text("utf-8"))
        evaluate = _module(root / "evaluate.py")
        matches = [
            evaluate.string_shingle_matching(true=gold.get("articleBody", ""), pred=_page_body(root, name))
            for name, gold in truth.items()
        ]
    scores = evaluate.metrics_from_tp_fp_fns(matches)
    return {f"clean.pages.{name}": float(scores[name]) for name in ("f1", "precision", "recall")}


def _page_body(root: Path, name: str) -> str:
    data = gzip.decompress((root / f"html/{name}.html.gz").read_bytes())
    try:
        page = decode_page(data, _declared_charset(data))
        return clean(RawArticle(uri=f"urn:{name}", body=page, content_type="text/html")).body
    except RejectedError:
        return ""


def _declared_charset(data: bytes) -> str | None:
    """What a producer would have put into the content type."""
    match = re.search(rb"charset=[\"']?([\w-]+)", data[:2_000])
    return match[1].decode("ascii") if match else None
