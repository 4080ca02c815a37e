"""`news-streams settings`."""

from typing import get_args, get_type_hints

import click
import msgspec
import orjson
from msgspec import Meta

from streams.secret import Secret
from streams.settings import PREFIX, Settings


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def settings(as_json: bool) -> None:
    """List the settings: variable, value in force, default, meaning.

    A variable is read once, when a command starts. A wrong value, or a STREAMS_ variable that is no setting, ends the
    command with exit code 2.
    """
    rows = described(Settings.from_environment())
    if as_json:
        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2))
        return
    for row in rows:
        click.secho(f"{row['variable']}={row['value']}", bold=row["value"] != row["default"])
        default = "" if row["value"] == row["default"] else f" (default {row['default'] or 'empty'})"
        click.echo(f"    {row['description']}{default}")


def described(current: Settings) -> list[dict[str, object]]:
    """Each setting with its variable, value, default and description."""
    hints = get_type_hints(Settings, include_extras=True)
    return [
        {
            "variable": PREFIX + field.name.upper(),
            "value": _shown(getattr(current, field.name)),
            "default": _shown(field.default),
            "description": _description(hints[field.name]),
        }
        for field in msgspec.structs.fields(Settings)
    ]


def _shown(value: object) -> object:
    return str(value) if isinstance(value, Secret) else value


def _description(hint: object) -> str:
    """The description nearest to the field, of all the annotations around its type."""
    metas = [meta for meta in get_args(hint) if isinstance(meta, Meta)]
    return next((meta.description for meta in reversed(metas) if meta.description), "")
