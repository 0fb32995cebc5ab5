package io.github.pmdb.uprobe.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.elf.FunctionSymbol;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.uprobe.code.ReturnInstructions;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Instructions are told apart as binutils does it.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class ReturnInstructionsTest {
  private static final Pattern RETURN =
      Pattern.compile("\\s*([0-9a-f]+):\\t(?:(?:bnd|repz|rep|notrack) )*ret.*");

  private static byte[] code(int... octets) {
    byte[] code = new byte[octets.length];
    for (int i = 0; i < code.length; i++) {
      code[i] = (byte) octets[i];
    }
    return code;
  }

  @Test
  void constantsThatLookLikeReturnsAreNone() {
    // mov $0xc3c3c3c3,%eax; repz ret; ret $8
    assertEquals(
        Optional.of(List.of(5, 7)),
        ReturnInstructions.of(code(0xb8, 0xc3, 0xc3, 0xc3, 0xc3, 0xf3, 0xc3, 0xc2, 8, 0)));
  }

  @Test
  void codeWithSomethingElseInBetweenIsLeftAlone() {
    // jmp over a byte of data that begins a longer instruction; and an invalid one
    assertEquals(
        Optional.empty(), ReturnInstructions.of(code(0xeb, 1, 0xb8, 0xc3, 0x90, 0x90, 0x90)));
    assertEquals(Optional.empty(), ReturnInstructions.of(code(0x06, 0xc3)));
    assertEquals(Optional.empty(), ReturnInstructions.of(code(0xb8, 0xc3)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"libc.so.6", "libstdc++.so.6", "libm.so.6", "libcrypto.so.3"})
  void librariesOfTheMachine(String library) throws IOException {
    Path path = Path.of("/usr/lib/x86_64-linux-gnu", library);
    Requirement.that(Files.exists(path), "needs " + path);
    ProbedFile file = ProbedFile.open(path, library);
    NavigableSet<Long> truth = returns(path);
    int looked = 0;
    List<String> unknown = new ArrayList<>();
    for (FunctionSymbol each : file.functions()) {
      Optional<Long> offset = file.offsetOfCode(each.address());
      if (each.size() == 0 || each.indirect() || offset.isEmpty()) {
        continue;
      }
      looked++;
      Optional<List<Integer>> found =
          ReturnInstructions.of(file.code(offset.get(), (int) each.size()));
      if (found.isEmpty()) {
        unknown.add(each.name());
        continue;
      }
      List<Long> addresses = found.get().stream().map(it -> each.address() + it).toList();
      assertEquals(
          new ArrayList<>(truth.subSet(each.address(), each.address() + each.size())),
          addresses,
          each.name());
    }
    assertTrue(looked > 500, "functions: " + looked);
    assertTrue(unknown.size() * 50 < looked, looked + " functions, unknown: " + unknown);
  }

  private static NavigableSet<Long> returns(Path library) throws IOException {
    Path objdump = Requirement.tool("objdump");
    Process process =
        new ProcessBuilder(objdump.toString(), "-d", "--no-show-raw-insn", library.toString())
            .start();
    NavigableSet<Long> returns = new TreeSet<>();
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher matcher = RETURN.matcher(line);
        if (matcher.matches()) {
          returns.add(Long.parseLong(matcher.group(1), 16));
        }
      }
    }
    return returns;
  }
}
