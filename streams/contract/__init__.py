"""What others may build on: schemas of the public events and a description of the topics, made from the code.

`python -m streams.contract` writes them to `schemas/`. A test compares that folder with the code, byte for byte.
"""
