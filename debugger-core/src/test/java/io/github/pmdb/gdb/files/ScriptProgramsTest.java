package io.github.pmdb.gdb.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class ScriptProgramsTest {
  @TempDir Path directory;

  private String script(String name, String text) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    assertTrue(file.toFile().setExecutable(true));
    return file.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "#!/bin/sh                     | /bin/sh",
        "#! /bin/sh -e -x              | /bin/sh,-e -x",
        "#!/usr/bin/env -S /bin/sh -e -x | /bin/sh,-e,-x",
        "#!/usr/bin/env /bin/sh        | /bin/sh",
        "#!/usr/bin/env A=1            | /usr/bin/env,A=1",
      })
  void theInterpreterTakesTheScriptAsTheKernelHasIt(String line, String words) throws IOException {
    String script = script("script", line + "\n:\n");
    List<String> expected = new java.util.ArrayList<>(List.of(words.split(",")));
    expected.addAll(List.of(script, "an argument"));
    assertEquals(expected, ScriptPrograms.followed(List.of(script, "an argument")));
  }

  @Test
  void anInterpreterMayBeAScript() throws IOException {
    String inner = script("inner", "#!/bin/sh\n");
    String outer = script("outer", "#!" + inner + " word");
    assertEquals(List.of("/bin/sh", inner, "word", outer), ScriptPrograms.followed(List.of(outer)));
    String circle = script("circle", "#!" + directory.resolve("circle"));
    assertThrows(UserError.class, () -> ScriptPrograms.followed(List.of(circle)));
  }

  @Test
  void programsStayAndAMissingInterpreterIsNamed() throws IOException {
    assertEquals(List.of("/bin/sh", "-c"), ScriptPrograms.followed(List.of("/bin/sh", "-c")));
    String script = script("script", "#!/no/such\r\n");
    UserError missing =
        assertThrows(UserError.class, () -> ScriptPrograms.followed(List.of(script)));
    assertTrue(missing.toString().contains(script + " is a script for /no/such: "));
  }
}
