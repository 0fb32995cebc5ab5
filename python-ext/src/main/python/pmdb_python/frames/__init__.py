"""Threads and frames of CPython, with their places in the source and their variables."""
