package io.github.pmdb.cpython;

import io.github.pmdb.fixture.Pythons;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is behind a dot against what Python itself shows of it.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MembersTest {
  @TempDir static Path directory;

  static Stream<Pythons.Python> pythons() {
    return Stream.concat(Pythons.allWithOld().stream(), Pythons.specialsThere());
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void areShownAsPythonShowsThem(Pythons.Python python) throws IOException {
    SaidValues.areShown(python, "members", directory, UnaryOperator.identity());
  }
}
