"""What is known of each language: data in one folder a language, read by a typed loader."""
