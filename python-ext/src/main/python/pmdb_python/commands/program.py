"""What the program tells of its sources."""

from pmdb_python.frames import fit, linecache, program_files


class ProgramSources:
    """As `Sources` asks for it, of a view."""

    def __init__(self, view):
        self._view = view

    @property
    def _interpreter(self):
        return self._view.runtime.interpreter

    def named(self, name):
        return linecache.frozen(self._view.question(), self._interpreter, name)

    def kept(self, name):
        lines = linecache.lines(self._view.question(), self._interpreter, name)
        return self._command_line() if lines is None and name == linecache.STRING else lines

    def _command_line(self):
        code = linecache.command_line(self._view.question(), self._interpreter)
        for thread in self._view.threads if code else ():
            functions = [f.function for f in self._view.stack(thread).frames if f.file == linecache.STRING]
            if not linecache.explains(code, functions):
                return None
        return code

    def doubt(self, frame, path, lines):
        heap = self._view.question()
        misfit = fit.misfit(heap, frame, lines)
        return "does not fit the code: " + misfit if misfit else program_files.doubt(heap, frame, path)

    def running(self):
        return program_files.running(self._view.question(), self._interpreter)
