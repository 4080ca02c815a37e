"""AsyncAPI 3.0: the public topics, what is on them, and who sends and receives it."""

from typing import Any

from streams.contract.schemas import file_name, public_topics
from streams.errors import Reason
from streams.records import REPLAY_HEADER
from streams.topics import CLEAN, DEAD_LETTER, QUOTE, RAW, Topic

Document = dict[str, Any]

VERSION = "1.0.0"  # of the contract: its first number is the `v1` of the events
BINDING = "0.5.0"
JSON = "application/json"
OCTETS = "application/octet-stream"

TITLES = {
    "news.article.raw": "An article goes in",
    "news.article.clean": "A clean article comes out",
    "news.article.duplicate": "A copy of an earlier article was found",
    "news.quote": "A quote was found, or taken back",
    "news.deadletter": "A record could not become an article",
}

CLOUD_EVENT_HEADERS = {
    "ce_specversion": "CloudEvents version: 1.0.",
    "ce_id": "The same for the same event, however often it is made.",
    "ce_source": "Always /news-streams.",
    "ce_type": "The topic's name without a prefix, and the version of its event.",
    "ce_time": "The timestamp of the raw record (ISO 8601, UTC).",
    "ce_subject": "The article's uri.",
    "ce_dataschema": "The $id of the value's JSON Schema.",
    "content-type": "Always application/json.",
}
TRACE_HEADERS = {
    "traceparent": "W3C trace context, passed through from the raw record.",
    "tracestate": "W3C trace context, passed through from the raw record.",
}
RAW_HEADERS = {REPLAY_HEADER: "On a dead letter that was sent again: where it stood, as partition:offset."}
RETRACTION_HEADERS = {"ce_subject": CLOUD_EVENT_HEADERS["ce_subject"]}
PAGE_HEADERS = {
    "content-type": "The value's type, as HTTP writes it; its charset is honoured.",
    "ce_subject": "The page's uri. Without it the record's key is taken.",
}
DEAD_LETTER_HEADERS = {
    "__streams.errors.stage": "The stage that refused the record.",
    "__streams.errors.reason": "What is wrong with it.",
    "__streams.errors.exception": "The name of the exception.",
    "__streams.errors.message": "The message of the exception, cut to 500 characters.",
    "__streams.errors.topic": "The topic the record came from.",
    "__streams.errors.partition": "Its partition, in decimal.",
    "__streams.errors.offset": "Its offset, in decimal.",
    "__streams.errors.timestamp": "Its timestamp, in milliseconds since 1970.",
}
UNKEPT_HEADERS = {
    "__streams.errors.size": "The size of the value in bytes, where that was too large to be kept.",
    "__streams.errors.sha256": "The digest of the value, likewise, in hexadecimal.",
}


def asyncapi() -> Document:
    """The whole document; payloads refer to the schema files beside it."""
    topics = public_topics()
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "news-streams",
            "version": VERSION,
            "description": (
                "One raw news article goes in; a clean article that is no copy of an earlier one, and the quotes in it,"
                " come out. Every raw record ends as exactly one article, duplicate or dead letter, and every quote is"
                " sent once, for consumers that read committed records only (isolation.level=read_committed)."
                " Evolution is additive: ignore fields you do not know. A topic prefix, where one is set, stands before"
                " every address."
            ),
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": JSON,
        "servers": {"local": {"host": "127.0.0.1:9092", "protocol": "kafka", "description": "A broker of one's own."}},
        "channels": {topic.name: _channel(topic) for topic in topics},
        "operations": {_operation_name(topic): _operation(topic) for topic in topics},
        "components": {"schemas": _header_schemas()},
    }


def _channel(topic: Topic) -> Document:
    return {
        "address": topic.name,
        "title": TITLES[topic.name],
        "messages": _messages(topic),
        "bindings": {"kafka": _kafka_channel(topic)},
    }


