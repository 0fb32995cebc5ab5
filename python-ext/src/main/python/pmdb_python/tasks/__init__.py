"""Tasks of asyncio: which there are, what each runs and what it waits for."""
