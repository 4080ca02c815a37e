import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Prints all committed records of topics, with Kafka's own client: {@code Read BROKER TOPIC...}. */
public final class Read {
    private static final PrintStream OUT = new PrintStream(System.out, false, StandardCharsets.UTF_8);

    public static void main(String[] arguments) {
        Map<String, Object> settings = Map.of(
            "bootstrap.servers", arguments[0],
            "isolation.level", "read_committed",
            "enable.auto.commit", false,
            "key.deserializer", ByteArrayDeserializer.class,
            "value.deserializer", ByteArrayDeserializer.class);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
            List<TopicPartition> places = Stream.of(arguments).skip(1)
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(found -> new TopicPartition(found.topic(), found.partition())).toList();
            consumer.assign(places);
            consumer.seekToBeginning(places);
            Map<TopicPartition, Long> ends = consumer.endOffsets(places);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(500)).forEach(Read::print);
            }
        }
        OUT.flush();
    }

    private static void print(ConsumerRecord<byte[], byte[]> record) {
        OUT.printf("[\"%s\",%d,%d,%s,%s,%s]%n", record.topic(), record.partition(), record.offset(),
            encoded(record.key()), encoded(record.value()), encoded(joined(record.headers())));
    }

    private static byte[] joined(Iterable<Header> headers) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Header header : headers) {
            String name = (all.size() == 0 ? "" : ",") + header.key() + "=";
            all.writeBytes(name.getBytes(StandardCharsets.UTF_8));
            all.writeBytes(header.value() == null ? "NULL".getBytes(StandardCharsets.UTF_8) : header.value());
        }
        return all.toByteArray();
    }

    private static String encoded(byte[] data) {
        return data == null ? "null" : '"' + Base64.getEncoder().encodeToString(data) + '"';
    }
}
