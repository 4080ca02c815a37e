"""The live view: an inspector on the worker's web port, which shows articles as they arrive and what became of them.

No worker sees the whole of an article in its own batches, since the workers of a group share partitions. So the view
reads the topics itself, without a group, for as long as somebody looks:

    reader -> feed (joins raw, clean, duplicate, quote and dead letter) -> pages (HTML) and api (JSON)

It is read-only, keeps a bounded number of articles in memory, and nothing else of the worker depends on it.
"""

from streams.worker.live.views import POLICY, LiveView

__all__ = ["POLICY", "LiveView"]
