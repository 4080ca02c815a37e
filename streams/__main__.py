"""`python -m streams` is `news-streams`."""

from streams.cli import main

if __name__ == "__main__":
    main(prog_name="news-streams")
