"""The committed dashboard is the one its panels make, and what Grafana is given fits together."""

import itertools
import json
from typing import Any

import yaml

from deploy.grafana.dashboard import COLUMNS, FILE, model, render
from tests.contract.source import ROOT

PROVISIONING = ROOT / "deploy" / "grafana" / "provisioning"


def cells(panel: dict[str, Any]) -> set[tuple[int, int]]:
    place = panel["gridPos"]
    columns = range(place["x"], place["x"] + place["w"])
    return set(itertools.product(columns, range(place["y"], place["y"] + place["h"])))


def test_the_file_is_current() -> None:
    assert FILE.read_bytes() == render(), "run `python -m deploy.grafana.dashboard`"


def test_panels_lie_side_by_side_in_reading_order() -> None:
    panels = model()["panels"]
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        assert not cells(panel) & taken, panel["title"]
        assert all(x < COLUMNS for x, _ in cells(panel))
        taken |= cells(panel)
    places = [(panel["gridPos"]["y"], panel["gridPos"]["x"]) for panel in panels]
    assert places == sorted(places)
    assert [panel["id"] for panel in panels] == list(range(1, len(panels) + 1))


def test_every_panel_has_a_description_and_a_query() -> None:
    for panel in model()["panels"]:
        if panel["type"] != "row":
            assert panel["description"].endswith(".")
            assert all(target["expr"] and target["legendFormat"] for target in panel["targets"])
            letters = [target["refId"] for target in panel["targets"]]
            assert len(set(letters)) == len(letters) > 0


def test_the_provisioned_data_source_is_the_one_the_panels_use() -> None:
    sources = yaml.safe_load((PROVISIONING / "datasources" / "prometheus.yml").read_bytes())["datasources"]
    provisioned = {(source["type"], source["uid"]) for source in sources}
    panels = json.loads(FILE.read_bytes())["panels"]
    used = {(panel["datasource"]["type"], panel["datasource"]["uid"]) for panel in panels if "datasource" in panel}
    assert used == provisioned
