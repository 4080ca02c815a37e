"""A candidate as the index sees it."""

import msgspec

from streams.dedup.entries import SHA256_BYTES, hash_uri
from streams.dedup.event_time import Moment, moment_of
from streams.dedup.sketching import Sketch, decode
from streams.errors import Reason, RejectedError
from streams.events import CandidateArticle


class Arrival(msgspec.Struct, frozen=True, gc=False):
    """An article on its way in; `version` names what its uri says now, in the changelog."""

    name: str
    uri: bytes
    uri_hash: bytes
    version: bytes
    sha256: bytes
    moment: Moment
    sketch: Sketch


def read_arrival(article: CandidateArticle) -> Arrival:
    """Read what the index needs of a candidate.

    Raises:
        RejectedError: the candidate has no readable sketch, digest, uri or time.
    """
    try:
        sketch = decode(article.sketch)
        sha256 = bytes.fromhex(article.sha256)
        moment = moment_of(article.date_published, article.version_created)
        uri = article.uri.encode()
    except ValueError as error:
        raise RejectedError(Reason.INVALID, f"no candidate: {error}") from error
    if len(sha256) != SHA256_BYTES:
        raise RejectedError(Reason.INVALID, "no candidate: sha256 has another length")
    uri_hash = hash_uri(uri)
    return Arrival(article.uri, uri, uri_hash, uri_hash + sketch.digest, sha256, moment, sketch)
