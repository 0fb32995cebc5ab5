"""Has very many tasks, most of which wait for the same event."""
import asyncio
import sys


async def wait(event):
    await event.wait()


async def main(count):
    event = asyncio.Event()
    tasks = [asyncio.ensure_future(wait(event)) for _ in range(count)]
    await asyncio.sleep(0)
    print('ready', flush=True)
    await asyncio.gather(*tasks)


asyncio.new_event_loop().run_until_complete(main(int(sys.argv[1])))
