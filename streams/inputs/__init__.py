"""Files and standard input as raw records.

JSON lines, events, pages, texts, folders of these; web archives, feeds, and sitemaps with the pages saved beside them.
"""

from streams.inputs.files import STDIN, expand, names_its_records, read_file, read_stream
from streams.inputs.kept import keep
from streams.inputs.records import Input, Skipped

__all__ = ["STDIN", "Input", "Skipped", "expand", "keep", "names_its_records", "read_file", "read_stream"]
