"""Threads, ten if not said otherwise by an argument, one of which feels how long the process stood still.

Prints "ready". For each line of standard input it prints the longest pause since the last one, in milliseconds.
"""

import sys
import threading
import time

longest = 0.0


def wait_in(depth, event):
    values = {"depth": depth, "words": ["a", "b"]}
    if depth:
        wait_in(depth - 1, event)
    else:
        event.wait()
    return values


def feel():
    global longest
    last = time.perf_counter()
    while True:
        time.sleep(0.0002)
        now = time.perf_counter()
        longest = max(longest, now - last)
        last = now


def main():
    global longest
    event = threading.Event()
    for _ in range(int(sys.argv[1]) - 2 if len(sys.argv) > 1 else 8):
        threading.Thread(target=wait_in, args=(12, event), daemon=True).start()
    threading.Thread(target=feel, daemon=True).start()
    print("ready", flush=True)
    for _ in iter(sys.stdin.readline, ""):
        print("%.3f" % (longest * 1000), flush=True)
        longest = 0.0


main()
