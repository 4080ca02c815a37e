"""A short campaign of a fixed seed, and every record that once broke something."""

from pathlib import Path

import msgspec
import orjson
import pytest

from streams.events import Article, RawArticle, Removal
from streams.pipeline import Stage, StageName
from streams.records import Outcome, Record, Result, State
from streams.topics import RAW
from tests.fuzz import found, judge
from tests.fuzz.campaign import Campaign
from tests.fuzz.generate import Case, case
from tests.fuzz.judge import Judge, check_article, real_events

RECORDS = 3_000


@pytest.mark.timeout(120)
def test_hostile_records_give_outputs_or_a_named_reason() -> None:
    report = Campaign(20261125, keep=False).run(RECORDS)
    assert report.crashes == {}
    assert report.slow == []
    assert len(report.ends) > 15  # the campaign reaches all stages, and most of what can become of a record


@pytest.mark.parametrize("kept", [pytest.param(case, id=name) for name, case in found.saved()])
def test_what_once_broke_something_is_answered(kept: Case) -> None:
    assert Judge().run(kept).ends


def test_a_seed_and_a_number_make_one_record() -> None:
    events = real_events()
    assert [case(5, n, events) for n in range(50)] == [case(5, n, events) for n in range(50)]
    assert case(5, 1, events) != case(6, 1, events)


def test_the_judge_sees_a_body_that_its_edits_do_not_make() -> None:
    raw = RawArticle(uri="u", body="Warga menyeberang.\nBaca juga")
    removals = (Removal(rule="r", start=18, end=28),)
    article = Article(
        uri="u", body="Warga menyeberang.", language="id", char_count=18, word_count=2, sha256="0", removals=removals,
        version_created="2026-02-12T00:00:00Z",
    )  # fmt: skip
    check_article(raw, article)
    with pytest.raises(AssertionError):
        check_article(raw, msgspec.structs.replace(article, removals=()))


def test_a_crash_is_made_small_and_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail_on_tigers(record: Record, _state: State | None = None) -> Result:
        if b"tiger" in (record.value or b""):
            raise ZeroDivisionError("tigers")
        return Result(Outcome.CLEANED, "id", [])

    broken = {StageName.CLEAN: Stage(StageName.CLEAN, RAW, fail_on_tigers)}
    monkeypatch.setattr(judge, "stages", lambda: broken)
    monkeypatch.setattr(found, "FOLDER", tmp_path)
    value = orjson.dumps({"uri": "u", "body": "a lion, a tiger and a bear"})
    large = Case(StageName.CLEAN, Record(RAW.name, 0, 0, 0, None, value, (("x", b"y"),)))
    error = found.crash(large)
    assert error is not None
    found.save(found.smallest(large, judge.where(error)), judge.where(error), "a test")
    ((name, small),) = found.saved()
    assert name.startswith("clean-")
    assert (orjson.loads(small.record.value or b"")["body"], small.record.headers) == ("tiger", ())
