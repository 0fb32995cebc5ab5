"""The memory that free-threaded builds take all objects from, in which their garbage collector finds them too
(`gc_visit_heaps` in `Python/gc_free_threading.c`).

mimalloc has segments at multiples of their size. Each begins with a table of its slices; runs of slices are pages, which
hold blocks of one size (`Include/internal/mimalloc/mimalloc/types.h`)."""

from pmdb_python.target.memory import MemoryFault, malformed

_SEGMENT = 32 << 20
# Of a mapping: 2 TiB, far more than any process has.
_MOST_SEGMENTS = 1 << 16
_SLICE = 64 << 10
_MOST_SLICES = 512
# A segment's own table is far shorter.
_MOST_INFO_SLICES = 16
# A page begins with up to so many blocks that are never used.
_SKIPPED_BLOCKS = 3
# `_Py_MIMALLOC_HEAP_GC` and `_Py_MIMALLOC_HEAP_GC_PRE`, whose objects have two words in front (`pycore_mimalloc.h`).
_PRE_HEADERS = {2: 0, 3: 16}
# The second word of a block with PYTHONMALLOC=debug, and what comes before its object (`Objects/obmalloc.c`).
_DEBUG_MARK, _DEBUG_HEADER = 0xFDFDFDFDFDFDFD6F, 16
# `_PyGC_BITS_TRACKED` (`pycore_gc.h`): cleared when the object is freed.
_TRACKED = 1


class Pages:
    """`problems` are what could not be looked into."""

    def __init__(self, heap, mappings):
        self._heap, self._mappings, self._segments, self.problems = heap, mappings, 0, []

    def objects(self):
        """Yields (address, address of the type) of the objects that the collector knows."""
        for mapping in self._mappings:
            if mapping.writable and not mapping.is_file and not self._heap.is_spent():
                yield from self._in_mapping(mapping)
        if not self._segments:
            self.problems.append("the memory in which this CPython keeps its objects was not found")

    def _in_mapping(self, mapping):
        segments = range(mapping.start + _SEGMENT - 1 & -_SEGMENT, mapping.end, _SEGMENT)
        for segment in segments[:_MOST_SEGMENTS]:
            if not self._heap.is_spent():
                yield from self._in_segment(segment)
        if len(segments) > _MOST_SEGMENTS or (segments and self._heap.is_spent()):
            what = "objects between %#x and %#x may be missing: there is too much to read"
            self.problems.append(what % (mapping.start, mapping.end))

    def _in_segment(self, segment):
        try:
            entries, index = self._entries(segment), 0
            self._segments += entries > 0
            while index < entries:
                piece = self._slice(segment, index)
                count = self._heap.i32(piece, "slice.slice_count")
                if count <= 0:
                    raise malformed(piece, "a page of no length is there")
                yield from self._in_page(piece, segment + index * _SLICE, count * _SLICE)
                index += count
        except MemoryFault as fault:
            place = segment, segment + _SEGMENT, fault
            self.problems.append("objects between %#x and %#x may be missing: %s" % place)

    def _entries(self, segment):
        """How many slices the segment at an address has; 0 when there is none."""
        heap = self._heap
        try:
            entries, own = heap.i64(segment, "segment.slice_entries"), heap.i64(segment, "segment.segment_info_slices")
            fits = 0 < entries <= _MOST_SLICES and 0 < own <= _MOST_INFO_SLICES
            return entries if fits and heap.i32(self._slice(segment, 0), "slice.slice_count") == own else 0
        except MemoryFault:
            return 0  # a part of the mapping that is not in the core has no segment to look into

    def _slice(self, segment, index):
        layout = self._heap.layout
        return segment + layout.offset("segment.slices") + index * layout.offset("slice.sizeof")

    def _in_page(self, piece, start, length):
        heap = self._heap
        before = _PRE_HEADERS.get(heap.u8(piece, "slice.tag") >> 3 & 15)
        size = heap.i32(piece, "slice.xblock_size") & 0xFFFFFFFF
        capacity = heap.i32(piece, "slice.capacity") & 0xFFFF
        if before is None or not capacity or size < heap.layout.offset("object.sizeof"):
            return
        bits = heap.layout.offset("object.ob_gc_bits")
        for i in range(max(1, min(capacity + _SKIPPED_BLOCKS, length // size))):
            block = start + i * size
            marked = heap.memory.pointer(block + 8) == _DEBUG_MARK
            found = block + before + (_DEBUG_HEADER if marked else 0)
            if heap.memory.u8(found + bits) & _TRACKED:
                yield found, heap.pointer(found, "object.ob_type")
