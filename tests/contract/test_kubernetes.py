"""deploy/kubernetes fits Kubernetes, its operators, and what a worker is: what can be known without a cluster."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import yaml

from deploy.kubernetes.generated import files, users
from streams.pipeline import StageName, stages
from streams.settings import Settings
from streams.topics import TOPICS
from streams.worker.supervisor import STOP_MARGIN_S
from tests.contract.custom_resources import SCHEMAS
from tests.contract.source import ROOT

FOLDER = ROOT / "deploy" / "kubernetes"
KUBERNETES = "1.32"
KUSTOMIZATIONS = sorted(FOLDER.rglob("kustomization.yaml"))
BUILT = ("base", "strimzi", "overlays/production")
KUSTOMIZE = next(filter(shutil.which, ("kustomize", "kubectl")), None)
BUILD = {"kustomize": ["kustomize", "build"], "kubectl": ["kubectl", "kustomize"]}
Json = dict[str, Any]


def read(path: Path) -> Json:
    content: Json = yaml.safe_load(path.read_bytes())
    return content


def resource_files() -> Iterator[Path]:
    for path in KUSTOMIZATIONS:
        yield from (path.parent / name for name in read(path).get("resources", []) if name.endswith(".yaml"))


RESOURCES: dict[str, Json] = {
    f"{resource['kind']} {resource['metadata']['name']}": resource
    for path in resource_files()
    for resource in yaml.safe_load_all(path.read_bytes())
}
DEPLOYMENTS = [resource for resource in RESOURCES.values() if resource["kind"] == "Deployment"]
EACH_DEPLOYMENT = pytest.mark.parametrize(
    "deployment", DEPLOYMENTS, ids=lambda deployment: deployment["metadata"]["name"]
)


def check(resource: Json) -> None:
    """Raise an error where Kubernetes or an operator would refuse the resource."""
    schema = SCHEMAS.get(resource["kind"])
    if schema is None:
        kubernetes_validate.validate(resource, KUBERNETES, strict=True)
    else:
        jsonschema.validate(resource, schema)


def of_kind(kind: str) -> list[Json]:
    return [resource for resource in RESOURCES.values() if resource["kind"] == kind]


def pod_labels(deployment: Json) -> Json:
    labels: Json = deployment["spec"]["template"]["metadata"]["labels"]
    return labels


def container(deployment: Json) -> Json:
    (only,) = deployment["spec"]["template"]["spec"]["containers"]
    assert isinstance(only, dict)
    return only


def selected(labels: Json) -> list[str]:
    """The Deployments whose pods have these labels."""
    return [each["metadata"]["name"] for each in DEPLOYMENTS if labels.items() <= pod_labels(each).items()]


def stages_of(deployment: Json) -> list[str]:
    command, option, chosen = container(deployment)["args"]
    assert (command, option) == ("worker", "--stages")
    return str(chosen).split(",")


def variables(*folders: str) -> dict[str, str]:
    """The ConfigMap that is made in these folders, one after the other."""
    lines = [line for folder in folders for line in (FOLDER / folder / "settings.env").read_text().splitlines()]
    return dict(line.split("=", 1) for line in lines if not line.startswith("#"))


@pytest.mark.parametrize("name", RESOURCES)
def test_a_resource_is_valid(name: str) -> None:
    check(RESOURCES[name])


@pytest.mark.parametrize(("path", "value"), [("replicas", "two"), ("replica", 2), ("template/spec/hostNetwerk", True)])
def test_the_check_finds_mistakes(path: str, value: Any) -> None:
    broken = yaml.safe_load((FOLDER / "base" / "workers.yaml").read_bytes())
    *steps, last = path.split("/")
    place = broken["spec"]
    for step in steps:
        place = place[step]
    place[last] = value
    with pytest.raises(kubernetes_validate.ValidationError):
        check(broken)


@pytest.mark.parametrize("path", KUSTOMIZATIONS, ids=lambda path: str(path.parent.relative_to(FOLDER)))
def test_what_a_kustomization_names_is_there_and_all_there_is_is_named(path: Path) -> None:
    content = read(path)
    named = [*content.get("resources", []), *content.get("components", [])]
    named += [patch["path"] for patch in content.get("patches", [])]
    named += [file for made in content.get("configMapGenerator", []) for file in made["envs"]]
    assert [name for name in named if not (path.parent / name).exists()] == []
    beside = {file.name for file in path.parent.iterdir() if file.is_file()} - {path.name}
    assert beside <= set(named)


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_generated_files_are_current(path: Path) -> None:
    assert path.read_bytes() == files()[path], "run `make schemas`"


def test_strimzi_makes_every_topic_and_a_user_for_every_job() -> None:
    assert [topic["metadata"]["name"] for topic in of_kind("KafkaTopic")] == [topic.name for topic in TOPICS]
    jobs = {line["principal"] for line in yaml.safe_load((ROOT / "deploy" / "acls.yml").read_bytes())} - {"live-view"}
    assert {user["metadata"]["name"] for user in users()} == {f"news-streams-{job}" for job in jobs}


def test_settings_are_settings() -> None:
    assert Settings.from_environment(variables("base")).group == Settings().group


def test_the_login_is_that_of_a_user_and_its_files_are_where_the_secret_is_mounted(tmp_path: Path) -> None:
    secret, mount = (patch["value"] for patch in yaml.safe_load((FOLDER / "components/login/secret.yaml").read_bytes()))
    assert secret["name"] == mount["name"]
    (login,) = of_kind("TriggerAuthentication")
    for reference in login["spec"]["secretTargetRef"]:
        assert reference["name"] == secret["secret"]["secretName"]
        (tmp_path / reference["key"]).write_text("secret")
    placed = {
        variable: value.replace(mount["mountPath"], str(tmp_path))
        for variable, value in variables("base", "components/login").items()
    }
    settings = Settings.from_environment(placed)
    assert settings.security_protocol == "SASL_SSL"
    assert settings.sasl_username in {user["metadata"]["name"] for user in of_kind("KafkaUser")}


def test_every_stage_runs_once() -> None:
    assert sorted(stage for deployment in DEPLOYMENTS for stage in stages_of(deployment)) == sorted(StageName)


@EACH_DEPLOYMENT
def test_a_pod_may_do_nothing_but_work(deployment: Json) -> None:
    pod = deployment["spec"]["template"]["spec"]
    assert pod["automountServiceAccountToken"] is False
    assert pod["enableServiceLinks"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert f"USER {pod['securityContext']['runAsUser']}:" in (ROOT / "deploy" / "Dockerfile").read_text()
    assert container(deployment)["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert [volume["name"] for volume in pod["volumes"] if "emptyDir" in volume] == ["tmp"]


@EACH_DEPLOYMENT
def test_a_pod_is_asked_at_the_web_port_and_given_time_to_stop(deployment: Json) -> None:
    pod, worker = deployment["spec"]["template"]["spec"], container(deployment)
    (port,) = worker["ports"]
    assert port["containerPort"] == Settings().web_port
    probes = {name: worker[f"{name}Probe"]["httpGet"] for name in ("startup", "liveness", "readiness")}
    assert {name: probe["path"] for name, probe in probes.items()} == {
        "startup": "/live",
        "liveness": "/live",
        "readiness": "/ready",
    }
    assert {probe["port"] for probe in probes.values()} == {port["name"]}
    assert pod["terminationGracePeriodSeconds"] > Settings().drain_s + STOP_MARGIN_S
    assert set(worker["resources"]["limits"]) == {"memory"}, "a limit of processor time costs partitions"


@EACH_DEPLOYMENT
def test_a_deployment_finds_its_own_pods_and_can_lose_one_of_them(deployment: Json) -> None:
    name = deployment["metadata"]["name"]
    assert selected(deployment["spec"]["selector"]["matchLabels"]) == [name]
    (budget,) = (budget for budget in of_kind("PodDisruptionBudget") if budget["metadata"]["name"] == name)
    assert selected(budget["spec"]["selector"]["matchLabels"]) == [name]
    assert budget["spec"]["maxUnavailable"] == 1


def test_every_pod_is_guarded_and_watched() -> None:
    everyone = [deployment["metadata"]["name"] for deployment in DEPLOYMENTS]
    (policy,), (service,), (monitor,) = (of_kind(kind) for kind in ("NetworkPolicy", "Service", "PodMonitor"))
    assert selected(policy["spec"]["podSelector"]["matchLabels"]) == everyone
    assert policy["spec"]["policyTypes"] == ["Ingress", "Egress"]
    assert selected(service["spec"]["selector"]) == everyone
    assert selected(monitor["spec"]["selector"]["matchLabels"]) == everyone
    assert {pod_labels(deployment)[monitor["spec"]["jobLabel"]] for deployment in DEPLOYMENTS} == {"news-streams"}


def test_the_lag_that_scales_is_that_of_the_stages_that_run() -> None:
    (scaled,) = of_kind("ScaledObject")
    (deployment,) = (
        each for each in DEPLOYMENTS if each["metadata"]["name"] == scaled["spec"]["scaleTargetRef"]["name"]
    )
    triggers = {
        trigger["metadata"]["consumerGroup"]: trigger["metadata"]["topic"] for trigger in scaled["spec"]["triggers"]
    }
    sources = [stages()[StageName(name)].source for name in stages_of(deployment)]
    group = Settings.from_environment(variables("base")).group
    assert triggers == {
        f"{group}.{name}": topic.name for name, topic in zip(stages_of(deployment), sources, strict=True)
    }
    assert scaled["spec"]["maxReplicaCount"] == max(topic.partitions for topic in sources)
    assert "replicas" not in deployment["spec"]


@pytest.mark.skipif(KUSTOMIZE is None, reason="neither kustomize nor kubectl is installed")
@pytest.mark.parametrize("folder", BUILT)
def test_what_kustomize_builds_is_valid(folder: str) -> None:
    built = subprocess.run([*BUILD[str(KUSTOMIZE)], FOLDER / folder], capture_output=True, timeout=60, check=True)
    resources = list(yaml.safe_load_all(built.stdout))
    for resource in resources:
        check(resource)
    maps = {resource["metadata"]["name"] for resource in resources if resource["kind"] == "ConfigMap"}
    for deployment in (resource for resource in resources if resource["kind"] == "Deployment"):
        assert container(deployment)["envFrom"][0]["configMapRef"]["name"] in maps
