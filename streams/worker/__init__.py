"""The edge: the only part that knows Faust, Kafka and Prometheus."""
