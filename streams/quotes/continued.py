"""Quotes without a cue of their own: they go on with, or follow on, the attribution in the sentence before."""

import msgspec

from streams.quotes.draft import Draft, View
from streams.quotes.text import Range

UNCUED = "direct-uncued"


def continued(view: View, drafts: list[Draft]) -> list[Draft]:
    """Join uncued quotes to the quote before them, or give them its speaker. Drafts come and go in text order."""
    joined: list[Draft] = []
    for draft in drafts:
        before = joined[-1] if joined else None
        if draft.rule != UNCUED or before is None or not _follows(view, before, draft):
            joined.append(draft)
        elif before.type == "indirect" or before.hit is None:
            joined.append(msgspec.structs.replace(draft, rule="direct-continued", mention=before.mention))
        else:
            joined[-1] = msgspec.structs.replace(before, spans=(*before.spans, *draft.spans))
    return joined


def _follows(view: View, before: Draft, draft: Draft) -> bool:
    """Whether `before` ends in the sentence right before `draft`."""
    last = max(place.last for place in _places(before)) - 1
    return view.text.sentence_number(draft.spans[0].first) - view.text.sentence_number(last) == 1


def _places(draft: Draft) -> list[Range]:
    places = list(draft.spans)
    if draft.hit:
        places.append(Range(draft.hit.first, draft.hit.last))
    if draft.mention:
        places.append(draft.mention)
    return places
