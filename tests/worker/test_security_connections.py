"""TLS, logins and both together, on real brokers: who may come in does, and who may not reads why."""

import asyncio
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from aiokafka import TopicPartition

from streams.broker import EmbeddedKafka
from streams.dedup import Index
from streams.settings import Settings
from streams.topics import CLEAN, DEAD_LETTER, QUOTE, RAW, SKETCH
from streams.worker.admin import check_topics, create_topics
from streams.worker.connection import consumer, producer
from streams.worker.deadletters import Select, replay
from streams.worker.errors import BrokerRefusedError, BrokerUnreachableError
from streams.worker.login import client_options
from streams.worker.main import new_loop
from streams.worker.restore import restore
from streams.worker.tail import tail
from tests.worker import articles
from tests.worker.harness import Stream, wait_until
from tests.worker.secured import LOGINS, PASSWORD, Certificates, add_user, internal, login, protocol

pytestmark = pytest.mark.broker
USER = "redaksi"
RESTORED, RESTORES = 30, 4
Broker = tuple[EmbeddedKafka, Mapping[str, str]]


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def plain_logins() -> Iterator[EmbeddedKafka]:
    with EmbeddedKafka(properties=protocol("SASL_PLAINTEXT") | LOGINS) as broker:
        add_user(broker, USER)
        yield broker


@pytest.fixture(scope="module")
def logins_over_tls(certificates: Certificates) -> Iterator[EmbeddedKafka]:
    with EmbeddedKafka(properties=protocol("SASL_SSL") | LOGINS | dict(certificates.of_broker())) as broker:
        add_user(broker, USER)
        yield broker


@pytest.fixture(scope="module")
def mutual_tls(certificates: Certificates) -> Iterator[EmbeddedKafka]:
    with EmbeddedKafka(properties=protocol("SSL") | dict(certificates.of_broker(client_auth="required"))) as broker:
        yield broker


@pytest.fixture(
    params=[
        pytest.param("SCRAM over plain text", marks=pytest.mark.campaign),
        pytest.param("PLAIN over plain text", marks=pytest.mark.campaign),
        "SCRAM over TLS",
        "a certificate over TLS",
    ]
)
def secured(request: pytest.FixtureRequest) -> Broker:
    """A broker, and the settings of one who may come in."""
    if request.param == "SCRAM over plain text":
        return request.getfixturevalue("plain_logins"), login(USER)
    if request.param == "PLAIN over plain text":
        return request.getfixturevalue("plain_logins"), login("plain", mechanism="PLAIN")
    certificates = request.getfixturevalue("certificates")
    trust = {"STREAMS_TLS_CA_FILE": str(certificates.ca)}
    if request.param == "SCRAM over TLS":
        return request.getfixturevalue("logins_over_tls"), login(USER, protocol="SASL_SSL") | trust
    return request.getfixturevalue("mutual_tls"), trust | {
        "STREAMS_SECURITY_PROTOCOL": "SSL",
        "STREAMS_TLS_CERT_FILE": str(certificates.client),
        "STREAMS_TLS_KEY_FILE": str(certificates.locked_key),
        "STREAMS_TLS_KEY_PASSWORD": PASSWORD,
    }


def settings_of(broker: EmbeddedKafka, access: Mapping[str, str], stream: Stream) -> Settings:
    named = {"STREAMS_BROKER": broker.bootstrap, "STREAMS_TOPIC_PREFIX": stream.prefix}
    return Settings.from_environment({**access, **named, "STREAMS_GROUP": f"{stream.prefix}group"})


async def use_every_client(settings: Settings) -> int:
    """Topics made and checked, an article produced and read back, dead letters looked through."""
    await create_topics(settings)
    assert await check_topics(settings) == []
    raw = settings.topic_prefix + RAW.name
    async with producer(settings) as client:
        key, value = articles.raw(1)
        await client.send_and_wait(raw, value, key=key)
    await replay(settings, Select())
    async with tail(settings, raw, from_beginning=True) as records:
        return len([record async for record in records.until(await records.ends())])


def test_every_client_and_the_worker_come_in(secured: Broker, tmp_path: Path) -> None:
    broker, access = secured
    stream = Stream(internal(broker), tmp_path)
    try:
        assert asyncio.run(use_every_client(settings_of(broker, access, stream))) == 1
        stream.send(RAW, b"bad", b"{")
        assert stream.producer.flush(30) == 0
        worker = stream.worker(STREAMS_BROKER=broker.bootstrap, STREAMS_LOG_LEVEL="DEBUG", **access)
        reader = stream.reader(CLEAN, QUOTE, DEAD_LETTER)

        def all_there() -> bool:
            reader.poll()
            return [len(reader.seen[stream.name(t)]) for t in (CLEAN, QUOTE, DEAD_LETTER)] == [1, 2, 1]

        wait_until(all_there, 60, lambda: worker.text[-3000:])
        worker.stop()
        assert PASSWORD not in worker.text
    finally:
        stream.close()


def test_a_worker_lets_go_of_an_encrypted_connection(secured: Broker, tmp_path: Path) -> None:
    """Not after half a minute, for which each restored partition would wait."""
    broker, access = secured
    stream = Stream(internal(broker), tmp_path)
    try:
        stream.create([SKETCH])
        settings, changelog = settings_of(broker, access, stream), TopicPartition(stream.name(SKETCH), 0)
        for _ in range(RESTORED):
            stream.producer.produce(changelog.topic, b"value", b"?", changelog.partition)
        assert stream.producer.flush(30) == 0
        loop = new_loop(settings)
        for _ in range(RESTORES):
            restoring = asyncio.wait_for(restore(settings, changelog, Index()), 15)
            assert loop.run_until_complete(restoring) == RESTORED
        loop.close()
    finally:
        stream.close()


