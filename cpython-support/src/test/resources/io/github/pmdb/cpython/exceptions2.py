"""Handles an exception, and wrote down what traceback prints of it: for Python 2, where exceptions know no others.

usage: exceptions2.py KIND FILE
"""
import os
import sys
import threading
import traceback


class Own(Exception):
    pass


def fails(path):
    raise Own('cannot load', path)


def opens(path):
    os.stat(path)


def spells(path):
    raise ValueError(unicode(path))


def misses(path):
    return {}[path]


def main(kind, path):
    try:
        {'fails': fails, 'opens': opens, 'spells': spells, 'misses': misses}[kind]('/nonexistent/file')
    except Exception:
        with open(path, 'w') as out:
            out.write(traceback.format_exc())
        sys.stdout.write('ready\n')
        sys.stdout.flush()
        threading.Event().wait()


main(sys.argv[1], sys.argv[2])
