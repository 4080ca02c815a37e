"""Runs a record through the stages as a worker would, and says what is wrong with the answers."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from traceback import walk_tb
from typing import NamedTuple

import msgspec
import orjson

from streams import clean, provenance
from streams.deadline import within
from streams.errors import Reason, RejectedError
from streams.events import Article, CandidateArticle, CleanArticle, Quote, RawArticle
from streams.pipeline import StageName, read_raw, stages
from streams.records import Output, Record, Result, State, dead_letter
from tests.fuzz.generate import FIRST_MS, SOURCES, Case
from tests.fuzz.material import texts

BUDGET_S = 3.0
ROOT = Path(__file__).parents[2]


class Answer(NamedTuple):
    """What became of a case: an outcome or a reason for each stage it met, the CPU time of the slowest, and
    what passed between the stages.
    """

    ends: tuple[str, ...]
    seconds: float
    passed: tuple[Case, ...]


class CrashError(Exception):
    """A stage raised what is no rejection; that error is the cause."""


class Judge:
    """The three stages with their states."""

    def __init__(self) -> None:
        self._stages = stages()
        self._states: dict[StageName, State | None] = {}
        self.reset()

    def reset(self) -> None:
        """Forget all articles."""
        self._states = {name: stage.new_state() if stage.new_state else None for name, stage in self._stages.items()}

    def run(self, case: Case) -> Answer:
        """Pass a record through its stage and those behind it.

        Raises:
            CrashError: a stage raised something else than a rejection.
            AssertionError: an answer is not what it must be.
        """
        ends: list[str] = []
        passed: list[Case] = []
        slowest = 0.0
        waiting = [case]
        while waiting:
            stage, record = waiting.pop()
            began = time.process_time()
            outputs = self._answer(stage, record, ends)
            slowest = max(slowest, time.process_time() - began)
            for output in outputs:
                self._check(record, output)
            following = list(self._following(record, outputs))
            passed += following
            waiting += following
        return Answer(tuple(ends), slowest, tuple(passed))

    def _answer(self, stage: StageName, record: Record, ends: list[str]) -> list[Output]:
        state = self._states[stage]
        call: Callable[[], Result] = partial(self._stages[stage].run, record, state)
        try:
            result = within(BUDGET_S, call)
        except RejectedError as error:
            letter = dead_letter(record, stage, error)
            assert (letter.key, letter.value) == (record.key, record.value)
            ends.append(f"{stage}: {error.reason}")
            return []
        except Exception as error:
            raise CrashError(f"{stage}: {error!r}") from error
        if state is not None:
            for key, value in result.changes:
                state.apply(key, value)
            state.commit()
        ends.append(f"{stage}: {result.outcome}")
        return list(result.outputs)

    def _following(self, record: Record, outputs: list[Output]) -> Iterator[Case]:
        for output in outputs:
            for name, stage in self._stages.items():
                if output.topic is stage.source:
                    passed = record._replace(
                        topic=output.topic.name, key=output.key, value=output.value, headers=output.headers
                    )
                    yield Case(name, passed)

    def _check(self, record: Record, output: Output) -> None:
        if output.event is None or output.topic.event is None:
            assert output.value is None
            return
        assert output.value is not None
        assert msgspec.json.decode(output.value, type=output.topic.event) == output.event
        if isinstance(output.event, CandidateArticle):
            check_article(read_raw(record), output.event)
        if isinstance(output.event, Quote):
            check_quote(msgspec.json.decode(record.value or b"", type=CleanArticle), output.event)


def real_events() -> dict[StageName, list[bytes]]:
    """What passes between the stages when the case files' texts are processed."""
    events: dict[StageName, list[bytes]] = {name: [] for name in StageName}
    judge = Judge()
    for number, text in enumerate(texts()):
        value = orjson.dumps({"uri": f"urn:case:{number}", "body": text})
        record = Record(SOURCES[StageName.CLEAN], 0, number, FIRST_MS, b"u", value)
        for stage, passed in judge.run(Case(StageName.CLEAN, record)).passed:
            events[stage].append(passed.value or b"")
    return events


def check_article(raw: RawArticle, article: Article) -> None:
    """The body is the raw one with its edits, and nothing else.

    Raises:
        AssertionError: it is not.
    """
    assert article.body == article.body.strip()
    assert article.char_count == len(article.body)
    if raw.content_type == "text/plain":
        assert provenance.apply(raw.body, article.removals, article.repairs) == article.body
    else:
        assert all(removal.text for removal in article.removals)
        provenance.edits(article.removals, article.repairs)


def check_quote(article: CleanArticle, quote: Quote) -> None:
    """Every offset of a quote is one of the body, and its text stands there.

    Raises:
        AssertionError: one is not.
    """
    body = article.body
    assert quote.spans
    assert all(0 <= span.start < span.end <= len(body) for span in quote.spans)
    assert quote.quote == " ".join(body[span.start : span.end] for span in quote.spans)
    if quote.cue:
        assert quote.cue.text == body[quote.cue.start : quote.cue.end]
    speaker = quote.speaker
    if speaker and speaker.start is not None and speaker.end is not None:
        assert speaker.mention == body[speaker.start : speaker.end]
    assert all(raw.start < raw.end for raw in quote.raw_spans)


def unstable(case: Case) -> bool | None:
    """Whether cleaning changes a body that cleaning gave; None where the record is no plain-text article."""
    try:
        raw = within(BUDGET_S, partial(read_raw, case.record))
        if raw.content_type != "text/plain":
            return None
        once = within(BUDGET_S, partial(clean.clean, raw))
    except RejectedError:
        return None
    return cleaned_again(once) != once.body


def cleaned_again(once: clean.Cleaned) -> str | None:
    """The body of a clean body, with its headline as an event has it; None where it is rejected."""
    raw = RawArticle(uri="u", body=once.body, headline=once.headline, language=once.language)
    try:
        again = within(BUDGET_S, partial(clean.clean, raw))
    except RejectedError:
        return None
    return again.body


def too_slow(answer: Answer) -> bool:
    """Whether a stage used up its time."""
    return any(end.endswith(Reason.TOO_SLOW) for end in answer.ends)


def where(error: BaseException) -> str:
    """The kind of a crash: exception, and the function of ours where it arose."""
    cause = error.__cause__ if isinstance(error, CrashError) and error.__cause__ else error
    codes = [frame.f_code for frame, _ in walk_tb(cause.__traceback__)]
    ours = [code for code in codes if Path(code.co_filename).parent.is_relative_to(ROOT)]
    code = (ours or codes)[-1]
    return f"{type(cause).__name__} in {Path(code.co_filename).name}, {code.co_name}"
