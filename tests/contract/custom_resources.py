"""What the operators of KEDA, Strimzi and Prometheus accept, as far as we use it: JSON Schemas by kind.

They are closed, so that a word misspelt is an error, as it is for the operators themselves.
"""

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "minLength": 1}
COUNT: Schema = {"type": "integer", "minimum": 0}
TEXTS: Schema = {"type": "object", "additionalProperties": {"type": "string"}}


def closed(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    """An object with these fields and no others."""
    properties = required | (optional or {})
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def several(items: Schema) -> Schema:
    return {"type": "array", "items": items, "minItems": 1}


def one_of(*values: str) -> Schema:
    return {"enum": list(values)}


def resource(version: str, spec: Schema) -> Schema:
    metadata = closed({"name": {"type": "string", "pattern": r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$"}, "labels": TEXTS})
    metadata["properties"]["namespace"] = TEXT
    return closed({"apiVersion": {"const": version}, "kind": TEXT, "metadata": metadata, "spec": spec})


POLICIES = several(closed({"type": one_of("Pods", "Percent"), "value": COUNT, "periodSeconds": COUNT}))
SCALING = closed({"policies": POLICIES}, {"stabilizationWindowSeconds": COUNT})
KAFKA_TRIGGER = closed(
    {
        "bootstrapServersFromEnv": TEXT,
        "consumerGroup": TEXT,
        "topic": TEXT,
        "lagThreshold": {"type": "string", "pattern": r"^\d+$"},
        "offsetResetPolicy": one_of("earliest", "latest"),
        "version": {"type": "string", "pattern": r"^\d+\.\d+\.\d+$"},
    },
    {"sasl": one_of("plaintext", "scram_sha256", "scram_sha512"), "tls": one_of("enable", "disable")},
)
SCALED_OBJECT = closed(
    {
        "scaleTargetRef": closed({"name": TEXT}),
        "minReplicaCount": COUNT,
        "maxReplicaCount": COUNT,
        "triggers": several(
            closed(
                {"type": {"const": "kafka"}, "metadata": KAFKA_TRIGGER}, {"authenticationRef": closed({"name": TEXT})}
            )
        ),
    },
    {
        "pollingInterval": COUNT,
        "fallback": closed({"failureThreshold": COUNT, "replicas": COUNT}),
        "advanced": closed(
            {"horizontalPodAutoscalerConfig": closed({"behavior": closed({"scaleUp": SCALING, "scaleDown": SCALING})})}
        ),
    },
)
TRIGGER_AUTHENTICATION = closed(
    {
        "secretTargetRef": several(closed({"parameter": one_of("password", "ca"), "name": TEXT, "key": TEXT})),
        "env": several(closed({"parameter": one_of("username"), "name": TEXT})),
    }
)
POD_MONITOR = closed(
    {
        "jobLabel": TEXT,
        "selector": closed({"matchLabels": TEXTS}),
        "podMetricsEndpoints": several(closed({"port": TEXT, "path": TEXT, "interval": TEXT})),
    }
)
RECORDING = closed({"record": TEXT, "expr": TEXT})
ALERT = closed({"alert": TEXT, "expr": TEXT, "labels": TEXTS, "annotations": TEXTS}, {"for": TEXT})
PROMETHEUS_RULE = closed({"groups": several(closed({"name": TEXT, "rules": several({"oneOf": [RECORDING, ALERT]})}))})
KAFKA_TOPIC = closed({"partitions": COUNT, "replicas": COUNT, "config": TEXTS})
ACL = closed(
    {
        "resource": closed(
            {
                "type": one_of("topic", "group", "cluster", "transactionalId"),
                "name": TEXT,
                "patternType": one_of("literal", "prefix"),
            }
        ),
        "operations": several(one_of(*"Read Write Create Delete Alter Describe DescribeConfigs AlterConfigs".split())),
        "host": TEXT,
    }
)
KAFKA_USER = closed(
    {
        "authentication": closed({"type": one_of("tls", "tls-external", "scram-sha-512")}),
        "authorization": closed({"type": {"const": "simple"}, "acls": several(ACL)}),
    }
)

SCHEMAS = {
    "ScaledObject": resource("keda.sh/v1alpha1", SCALED_OBJECT),
    "TriggerAuthentication": resource("keda.sh/v1alpha1", TRIGGER_AUTHENTICATION),
    "PodMonitor": resource("monitoring.coreos.com/v1", POD_MONITOR),
    "PrometheusRule": resource("monitoring.coreos.com/v1", PROMETHEUS_RULE),
    "KafkaTopic": resource("kafka.strimzi.io/v1", KAFKA_TOPIC),
    "KafkaUser": resource("kafka.strimzi.io/v1", KAFKA_USER),
}
