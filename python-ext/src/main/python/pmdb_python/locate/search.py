"""Finds CPython's runtime, the surest step first; each step leaves a sentence of evidence."""

import gdb

from pmdb_python.locate import candidates, headcode, interpreters, layouts, scan
from pmdb_python.problem import UserError
from pmdb_python.target.memory import MemoryFault

# A scan reads each word in gdb's Python; the data of an interpreter is far smaller.
_SCAN_BYTES = 16 << 20
_COOKIE_BYTES = 256 << 20


class Runtime:
    """A CPython that was found. `runtime` (address of _PyRuntime) and `head_slot` (of the word that points at
    the newest interpreter) are 0 where they are not known. So are the variables that up to 3.6 no _PyRuntime holds:
    `current_thread` (address of `_PyThreadState_Current`, the thread that holds the GIL), `generation0` (of
    `_PyGC_generation0`, which points at the collector's first list) and `collecting` (of the variable of that name in
    `Modules/gcmodule.c`, which only a file with its local symbols tells)."""

    def __init__(self, runtime, head_slot, interpreter, layout):
        self.runtime, self.head_slot, self.interpreter, self.layout = runtime, head_slot, interpreter, layout
        self.image, self.current_thread, self.generation0, self.collecting = None, 0, 0, 0


def find(target):
    """The runtime of the target; a UserError with all steps where there is none."""
    if not target.architecture().startswith("i386:x86-64"):
        raise UserError("layouts of CPython are known for x86-64, this is %s" % target.architecture())
    found = candidates.find(target)
    if not found:
        raise UserError(
            "no Python interpreter is in the target",
            "`info proc mappings` lists the files it has mapped; for a core, name the program too: gdb PROGRAM CORE",
        )
    return _Search(target).run(found)


