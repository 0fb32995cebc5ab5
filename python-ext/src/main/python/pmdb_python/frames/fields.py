"""Where frames of a version say what they run and how far they are."""


def code(heap):
    """Of the code object, which since 3.14 is a tagged reference."""
    if heap.has("tstate.frame"):
        return "frame.f_code"
    return "iframe.f_code" if heap.has("iframe.f_code") else "iframe.f_executable"


def instruction(heap):
    """Of the address of the instruction, since 3.11."""
    return "iframe.prev_instr" if heap.has("iframe.prev_instr") else "iframe.instr_ptr"


def offset(heap, frame):
    """Bytes of bytecode to the instruction that a frame runs, up to 3.10, which counts code units; negative when it
    has not started."""
    last = heap.i32(frame, "frame.f_lasti")
    return -1 if last < 0 else last * (2 if heap.at_least(3, 10) else 1)
