"""A whole page to the text of its article and what the page says about it. Knows no language."""
