"""docker-compose.yml and the Dockerfile hold together: what can be known without Docker."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from compose_spec import PyCompose, PyOptions

from streams.broker.jars import KAFKA_VERSION
from streams.settings import PREFIX, Settings
from tests.contract.source import ROOT

COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()
HADOLINT = Path(sys.executable).with_name("hadolint")
OURS = ("topics", "worker")
ONE_SHOT = ("topics",)
EACH = pytest.mark.parametrize("name", SERVICES)


def mounts(name: str) -> list[tuple[str, ...]]:
    return [tuple(volume.split(":")) for volume in SERVICES[name].get("volumes", [])]


def test_the_services() -> None:
    assert set(SERVICES) == {"kafka", "topics", "worker", "prometheus", "grafana"}


def specified(text: str) -> PyCompose:
    """The file as the Compose specification reads it; an error where it does not."""
    read = PyOptions(apply_merge=True).from_yaml(text)
    read.validate()
    return read


def test_the_file_is_what_the_compose_specification_allows() -> None:
    assert set(specified(COMPOSE_TEXT).services or {}) == set(SERVICES)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("healthcheck:", "helthcheck:"),
        ("127.0.0.1:9092:9092", "127.0.0.1:kafka:9092"),
        ("service_healthy", "service_helthy"),
        ("unless-stopped", "often"),
        ("interval: 10s", "interval: soon"),
    ],
)
def test_the_check_finds_mistakes(right: str, wrong: str) -> None:
    assert right in COMPOSE_TEXT
    with pytest.raises(ValueError, match=r"\w"):
        specified(COMPOSE_TEXT.replace(right, wrong, 1))


@EACH
def test_ports_are_open_to_this_machine_only(name: str) -> None:
    for port in SERVICES[name].get("ports", []):
        assert re.fullmatch(r"127\.0\.0\.1:\d+:\d+", port)


@EACH
def test_dependencies_exist_and_reach_the_state_waited_for(name: str) -> None:
    for other, wanted in SERVICES[name].get("depends_on", {}).items():
        possible = {
            "service_started": True,
            "service_healthy": "healthcheck" in SERVICES[other],
            "service_completed_successfully": other in ONE_SHOT,
        }
        assert possible[wanted["condition"]]


@EACH
def test_what_keeps_running_is_watched_and_started_again(name: str) -> None:
    service = SERVICES[name]
    assert ("healthcheck" in service) is (name not in ONE_SHOT)
    assert service["restart"] == ("no" if name in ONE_SHOT else "unless-stopped")


@EACH
def test_images_are_pinned(name: str) -> None:
    assert re.fullmatch(r"[\w./-]+:v?\d+\.\d+\.\d+|news-streams:local", SERVICES[name]["image"])


@EACH
def test_mounts_exist_and_configuration_is_read_only(name: str) -> None:
    for source, *rest in mounts(name):
        if source.startswith("."):
            assert (ROOT / source).exists()
            assert rest[-1] == "ro"
        else:
            assert source in COMPOSE["volumes"]


def test_volumes_are_all_used() -> None:
    assert set(COMPOSE["volumes"]) == {
        source for name in SERVICES for source, *_ in mounts(name) if not source.startswith(".")
    }


@pytest.mark.parametrize("name", OURS)
def test_our_containers_can_do_little(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "ports" not in service, "Prometheus reaches the web port over the network of the file"


@pytest.mark.parametrize("name", OURS)
def test_our_settings_are_settings(name: str) -> None:
    environment = SERVICES[name]["environment"]
    without_defaults = {key: re.sub(r"\$\{\w+:-(.*)\}", r"\1", value) for key, value in environment.items()}
    assert all(key.startswith(PREFIX) for key in environment)
    settings = Settings.from_environment(without_defaults)
    host, _, port = settings.broker.partition(":")
    assert host in SERVICES
    assert f"INSIDE://{host}:{port}" in SERVICES[host]["environment"]["KAFKA_ADVERTISED_LISTENERS"]


def test_prometheus_scrapes_the_port_that_workers_listen_on() -> None:
    configuration = yaml.safe_load((ROOT / "deploy" / "prometheus" / "prometheus.yml").read_bytes())
    (target,) = configuration["scrape_configs"][0]["dns_sd_configs"]
    assert target["names"] == ["worker"]
    assert target["port"] == Settings().web_port
    assert f":{target['port']}/live" in SERVICES["worker"]["healthcheck"]["test"][-1]
    assert f"EXPOSE {target['port']}\n" in DOCKERFILE


def test_grafana_finds_its_dashboard_and_prometheus() -> None:
    provisioning = ROOT / "deploy" / "grafana" / "provisioning"
    (provider,) = yaml.safe_load((provisioning / "dashboards" / "news-streams.yml").read_bytes())["providers"]
    (source,) = yaml.safe_load((provisioning / "datasources" / "prometheus.yml").read_bytes())["datasources"]
    mounted = {target: ROOT / folder for folder, target, *_ in mounts("grafana")}
    assert mounted["/etc/grafana/provisioning"] == provisioning
    home = Path(SERVICES["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"])
    assert str(home.parent) == provider["options"]["path"]
    assert (mounted[str(home.parent)] / home.name).is_file()
    assert source["url"] == "http://prometheus:9090"


def test_kafka_is_the_version_that_the_tests_run_on() -> None:
    assert SERVICES["kafka"]["image"] == f"apache/kafka:{KAFKA_VERSION}"


def test_the_dockerfile_is_clean() -> None:
    checked = subprocess.run([HADOLINT, ROOT / "deploy" / "Dockerfile"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_image_runs_as_nobody_in_particular() -> None:
    assert re.search(r"^USER (?!0\b|root)\d+:\d+$", DOCKERFILE, re.MULTILINE)
    assert DOCKERFILE.count("\nFROM ") == 2, "what is needed to build is not in the image"


def test_the_base_image_is_pinned() -> None:
    (base,) = re.findall(r"^ARG BASE=(.+)$", DOCKERFILE, re.MULTILINE)
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-[a-z]+", base)
    assert re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) == ["${BASE}", "${BASE}"]


def test_the_image_takes_every_dependency_by_hash() -> None:
    assert "--require-hashes" in DOCKERFILE
    assert "--constraint requirements.lock" in DOCKERFILE


def test_what_the_dockerfile_copies_exists_and_is_sent_to_the_build() -> None:
    copied = [
        source
        for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
        for source in line.split()[:-1]
    ]
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert sorted(source.removeprefix("./") for source in copied) == sorted(allowed)
    assert all((ROOT / source).exists() for source in copied)
