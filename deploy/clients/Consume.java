import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Follows who says what, as it is committed, until Ctrl-C. Needs kafka-clients and jackson-databind. */
public final class Consume {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    public static void main(String[] arguments) {
        String broker = System.getenv().getOrDefault("STREAMS_BROKER", "127.0.0.1:9092");
        String prefix = System.getenv().getOrDefault("STREAMS_TOPIC_PREFIX", "");
        Map<String, Object> settings = Map.of(
            "bootstrap.servers", broker,
            "group.id", prefix + "quotes-java",
            "isolation.level", "read_committed", // or you see what was never committed
            "auto.offset.reset", "earliest",
            "key.deserializer", StringDeserializer.class,
            "value.deserializer", StringDeserializer.class);
        Thread reader = Thread.currentThread();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(consumer, reader)));
            consumer.subscribe(List.of(prefix + "news.quote"));
            while (true) {
                consumer.poll(Duration.ofSeconds(1)).forEach(Consume::show);
            }
        } catch (WakeupException interrupted) {
            // Ctrl-C: the consumer is closed, and its group told.
        }
    }

    /** A quote under its id is new or says something new; without a value it is taken back. */
    private static void show(ConsumerRecord<String, String> record) {
        if (record.value() == null) {
            OUT.println(record.key() + "\ttaken back");
            return;
        }
        try {
            JsonNode quote = JSON.readTree(record.value());
            String speaker = quote.path("speaker").path("name").asText("unknown");
            OUT.println(record.key() + "\t" + speaker + "\t" + quote.path("quote").asText());
        } catch (JsonProcessingException error) {
            throw new IllegalStateException(record.topic() + " holds no JSON at offset " + record.offset(), error);
        }
    }

    private static void stop(KafkaConsumer<String, String> consumer, Thread reader) {
        consumer.wakeup();
        try {
            reader.join();
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
        }
    }
}
