"""An embedded broker with TLS, logins and access rights, and the certificates for it."""

import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from confluent_kafka.admin import (  # type: ignore[attr-defined] # re-exported, untold
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from streams.broker import EmbeddedKafka
from tests.worker.harness import wait_until

ACLS = Path(__file__).parents[2] / "deploy" / "acls.yml"
RESOURCES = {
    "topic": ResourceType.TOPIC,
    "group": ResourceType.GROUP,
    "transactional-id": ResourceType.TRANSACTIONAL_ID,
}
SECONDS = 20
PASSWORD = "correct horse: staple"  # noqa: S105 - of a broker that lives for a test
LOGIN_MODULE = "org.apache.kafka.common.security.{} required"
LOGINS = {
    "sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-512",
    "listener.name.client.plain.sasl.jaas.config": LOGIN_MODULE.format("plain.PlainLoginModule")
    + f' user_plain="{PASSWORD}";',
    "listener.name.client.scram-sha-512.sasl.jaas.config": LOGIN_MODULE.format("scram.ScramLoginModule") + ";",
}
ACCESS_RIGHTS = {
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": "User:ANONYMOUS",  # whoever comes over the broker's own listener: the tests
}


class Acl(NamedTuple):
    """One line of `deploy/acls.yml`."""

    principal: str
    resource: str
    name: str
    pattern: str
    operations: tuple[str, ...]


def acls(principal: str, **names: str) -> list[Acl]:
    """What a principal may do, with `prefix`, `group` and `output` filled in."""
    lines = [line for line in yaml.safe_load(ACLS.read_text()) if line["principal"] == principal]
    return [
        Acl(**line | {"name": line["name"].format_map(names), "operations": tuple(line["operations"])})
        for line in lines
    ]


def protocol(name: str) -> dict[str, str]:
    """Make clients talk in a protocol; the broker's own connections stay in plain text."""
    return {"listener.security.protocol.map": f"CLIENT:{name},INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT"}


def internal(broker: EmbeddedKafka) -> str:
    """The address of the broker's own listener, over which everything is allowed."""
    found = re.search(r"INTERNAL://([\d.:]+)", (broker.data / "server.properties").read_text())
    assert found
    return found[1]


def administer(broker: EmbeddedKafka) -> AdminClient:
    return AdminClient({"bootstrap.servers": internal(broker)})


def add_user(broker: EmbeddedKafka, user: str, password: str = PASSWORD) -> None:
    """Let a user log in with SCRAM-SHA-512."""
    info = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096)
    upsertion = UserScramCredentialUpsertion(user, info, password.encode())
    admin = administer(broker)
    for future in admin.alter_user_scram_credentials([upsertion]).values():
        future.result(SECONDS)


def allow(broker: EmbeddedKafka, user: str, granted: Iterable[Acl]) -> None:
    """Grant rights to a user, and wait until the broker goes by them: the controller knows them before."""
    bindings: list[Any] = [
        AclBinding(
            RESOURCES[acl.resource],
            acl.name,
            ResourcePatternType[acl.pattern.upper()],
            f"User:{user}",
            "*",
            AclOperation[re.sub(r"(?<=[a-z])(?=[A-Z])", "_", operation).upper()],
            AclPermissionType.ALLOW,
        )
        for acl in granted
        for operation in acl.operations
    ]
    admin = administer(broker)
    for future in admin.create_acls(bindings).values():
        future.result(SECONDS)
    wait_until(lambda: _known(admin, user) >= {_line(b) for b in bindings}, SECONDS, lambda: "rights do not arrive")


def _known(admin: AdminClient, user: str) -> set[tuple[object, ...]]:
    make: Any = AclBindingFilter  # None is any name and any host, which its stub does not know
    every = make(
        ResourceType.ANY, None, ResourcePatternType.ANY, f"User:{user}", None, AclOperation.ANY, AclPermissionType.ANY
    )
    return {_line(binding) for binding in admin.describe_acls(every).result(SECONDS)}


def _line(binding: Any) -> tuple[object, ...]:
    return binding.restype, binding.name, binding.resource_pattern_type, binding.operation


def login(user: str, *, mechanism: str = "SCRAM-SHA-512", protocol: str = "SASL_PLAINTEXT") -> dict[str, str]:
    """Settings of a client that logs in."""
    return {
        "STREAMS_SECURITY_PROTOCOL": protocol,
        "STREAMS_SASL_MECHANISM": mechanism,
        "STREAMS_SASL_USERNAME": user,
        "STREAMS_SASL_PASSWORD": PASSWORD,
    }


class Certificates:
    """An authority that vouches for a broker at 127.0.0.1 and for a client, made by the openssl program."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("openssl")
        if program is None:
            pytest.skip("needs the program openssl to make certificates")
        self._program, self._folder = program, folder
        self.ca = folder / "ca.pem"
        self._run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "2")
        self._issue("broker", "subjectAltName=IP:127.0.0.1")
        self._issue("expired", "subjectAltName=IP:127.0.0.1", "-days", "-1")
        self._issue("client", "extendedKeyUsage=clientAuth")
        self._run("pkcs8", "-topk8", "-in", "client.key", "-out", "locked.key", "-passout", f"pass:{PASSWORD}")
        self.client, self.key, self.locked_key = (folder / name for name in ("client.crt", "client.key", "locked.key"))

    def _issue(self, name: str, extension: str, *options: str) -> None:
        self._run("req", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr", name=name)
        (self._folder / f"{name}.ext").write_text(extension)
        signed_by = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial")
        files = ("-in", f"{name}.csr", "-out", f"{name}.crt", "-extfile", f"{name}.ext")
        self._run("x509", "-req", *files, *signed_by, *options)

    def _run(self, *words: str, name: str = "authority") -> None:
        subject = ["-subj", f"/CN={name}"] if words[0] == "req" else []
        subprocess.run([self._program, *words, *subject], cwd=self._folder, check=True, capture_output=True)

    def of_broker(self, name: str = "broker", *, client_auth: str = "none") -> Mapping[str, str]:
        """Settings of a broker that shows its certificate, `broker` or `expired`, and wants one or not."""
        both = self._folder / f"{name}.pem"
        both.write_text((self._folder / f"{name}.key").read_text() + (self._folder / f"{name}.crt").read_text())
        listener = "listener.name.client.ssl."
        return {
            f"{listener}keystore.type": "PEM",
            f"{listener}keystore.location": str(both),
            f"{listener}truststore.type": "PEM",
            f"{listener}truststore.location": str(self.ca),
            f"{listener}client.auth": client_auth,
        }
