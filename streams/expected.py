"""What a setting's type and limits ask for, in words."""

from typing import get_args

from msgspec import Meta

NUMBERS = {int: "a whole number", float: "a number"}
IN_WORDS = "expected"  # the key of `Meta.extra` under which a pattern is put into words


def expected(hint: object) -> str:
    """What a value of an annotated type must be ("a whole number from 0 to 65,535")."""
    kind, *metas = get_args(hint)
    limits = [meta for meta in metas if isinstance(meta, Meta)]
    if kind in NUMBERS:
        return " ".join([NUMBERS[kind], *(_range(meta) for meta in limits if meta.le is not None)])
    told = (meta.extra[IN_WORDS] for meta in limits if meta.extra)
    return next(told, "a value that is not empty")


def _range(meta: Meta) -> str:
    return f"from {meta.ge:,} to {meta.le:,}" if meta.ge is not None else f"above {meta.gt:,}, at most {meta.le:,}"
