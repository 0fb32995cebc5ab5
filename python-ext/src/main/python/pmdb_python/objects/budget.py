"""How much of the target one question may read.

What the target claims to be long, deep or wide may be damaged or made to be: each bound of a walker holds for one
object, this one for all of them together. When it is spent every further read is a MemoryFault, so walkers end as they
do at damage.
"""

from pmdb_python.target.memory import MemoryFault, Reader

# A read that fails takes as long as this many others: nothing of it is kept.
_FAULT = 50


class Budget:
    def __init__(self, most_reads, most_bytes):
        self.most_reads, self.most_bytes = most_reads, most_bytes
        self.reads = self.bytes = 0

    @staticmethod
    def of_value():
        """Enough for the text of one value."""
        return Budget(200_000, 4 << 20)

    @staticmethod
    def of_question():
        """Enough for all that is asked at once, such as the locals of a frame."""
        return Budget(1_000_000, 32 << 20)

    @staticmethod
    def of_search():
        """Enough to look for one key in a dict of millions."""
        return Budget(20_000_000, 1 << 30)

    def is_spent(self):
        return self.reads > self.most_reads or self.bytes > self.most_bytes

    def __str__(self):
        return "%d reads or %d MiB" % (self.most_reads, self.most_bytes >> 20)

    def over(self, memory):
        return _Metered(self, memory)


class _Metered(Reader):
    """Counts what is read."""

    def __init__(self, budget, memory):
        self._budget, self._memory = budget, memory

    def bytes(self, address, length):
        budget = self._budget
        budget.reads += 1
        budget.bytes += length
        if budget.is_spent():
            raise MemoryFault(address, length, "one question may take %s, which are spent" % budget)
        try:
            return self._memory.bytes(address, length)
        except MemoryFault:
            budget.reads += _FAULT
            raise
