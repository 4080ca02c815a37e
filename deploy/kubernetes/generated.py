"""Makes what follows from other files: `python -m deploy.kubernetes.generated`.

Topics and users for Strimzi, from `streams/topics.py` and `deploy/acls.yml`; rules for the Prometheus operator, from
`deploy/prometheus/rules.yml`.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from streams.contract.yaml_text import to_yaml
from streams.settings import Settings
from streams.topics import TOPICS, Topic

Json = dict[str, Any]

FOLDER = Path(__file__).parent
ACLS = FOLDER.parent / "acls.yml"
RULES = FOLDER.parent / "prometheus" / "rules.yml"
NOTE = "# Made by `make schemas` from {}; not to be edited.\n"

CLUSTER = "kafka"  # the name of Strimzi's Kafka resource
REPLICAS = 3
REPLAY_PREFIX = "replay."
# The live view is a worker's own page; it reads back what the worker wrote.
PART_OF = {"live-view": "worker"}
RESOURCES = {"topic": "topic", "group": "group", "transactional-id": "transactionalId"}
PATTERNS = {"literal": "literal", "prefixed": "prefix"}


def files() -> dict[Path, bytes]:
    """The generated files."""
    made = {
        "strimzi/topics.yaml": ("streams/topics.py", map(_topic, TOPICS)),
        "strimzi/users.yaml": ("deploy/acls.yml", users()),
        "components/monitoring/rules.yaml": ("deploy/prometheus/rules.yml", [rules()]),
    }
    return {FOLDER / name: _text(source, resources) for name, (source, resources) in made.items()}


def users() -> list[Json]:
    """One user a job, with the rights of `deploy/acls.yml` for a stream without a prefix."""
    names = {"prefix": Settings().topic_prefix, "group": Settings().group, "output": REPLAY_PREFIX}
    rights: dict[str, list[Json]] = {}
    for line in yaml.safe_load(ACLS.read_bytes()):
        principal = PART_OF.get(line["principal"], line["principal"])
        rights.setdefault(principal, []).append(_right(line, line["name"].format_map(names)))
    return [_user(principal, acls) for principal, acls in rights.items()]


def rules() -> Json:
    """The recording and alert rules, as the operator wants them."""
    labels = {"app.kubernetes.io/name": "news-streams"}
    spec = yaml.safe_load(RULES.read_bytes())
    return _resource("monitoring.coreos.com/v1", "PrometheusRule", "news-streams", labels, spec)


def _topic(topic: Topic) -> Json:
    spec = {"partitions": topic.partitions, "replicas": REPLICAS, "config": topic.config}
    return _strimzi("KafkaTopic", topic.name, spec)


def _user(principal: str, acls: list[Json]) -> Json:
    spec = {"authentication": {"type": "scram-sha-512"}, "authorization": {"type": "simple", "acls": acls}}
    return _strimzi("KafkaUser", f"news-streams-{principal}", spec)


def _right(line: Json, name: str) -> Json:
    resource = {"type": RESOURCES[line["resource"]], "name": name, "patternType": PATTERNS[line["pattern"]]}
    return {"resource": resource, "operations": line["operations"], "host": "*"}


def _strimzi(kind: str, name: str, spec: Json) -> Json:
    return _resource("kafka.strimzi.io/v1", kind, name, {"strimzi.io/cluster": CLUSTER}, spec)


def _resource(version: str, kind: str, name: str, labels: Json, spec: Json) -> Json:
    return {"apiVersion": version, "kind": kind, "metadata": {"name": name, "labels": labels}, "spec": spec}


def _text(source: str, resources: Iterable[Json]) -> bytes:
    return (NOTE.format(source) + "---\n".join(to_yaml(resource) for resource in resources)).encode()


if __name__ == "__main__":
    for path, content in files().items():
        path.write_bytes(content)