class _Search:
    def __init__(self, target):
        self.target, self.memory, self.steps = target, target.memory, []

    def run(self, found):
        for candidate in found[: candidates.MOST]:
            for step in (self._by_symbol, self._by_section, self._by_code, self._by_cookie, self._by_scan):
                place = step(candidate)
                if place:
                    return self._confirmed(place, candidate)
        if len(found) > candidates.MOST:
            what = "more than %d files may hold CPython: the others were not looked into"
            self.steps.append(what % candidates.MOST)
        everything = [m for m in self.target.mappings if m.writable]
        self.steps.append("all writable memory was searched then")
        for step in (self._by_cookie, self._by_scan):
            place = step(found[0], everything)
            if place:
                return self._confirmed(place, found[0])
        version = found[0].version_by_name()
        what = "CPython%s (%s)" % (" " + str(version) if version else "", found[0].name)
        raise UserError(what + " is in the target and can not be read", "\n".join(self.steps))

    def _by_symbol(self, candidate):
        address = candidate.symbol("_PyRuntime") or self._known_to_gdb(candidate, "_PyRuntime")
        if not address:
            self.steps.append("%s: no symbol _PyRuntime" % candidate.name)
            return None
        return self._at_runtime(candidate, address, "symbol _PyRuntime")

    def _known_to_gdb(self, candidate, name):
        """From the full symbol table, as of a program that embeds Python and exports nothing."""
        try:
            address = int(gdb.parse_and_eval("(unsigned long) &%s" % name))
        except gdb.error:
            return 0
        image = candidate.image
        return address if image.start <= address < max([image.end] + [m.end for m in candidate.writable]) else 0

    def _by_section(self, candidate):
        address = candidate.image.section(candidates.SECTION)
        if not address:
            self.steps.append("%s: no section .PyRuntime" % candidate.name)
            return None
        return self._at_runtime(candidate, address, "section .PyRuntime")

    def _by_code(self, candidate):
        function = candidate.symbol(candidates.HEAD_FUNCTION)
        slot = headcode.head_slot(self.memory, function) if function else None
        if not slot:
            self.steps.append("%s: PyInterpreterState_Head is absent or not understood" % candidate.name)
            return None
        self.steps.append("%s: PyInterpreterState_Head loads from %#x" % (candidate.name, slot))
        return self._surest(candidate, lambda layout: self._at_head(layout, slot))

    def _by_cookie(self, candidate, mappings=None):
        where = candidate.writable if mappings is None else mappings
        for address in scan.find_bytes(self.target, where, layouts.COOKIE, _COOKIE_BYTES):
            if layouts.peek(self.memory, address):
                return self._at_runtime(candidate, address, "debug offsets")
        self.steps.append("%s: no debug offsets in writable memory" % candidate.name)
        return None

    def _by_scan(self, candidate, mappings=None):
        where = candidate.writable if mappings is None else mappings
        words = scan.pointers(self.target, where, _SCAN_BYTES)
        place = self._surest(candidate, lambda layout: self._among(words, layout))
        if place and mappings is not None and not interpreters.agrees(self.memory, place.layout, place.interpreter):
            place = None  # among words of the heap some look like one by chance
        if not place:
            self.steps.append("%s: no word of its data points at an interpreter" % candidate.name)
        return place

    def _among(self, words, layout):
        """Where the words point at an interpreter: best at one that says it is of the layout's version."""
        found = [word for word in words if interpreters.matches(self.memory, layout, word)]
        sure = [word for word in found if interpreters.agrees(self.memory, layout, word)]
        for word in (sure or found)[:1]:
            for slot in words[word]:
                place = self._at_head(layout, slot)
                if place and place.runtime and self._has_main(place):
                    return place
            return Runtime(0, 0, word, layout)  # the slots are some pointers, not the list's head
        return None

    def _has_main(self, place):
        try:
            main = self.memory.pointer(place.runtime + place.layout.offset("runtime.interpreters_main"))
            return interpreters.matches(self.memory, place.layout, main)
        except MemoryFault:
            return False

    def _surest(self, candidate, look):
        """The first place whose interpreter says it is of the version of the layout it was read with:
        layouts of neighbouring versions are alike. Else the first that fits."""
        first = None
        for version in self._versions(candidate):
            for layout in layouts.all_of(version):
                place = look(layout)
                if place and interpreters.agrees(self.memory, layout, place.interpreter):
                    return place
                first = first or place
        return first

    def _versions(self, candidate):
        told = [self._version_symbol(candidate), candidate.version_by_name()]
        return [version for version in told if version] + layouts.known()

    def _version_symbol(self, candidate):
        """`Py_Version`, since 3.11."""
        address = candidate.symbol("Py_Version")
        try:
            return layouts.Version.of_hex(self.memory.u32(address)) if address else None
        except MemoryFault:
            return None  # read-only data may not be in a core

    def _at_runtime(self, candidate, address, how):
        self.steps.append("%s: %s at %#x" % (candidate.name, how, address))
        try:
            own = layouts.from_debug_offsets(self.memory, address)
        except MemoryFault as fault:
            self.steps.append("debug offsets: %s" % fault)
            own = None
        place = self._at_offset(own, address) if own else self._surest(candidate, lambda l: self._at_offset(l, address))
        if not place:
            self.steps.append(self._nothing_at(address))
        return place

    def _nothing_at(self, address):
        told = layouts.peek(self.memory, address)
        if told and not layouts.all_of(told):
            return "debug offsets of CPython %s are there, a version whose layouts pmdb does not have" % told
        return "no interpreter with a thread hangs off it: not initialised, or finalised"

    def _at_offset(self, layout, runtime):
        if not layout.has("runtime.interpreters_head"):
            return None
        return self._at_head(layout, runtime + layout.offset("runtime.interpreters_head"))

    def _at_head(self, layout, slot):
        try:
            interpreter = self.memory.pointer(slot)
        except MemoryFault:
            return None  # not this layout
        if not interpreters.matches(self.memory, layout, interpreter):
            return None
        known = layout.has("runtime.interpreters_head")
        return Runtime(slot - layout.offset("runtime.interpreters_head") if known else 0, slot, interpreter, layout)

    def _confirmed(self, place, candidate):
        """The layout of the release that sys.hexversion names."""
        place.image, layout = candidate.image, place.layout
        if not layout.has("runtime.interpreters_head"):
            place.current_thread = candidate.symbol("_PyThreadState_Current") or 0
            place.generation0 = candidate.symbol("_PyGC_generation0") or 0
            place.collecting = self._known_to_gdb(candidate, "collecting")
        version = interpreters.release(self.memory, layout, place.interpreter)
        if version:
            exact = layout.for_release(version) if layout.from_target else layouts.of(version, layout.build)
            place.layout = interpreters.with_character_width(self.memory, exact or layout, place.interpreter)
        return place
