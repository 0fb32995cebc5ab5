"""Sleeps in the hub of gevent or eventlet, beside three greenlets that sleep as well.

usage: idle-hub.py LIBRARY FOLDER-OF-THE-LIBRARY
"""
import sys

sys.path.insert(0, sys.argv[2])
library = __import__(sys.argv[1])
for _ in range(3):
    library.spawn(library.sleep, 1000000)
print("ready", flush=True)
library.sleep(1000000)
