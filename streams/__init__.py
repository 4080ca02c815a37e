"""news-streams: raw news articles in, clean articles, duplicates and quotes out, exactly once."""
