"""Has very many tasks, most of which wait for the same event.

usage: tasks-many.py COUNT [DEPTH]
  DEPTH: how many coroutines of each await one another
"""
import asyncio
import sys


async def wait(event, depth):
    await (wait(event, depth - 1) if depth > 1 else event.wait())


async def main(count, depth=1):
    event = asyncio.Event()
    tasks = [asyncio.ensure_future(wait(event, depth)) for _ in range(count)]
    await asyncio.sleep(0)
    print('ready', flush=True)
    await asyncio.gather(*tasks)


asyncio.new_event_loop().run_until_complete(main(*map(int, sys.argv[1:])))
