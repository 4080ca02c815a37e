import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from confluent_kafka import KafkaError, Producer

from streams.broker import BrokerError, EmbeddedKafka
from streams.broker.ports import obstacle
from streams.broker.probe import is_ready
from streams.topics import DEAD_LETTER
from tests.broker.clients import new_topic, produce, produce_in_transactions, read
from tests.worker.harness import wait_until

pytestmark = pytest.mark.broker


def wait_until_free(port: int) -> None:
    deadline = time.monotonic() + 30
    while obstacle(port):
        assert time.monotonic() < deadline, f"something still listens on {port}"
        time.sleep(0.1)


def test_a_started_broker_serves_clients(kafka: EmbeddedKafka) -> None:
    assert kafka.running
    assert kafka.bootstrap == f"127.0.0.1:{kafka.port}"
    topic = new_topic(kafka.bootstrap)
    produce(kafka.bootstrap, topic, "satu", "dua")
    assert read(kafka.bootstrap, topic) == ["satu", "dua"]


def test_a_started_broker_listens_on_the_loopback_address_only(kafka: EmbeddedKafka) -> None:
    sockets = [line.split() for line in Path(f"/proc/{kafka.pid}/net/tcp").read_text().splitlines()[1:]]
    tcp6 = [line.split() for line in Path(f"/proc/{kafka.pid}/net/tcp6").read_text().splitlines()[1:]]
    own = {str(entry.readlink()) for entry in Path(f"/proc/{kafka.pid}/fd").iterdir()}
    listening = {fields[1] for fields in sockets + tcp6 if fields[3] == "0A" and f"socket:[{fields[9]}]" in own}
    addresses = {address.rsplit(":", 1)[0] for address in listening}
    assert len(listening) == 3
    assert addresses <= {"0100007F", "0000000000000000FFFF00000100007F"}


def test_committed_transactions_are_seen_and_aborted_ones_are_not(kafka: EmbeddedKafka) -> None:
    topic = new_topic(kafka.bootstrap)
    produce_in_transactions(kafka.bootstrap, topic, ("kept", True), ("dropped", False), ("kept too", True))
    assert read(kafka.bootstrap, topic) == ["kept", "kept too"]
    assert read(kafka.bootstrap, topic, "read_uncommitted") == ["kept", "dropped", "kept too"]


def test_unknown_topics_are_not_created(kafka: EmbeddedKafka) -> None:
    producer = Producer({"bootstrap.servers": kafka.bootstrap})
    for _ in range(2):  # a producer's first question would create the topic, were that allowed
        topics = producer.list_topics("nobody-made-this", 30).topics
    assert topics["nobody-made-this"].error.code() == KafkaError.UNKNOWN_TOPIC_OR_PART


def test_settings_leave_room_for_the_largest_record(kafka: EmbeddedKafka) -> None:
    settings = dict(line.split("=", 1) for line in (kafka.data / "server.properties").read_text().splitlines())
    assert int(settings["message.max.bytes"]) > DEAD_LETTER.max_bytes


def test_starting_twice_is_refused(kafka: EmbeddedKafka) -> None:
    with pytest.raises(BrokerError, match=f"runs already, at {kafka.bootstrap}"):
        kafka.start()


def test_a_port_in_use_is_refused_and_named(kafka: EmbeddedKafka, tmp_path: Path) -> None:
    expected = rf"port {kafka.port} of 127\.0\.0\.1: Address already in use.*STREAMS_BROKER={kafka.bootstrap}"
    with pytest.raises(BrokerError, match=expected):
        EmbeddedKafka().start(kafka.port, tmp_path)
    assert not list(tmp_path.iterdir())


def test_data_in_use_is_refused_and_left_alone(kafka: EmbeddedKafka) -> None:
    before = (kafka.data / "server.properties").read_text()
    with pytest.raises(BrokerError, match=f"another broker uses the data in {kafka.data}"):
        EmbeddedKafka().start(data=kafka.data)
    assert (kafka.data / "server.properties").read_text() == before


def test_data_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BrokerError, match=r"cannot keep the embedded Kafka's data in .*file/data"):
        EmbeddedKafka().start(data=tmp_path / "file" / "data")


def test_a_broker_that_dies_while_it_starts_is_reported_in_its_words(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "meta.properties").write_text("version=1\nnode.id=7\ncluster.id=AAAAAAAAAAAAAAAAAAAAAA\n")
    with pytest.raises(BrokerError, match=r"ended while it started; its last words(.|\n)*Stored node id 7"):
        EmbeddedKafka().start(data=tmp_path)


