"""The committed dashboard is the one its panels make, and what Grafana is given fits together."""

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

from deploy.grafana.dashboard import COLUMNS, FILE, model, render
from tests.contract.source import ROOT

RULES = ROOT / "deploy" / "prometheus" / "rules.yml"
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


def test_the_data_source_is_chosen_among_those_of_the_kind_that_is_provisioned() -> None:
    sources = yaml.safe_load((PROVISIONING / "datasources" / "prometheus.yml").read_bytes())["datasources"]
    made = json.loads(FILE.read_bytes())
    (choice,) = made["templating"]["list"]
    assert (choice["type"], choice["query"]) == ("datasource", "prometheus")
    used = {(part["type"], part["uid"]) for part in data_sources(made["panels"])}
    assert used == {(source["type"], f"${{{choice['name']}}}") for source in sources}


def data_sources(panels: list[dict[str, Any]]) -> Iterator[dict[str, str]]:
    for panel in panels:
        for part in (panel, *panel.get("targets", [])):
            if "datasource" in part:
                yield part["datasource"]


def test_a_number_has_the_colour_of_its_alert() -> None:
    limits = {"Records waiting": ("StreamsLagGrowing", 1000), "Latency, 95 %": ("StreamsLatencyHigh", 5)}
    rules = {rule.get("alert"): rule["expr"] for rule in yaml.safe_load(RULES.read_bytes())["groups"][0]["rules"]}
    steps = {
        panel["title"]: panel["fieldConfig"]["defaults"]["thresholds"]["steps"]
        for panel in model()["panels"]
        if panel["type"] == "stat"
    }
    assert {first["value"] for first, *_ in steps.values()} == {None}
    for title, (alert, limit) in limits.items():
        assert steps[title][1]["value"] == limit
        assert re.search(rf"> {limit}\b", rules[alert])
