import msgspec
import orjson

from streams.settings import Settings
from tests.cli.conftest import Invoke


def test_every_setting_is_listed_with_its_meaning(invoke: Invoke) -> None:
    rows = orjson.loads(invoke("settings", "--json").stdout)
    assert [row["variable"] for row in rows] == ["STREAMS_" + f.name.upper() for f in msgspec.structs.fields(Settings)]
    assert all(row["description"] for row in rows)
    assert all(row["value"] == row["default"] for row in rows)


def test_a_value_in_force_is_shown_beside_the_default(invoke: Invoke) -> None:
    shown = invoke("settings", env={"STREAMS_DRAIN_S": "7"}).stdout
    assert "STREAMS_DRAIN_S=7.0\n" in shown
    assert "(default 5.0)" in shown
