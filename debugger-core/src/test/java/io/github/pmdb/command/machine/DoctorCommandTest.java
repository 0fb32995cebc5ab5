package io.github.pmdb.command.machine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.command.Answer;
import io.github.pmdb.command.Commands;
import io.github.pmdb.command.Dispatcher;
import io.github.pmdb.command.OpenSession;
import io.github.pmdb.doctor.Machine;
import io.github.pmdb.output.Json;
import io.github.pmdb.target.OpenOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @Test
  void textAndJsonTellTheSame(@TempDir Path root) {
    Machine machine =
        new Machine(
            root, _ -> Optional.empty(), "gdb", Runtime.Version.parse("25"), root, _ -> 1L << 40);
    Dispatcher dispatcher = new Dispatcher(new Commands(List.of(new DoctorCommand(machine))));
    Answer answer = dispatcher.run(new OpenSession(null, OpenOptions.DEFAULT), "doctor");
    String text = answer.text().text();
    String json = Json.result(answer.command(), answer.value());
    assertTrue(text.contains("BAD     gdb "), text);
    assertTrue(text.contains("1 bad, "), text);
    assertTrue(json.contains("{\"name\":\"gdb\",\"status\":\"BAD\",\"what\":"), json);
  }
}