def test_what_was_written_survives_a_kill_and_a_restart(tmp_path: Path) -> None:
    with EmbeddedKafka().start(data=tmp_path) as broker:
        bootstrap, first = broker.bootstrap, broker.pid
        topic = new_topic(bootstrap)
        produce(bootstrap, topic, "before")
        produce_in_transactions(bootstrap, topic, ("committed", True), ("aborted", False))
        produce(bootstrap, topic, "last")
        # The end of a transaction is written after its client was told. A broker killed just then may forget it, and
        # readers of committed records wait at that place until somebody runs `kafka-transactions abort`.
        wait_until(lambda: "last" in read(bootstrap, topic), 30, lambda: str(read(bootstrap, topic)))
        broker.kill()
        assert not broker.running
        broker.restart()
        assert (broker.bootstrap, broker.data) == (bootstrap, tmp_path)
        assert broker.pid != first
        produce(bootstrap, topic, "after")
        assert read(bootstrap, topic) == ["before", "committed", "last", "after"]
    assert not broker.running


def test_another_broker_takes_over_data_that_was_left(tmp_path: Path) -> None:
    with EmbeddedKafka().start(data=tmp_path) as broker:
        topic = new_topic(broker.bootstrap)
        produce(broker.bootstrap, topic, "kept")
    broker.kill()  # what has ended already may be ended again
    with EmbeddedKafka().start(data=tmp_path) as broker:
        assert read(broker.bootstrap, topic) == ["kept"]


def test_a_temporary_folder_goes_with_the_context() -> None:
    with EmbeddedKafka() as broker:
        assert broker.log.is_file()
    assert not broker.data.exists()


def test_settings_can_be_added_such_as_a_password_for_clients() -> None:
    module = "org.apache.kafka.common.security.plain.PlainLoginModule"
    properties = {
        "listener.security.protocol.map": "CLIENT:SASL_PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "sasl.enabled.mechanisms": "PLAIN",
        "listener.name.client.plain.sasl.jaas.config": f'{module} required user_reader="secret";',
    }
    login = {"security.protocol": "SASL_PLAINTEXT", "sasl.mechanism": "PLAIN", "sasl.username": "reader"}
    with EmbeddedKafka(properties=properties) as broker:
        assert new_topic(broker.bootstrap, **login, **{"sasl.password": "secret"})
        assert not is_ready(broker.port)


def test_settings_that_kafka_refuses_are_reported_in_its_words() -> None:
    with pytest.raises(BrokerError, match="Invalid value first"):
        EmbeddedKafka(properties={"node.id": "first"}).start()


def test_a_broker_that_never_ran_has_no_address() -> None:
    with pytest.raises(BrokerError, match="never started"):
        _ = EmbeddedKafka().bootstrap


def test_the_broker_ends_with_its_owner_even_if_that_is_killed(tmp_path: Path) -> None:
    script = (
        "import os, pathlib, signal, sys; from streams.broker import EmbeddedKafka\n"
        "broker = EmbeddedKafka().start(data=pathlib.Path(sys.argv[1]))\n"
        "print(broker.port, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    owner = subprocess.run([sys.executable, "-c", script, tmp_path], stdout=subprocess.PIPE, check=False)
    assert owner.returncode == -signal.SIGKILL
    wait_until_free(int(owner.stdout))


def in_the_foreground(data: Path) -> "subprocess.Popen[str]":
    script = (
        "import pathlib, sys; from streams.broker import run_in_foreground\n"
        "run_in_foreground(None, pathlib.Path(sys.argv[1]))"
    )
    command = [sys.executable, "-c", script, str(data)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_in_the_foreground_it_says_where_it_listens_and_stops_in_order(tmp_path: Path, stop: signal.Signals) -> None:
    with in_the_foreground(tmp_path) as foreground:
        assert foreground.stdout
        address = re.search(r"listens on 127\.0\.0\.1:(\d+)", foreground.stdout.readline())
        assert address
        foreground.send_signal(stop)
        output, _ = foreground.communicate(timeout=60)
    assert foreground.returncode == 0
    assert output.endswith("stopped\n")
    wait_until_free(int(address[1]))
    assert "ERROR" not in (tmp_path / "broker.log").read_text()


def test_in_the_foreground_a_broker_that_dies_is_an_error(tmp_path: Path) -> None:
    with in_the_foreground(tmp_path) as foreground:
        assert foreground.stdout
        foreground.stdout.readline()
        process = re.search(r"process (\d+)", foreground.stdout.readline())
        assert process
        os.kill(int(process[1]), signal.SIGKILL)
        _, errors = foreground.communicate(timeout=60)
    assert foreground.returncode == 1
    assert "the embedded Kafka has ended" in errors