def _kafka_channel(topic: Topic) -> Document:
    """The topic as it is created; Kafka's own names for its settings."""
    config = topic.config
    settings: Document = {"cleanup.policy": [config["cleanup.policy"]]}
    settings |= {name: int(value) for name, value in config.items() if name != "cleanup.policy"}
    return {
        "topic": topic.name,
        "partitions": topic.partitions,
        "topicConfiguration": settings,
        "bindingVersion": BINDING,
    }


def _messages(topic: Topic) -> Document:
    if topic is RAW:
        return {
            "article": _event(topic, "raw"),
            "page": _page("text/html", "A page itself", "The value is the page as it came over the network."),
            "text": _page("text/plain", "A text itself", "The value is the text, title line and all."),
        }
    if topic is QUOTE:
        return {"quote": _event(topic, "cloudEvent"), "retraction": _retraction(topic)}
    if topic is DEAD_LETTER:
        return {"record": _record(topic)}
    return {"article" if topic is CLEAN else "duplicate": _event(topic, "cloudEvent")}


def _event(topic: Topic, headers: str | None) -> Document:
    message = {
        "name": f"{topic.name}.v1",
        "title": topic.event.__name__ if topic.event else topic.name,
        "contentType": JSON,
        "payload": {"$ref": f"./{file_name(topic)}"},
    }
    if headers:
        message["headers"] = _reference(headers)
    return message | _key(topic.key)


def _page(content_type: str, title: str, summary: str) -> Document:
    return {
        "name": content_type,
        "title": title,
        "summary": summary,
        "contentType": content_type,
        "headers": _reference("page"),
        "payload": {"type": "string"},
    } | _key("uri")


def _retraction(topic: Topic) -> Document:
    return {
        "name": f"{topic.name}.v1.retraction",
        "title": "Retraction",
        "summary": "A tombstone: an update of the article no longer holds the quote with this id.",
        "headers": _reference("retraction"),
        "payload": {"type": "null"},
    } | _key(topic.key)


def _record(topic: Topic) -> Document:
    return {
        "name": topic.name,
        "title": "Dead letter",
        "summary": "Key, value and headers as received, byte for byte; the error stands in headers of its own.",
        "contentType": OCTETS,
        "headers": _reference("deadLetter"),
        "payload": {"description": "The value as received."},
    } | _key(topic.key)


def _key(description: str) -> Document:
    return {"bindings": {"kafka": {"key": {"type": "string", "description": description}, "bindingVersion": BINDING}}}


def _operation_name(topic: Topic) -> str:
    return f"{_action(topic)}.{topic.name}"


def _action(topic: Topic) -> str:
    """What news-streams does at a topic."""
    return "receive" if topic is RAW else "send"


def _operation(topic: Topic) -> Document:
    return {
        "action": _action(topic),
        "channel": {"$ref": f"#/channels/{topic.name}"},
        "summary": TITLES[topic.name],
        "messages": [{"$ref": f"#/channels/{topic.name}/messages/{name}"} for name in _messages(topic)],
    }


def _reference(name: str) -> Document:
    return {"$ref": f"#/components/schemas/{name}"}


def _header_schemas() -> Document:
    dead_letter = _headers(DEAD_LETTER_HEADERS | UNKEPT_HEADERS, required=list(DEAD_LETTER_HEADERS))
    dead_letter["properties"]["__streams.errors.reason"]["enum"] = list(Reason)
    return {
        "cloudEvent": _headers(CLOUD_EVENT_HEADERS | TRACE_HEADERS, required=list(CLOUD_EVENT_HEADERS)),
        "retraction": _headers(RETRACTION_HEADERS | TRACE_HEADERS, required=list(RETRACTION_HEADERS)),
        "raw": _headers(RAW_HEADERS, required=[]),
        "page": _headers(PAGE_HEADERS | RAW_HEADERS, required=["content-type"]),
        "deadLetter": dead_letter,
    }


def _headers(descriptions: dict[str, str], required: list[str]) -> Document:
    properties = {name: {"type": "string", "description": text} for name, text in descriptions.items()}
    return {"type": "object", "required": required, "properties": properties}
