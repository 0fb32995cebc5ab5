"""A pool without work: its worker was forked within this program's own frames. Says the worker's number."""

import multiprocessing
import sys


def main():
    fork = multiprocessing.get_context('fork') if hasattr(multiprocessing, 'get_context') else multiprocessing
    pool = fork.Pool(1)
    with open(sys.argv[1], 'w') as out:
        out.write('%d\n' % pool._pool[0].pid)
    sys.stdout.write('ready\n')
    sys.stdout.flush()
    sys.stdin.readline()
    pool.terminate()


main()
