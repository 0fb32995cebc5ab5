package io.github.pmdb.command.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.command.Commands;
import io.github.pmdb.command.Dispatcher;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which lines are left to gdb, which knows `inspect` as another name of `print`.
class InspectJsTest {
  private final Dispatcher dispatcher = new Dispatcher(new Commands(List.of(new InspectJs())));

  @ParameterizedTest
  @CsvSource({
    "inspect 0x3f2a5c081118,true",
    "inspect nosuch,false",
    "jsprint nosuch,true",
    "v8 inspect nosuch,true",
    "jsprint,true"
  })
  void onlyTheNameThatGdbHasTooIsLeftToIt(String line, boolean owned) {
    assertEquals(owned, dispatcher.owns(line, true));
  }
}
