package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.core.CoreSnapshot;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.frame.Unwinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Cores of interpreters that ended themselves: what they said last is found, or nothing is told.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FatalErrorTest {
  @TempDir private Path directory;

  static Stream<Pythons.Python> pythons() {
    return Pythons.allWithOld().stream().filter(python -> python.imports("ctypes"));
  }

  /// @param code that does not come back
  private String ending(Pythons.Python python, String code) throws IOException {
    String program = python.program().toString();
    Path file = CoreMaker.kernelCore(directory, List.of(program, "-c", "import ctypes; " + code));
    try (CoreSnapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
      return FatalError.in(Unwinder.unwind(core, core.threads().getFirst(), 1000), core.memory())
          .orElse("");
    } finally {
      Files.delete(file);
    }
  }

  /// Up to 3.9 what the caller had in registers is kept nowhere.
  @ParameterizedTest
  @MethodSource("pythons")
  void whatSomebodyElseSaysIsToldWhereItIsKept(Pythons.Python python) throws IOException {
    String ending = ending(python, "ctypes.pythonapi.Py_FatalError(b'the last one is lost')");
    String told = ending.replaceAll(", called in \\w+", "");
    String known = python.minor() < 10 ? "" : ": the last one is lost";
    assertEquals("Python ended it by Py_FatalError" + known, told);
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void whatPythonSaysIsTold(Pythons.Python python) throws IOException {
    String ending = ending(python, "ctypes.CDLL(None).PyThreadState_Get()");
    String wanted = python.minor() < 9 ? "no current thread" : "the function must be called with";
    assertTrue(ending.startsWith("Python ended it by Py_FatalError, called in "), ending);
    assertTrue(ending.contains(wanted), ending);
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void aMessageOfOneWordMayBeANameAndIsNotTold(Pythons.Python python) throws IOException {
    String ending = ending(python, "ctypes.pythonapi.Py_FatalError(b'lost')");
    assertTrue(ending.startsWith("Python ended it by Py_FatalError"), ending);
    assertTrue(!ending.contains("lost"), ending);
  }
}
