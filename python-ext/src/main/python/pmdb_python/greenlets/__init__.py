"""Greenlets, as gevent and eventlet use them: stacks that a thread runs by turns."""
