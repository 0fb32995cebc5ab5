"""pmdb's Python commands inside plain gdb: CPython's threads, frames and values read from memory alone, by
the layouts that pmdb itself uses. Needs no debug symbols; works on cores and on processes that stand still."""
