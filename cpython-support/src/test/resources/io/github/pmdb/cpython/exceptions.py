"""Handles an exception that came of others, and wrote down what traceback prints of it."""
import sys
import threading
import traceback


class Own(Exception):
    pass


def parse(text):
    return int(text)


def load(path):
    try:
        return parse('twelve')
    except ValueError as error:
        raise Own('cannot load', path) from error


def lookup():
    try:
        load('settings')
    except Own:
        return {}['missing']


def opens():
    try:
        lookup()
    except KeyError:
        open('/nonexistent/file')


def hides():
    try:
        opens()
    except OSError as error:
        try:
            raise RuntimeError()
        except RuntimeError:
            raise LookupError('hidden context') from None


def group():
    try:
        opens()
    except OSError as error:
        error.add_note('first note')
        error.add_note('second \u732b')
        raise ExceptionGroup('both', [error, ValueError(1), ExceptionGroup('inner', [Own()])]) from error


def main(kind, path):
    try:
        {'opens': opens, 'hides': hides, 'group': group}[kind]()
    except BaseException as error:
        with open(path, 'w', encoding='utf-8') as out:
            out.write(''.join(traceback.format_exception(type(error), error, error.__traceback__)))
        print('ready', flush=True)
        threading.Event().wait()


main(sys.argv[1], sys.argv[2])
