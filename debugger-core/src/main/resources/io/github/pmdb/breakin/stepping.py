# Steps of the thread that stands at a breakpoint, or where another step has ended.
import _thread

# Of CPython's code.h: a generator, a coroutine, an asynchronous generator. These are left in between.
LEAVES = 0x20 | 0x80 | 0x200


class Step(object):
    """`next` ends at a new line of the frame or of those that called it, `step` at any of the thread, `finish` where
    the frame ends."""

    def __init__(self, kind, frame):
        self.kind = kind
        self.frame = frame
        self.thread = _thread.get_ident()
        self.frames = {}
        if kind == "step" or (kind == "next" and not frame.f_code.co_flags & LEAVES):
            self.frames = chain(frame)
        elif kind == "next":
            self.frames = {id(frame): frame}

    def follows(self, code):
        """Whether lines of a frame that begins are of interest."""
        return self.kind == "step" and self.thread == _thread.get_ident() and not hidden(code)

    def ends_at_line(self, frame):
        return id(frame) in self.frames or self.follows(frame.f_code)

    def all(self):
        return [self.frame] + list(self.frames.values())

    def from_end(self):
        """Begins where the frame ends."""
        if self.kind == "finish":
            self.frame = self.frame.f_back
        elif self.kind == "next":
            self.frames = chain(self.frame.f_back)
        if self.frame is None:
            raise Refused("this is the outermost frame; continue")

    def ends(self):
        """Whether it is over when the frame ends. Where that was only left in between until then, those that have
        called it take its place."""
        if self.kind == "next":
            self.frames = chain(self.frame.f_back)
        return self.kind == "finish"


def chain(frame):
    """A frame and those that have called it, by their ids; they are kept, so that no others get these."""
    found = {}
    while frame is not None:
        if not hidden(frame.f_code):
            found[id(frame)] = frame
        frame = frame.f_back
    return found


def hidden(code):
    """Ours, and the import system, which has no source."""
    return code.co_filename == __name__ or code.co_filename.startswith("<frozen importlib")


def frame_at(depth, function):
    """The frame of this thread that so many lie outside of."""
    frame, found = sys._getframe(), []
    while frame is not None:
        found.append(frame)
        frame = frame.f_back
    if depth >= len(found) or found[-1 - depth].f_code.co_name != function.rpartition(".")[2]:
        raise Refused("the frame is not there any more")
    return found[-1 - depth]


def outcome(word, value):
    """For a person: `returns 42`."""
    try:
        text = repr(value)
    except Exception as error:
        text = "a %s, whose repr raises %s" % (type(value).__name__, type(error).__name__)
    return word + " " + (text if len(text) <= 400 else text[:400] + "...")