def test_a_password_renewed_in_its_file_opens_the_next_connection(plain_logins: EmbeddedKafka, tmp_path: Path) -> None:
    """A client lives as long as its worker; the password that it was made with may not."""
    add_user(plain_logins, "renewed")
    path = tmp_path / "password"
    path.write_text(PASSWORD)
    access = login("renewed") | {"STREAMS_SASL_PASSWORD": "", "STREAMS_SASL_PASSWORD_FILE": str(path)}

    async def lasting() -> None:
        async with consumer(Settings.from_environment({**access, "STREAMS_BROKER": plain_logins.bootstrap})) as client:
            add_user(plain_logins, "renewed", "another horse")
            path.write_text("another horse\n")
            for connection in list(client._client._conns.values()):
                connection.close()
            await client.topics()

    asyncio.run(lasting())


def test_certificates_are_read_again_when_their_files_change(certificates: Certificates, tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    path.write_bytes(certificates.ca.read_bytes())
    settings = Settings.from_environment({"STREAMS_SECURITY_PROTOCOL": "SSL", "STREAMS_TLS_CA_FILE": str(path)})
    first, same = (client_options(settings)["ssl_context"] for _ in range(2))
    path.with_suffix(".new").write_bytes(certificates.client.read_bytes())
    path.with_suffix(".new").replace(path)
    other = client_options(settings)["ssl_context"]
    assert first is same
    assert len(first.get_ca_certs()) == 1
    assert other.get_ca_certs() != first.get_ca_certs()
    time = path.stat().st_mtime_ns
    path.write_bytes(path.read_bytes() + certificates.ca.read_bytes())
    os.utime(path, ns=(time, time))  # as if the rest were written at once
    assert client_options(settings)["ssl_context"].get_ca_certs() == first.get_ca_certs()


def come_in(broker: str, access: Mapping[str, str]) -> None:
    async def connect() -> None:
        async with consumer(Settings.from_environment({**access, "STREAMS_BROKER": broker})):
            raise AssertionError("came in")

    asyncio.run(connect())


def refused(reason: str) -> "pytest.RaisesExc[BrokerRefusedError]":
    return pytest.raises(BrokerRefusedError, match=f"the Kafka at .* refuses: .*{reason}")


@pytest.mark.parametrize("mechanism", ["SCRAM-SHA-512", "PLAIN"])
def test_a_wrong_password_is_told_from_no_broker(plain_logins: EmbeddedKafka, mechanism: str) -> None:
    with refused("login fails: .*[Aa]uthentication") as caught:
        come_in(plain_logins.bootstrap, login("stranger", mechanism=mechanism))
    assert PASSWORD not in str(caught.value)


def test_a_mechanism_the_broker_does_not_speak_is_named(plain_logins: EmbeddedKafka) -> None:
    with refused("login fails: .*(SCRAM-SHA-256|Unsupported|UNSUPPORTED)"):
        come_in(plain_logins.bootstrap, login(USER, mechanism="SCRAM-SHA-256"))


@pytest.mark.parametrize("access", [{}, login(USER, protocol="SASL_SSL")], ids=["plain text", "TLS"])
def test_another_protocol_than_the_brokers_is_named(plain_logins: EmbeddedKafka, access: Mapping[str, str]) -> None:
    spoken = access.get("STREAMS_SECURITY_PROTOCOL", "PLAINTEXT")
    with pytest.raises(BrokerUnreachableError, match=f"STREAMS_SECURITY_PROTOCOL={spoken}"):
        come_in(plain_logins.bootstrap, access)


def test_a_broker_nobody_vouches_for_gets_no_password(logins_over_tls: EmbeddedKafka) -> None:
    with refused("its certificate is not to be trusted"):
        come_in(logins_over_tls.bootstrap, login(USER, protocol="SASL_SSL"))


def test_a_broker_with_another_name_gets_no_password(
    logins_over_tls: EmbeddedKafka, certificates: Certificates
) -> None:
    address = f"localhost:{logins_over_tls.port}"
    with refused("its certificate is not to be trusted: Hostname mismatch"):
        come_in(address, login(USER, protocol="SASL_SSL") | {"STREAMS_TLS_CA_FILE": str(certificates.ca)})


@pytest.mark.campaign
def test_a_broker_whose_certificate_has_expired_is_told_from_others(certificates: Certificates) -> None:
    with EmbeddedKafka(properties=protocol("SSL") | dict(certificates.of_broker("expired"))) as broker:
        access = {"STREAMS_SECURITY_PROTOCOL": "SSL", "STREAMS_TLS_CA_FILE": str(certificates.ca)}
        with refused("its certificate is not to be trusted: certificate has expired"):
            come_in(broker.bootstrap, access)


def test_a_client_without_the_certificate_that_is_wanted(mutual_tls: EmbeddedKafka, certificates: Certificates) -> None:
    with refused("want our certificate"):
        come_in(
            mutual_tls.bootstrap,
            {"STREAMS_SECURITY_PROTOCOL": "SSL", "STREAMS_TLS_CA_FILE": str(certificates.ca)},
        )


def test_a_worker_says_why_it_is_not_let_in(plain_logins: EmbeddedKafka, tmp_path: Path) -> None:
    stream = Stream(internal(plain_logins), tmp_path)
    access: dict[str, Any] = login("stranger")
    try:
        worker = stream.worker(STREAMS_BROKER=plain_logins.bootstrap, STREAMS_LOG_LEVEL="DEBUG", **access)
        wait_until(lambda: "login fails" in worker.text, 30, lambda: worker.text)
        assert PASSWORD not in worker.text
    finally:
        stream.close()
