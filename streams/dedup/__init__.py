"""Stage 2: whether an article is new, a new version, or a copy of an earlier one.

`sketch` is pure and runs wherever articles are cleaned. `Index` decides in the order of one partition of the
candidate topic, and lives from that partition's changelog.

Shards. The candidate topic is keyed by language, so all articles of a language meet in one partition, where one index
sees them in the order of its offsets; partition = hash of the language modulo the number of partitions, as Kafka's
default partitioner has it. Raising the number of partitions moves languages to other partitions, whose indexes do not
know them: for one window, copies of earlier articles pass as new. To grow without that, stop the worker, write the
changelog anew under the new mapping, or replay one window of raw articles. An article whose language is guessed
differently from its earlier version's goes to another shard and counts as new there.
"""

from streams.dedup.event_time import Window
from streams.dedup.index import Index, Verdict
from streams.dedup.sketching import sketch
from streams.dedup.utterance import utterance_id

__all__ = ["Index", "Verdict", "Window", "sketch", "utterance_id"]
