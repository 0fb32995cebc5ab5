package io.github.pmdb.uprobe.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Finished;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.count.CallCounts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The kernel's refusals and permissions, met for real by a JVM of a user without rights.
@Timeout(value = 100, unit = TimeUnit.SECONDS)
class RightsTest {
  /// Probes a place of a file, or tells why that can not be. Reads no ELF file: the libraries for
  /// that may lie where a stranger may not look.
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      LinkKind kind = LinkKind.valueOf(arguments[2]);
      try (Tracer tracer = new Tracer(kind)) {
        tracer.map("counts", MapShape.perCpuArray(8, 1));
        Program program = tracer.load(tracer.shape("pmdb_test", CallCounts.code())).orThrow();
        ProbePoint point = new ProbePoint(Long.parseLong(arguments[1]), 0);
        Path file = Path.of(arguments[0]);
        UprobeLink link =
            tracer.attach(program, new ProbeSet(file, List.of(point), OptionalLong.empty(), false));
        System.out.println("attached, refused: " + link.refused());
      } catch (UserError e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private static String runAs(String capabilities, LinkKind kind) {
    Path program = Fixture.compile("traced", "-O2");
    assertTrue(program.toFile().setReadable(true, false));
    List<String> command =
        new ArrayList<>(List.of("setpriv", "--reuid", "65534", "--clear-groups"));
    if (!capabilities.isEmpty()) {
      command.add("--inh-caps=" + capabilities);
      command.add("--ambient-caps=" + capabilities);
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
    String offset = Long.toString(Probing.offset(program, "alpha"));
    command.addAll(List.of(program.toString(), offset, kind.name()));
    return Finished.run(command).check().output().strip();
  }

  private static void requireStranger() throws Exception {
    Probing.require();
    Requirement.tool("setpriv");
    Path classes = Path.of(Child.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> look =
        List.of("setpriv", "--reuid", "65534", "--clear-groups", "ls", classes.toString());
    Requirement.that(
        Finished.run(look).exit() == 0, "needs classes that the user nobody may read: " + classes);
  }

  @Test
  void whoHasNoRightsIsToldWhichAreNeeded() throws Exception {
    requireStranger();
    assertEquals(
        "probes need CAP_BPF and CAP_PERFMON (or root): bpf(BPF_MAP_CREATE): Operation not"
            + " permitted",
        runAs("", LinkKind.MULTI));
    assertEquals(
        "probes need CAP_BPF and CAP_PERFMON (or root): bpf(BPF_PROG_LOAD): Operation not"
            + " permitted",
        runAs("+bpf", LinkKind.MULTI));
    assertEquals("attached, refused: []", runAs("+bpf,+perfmon", LinkKind.MULTI));
    assertTrue(runAs("+bpf,+perfmon", LinkKind.PERF).contains("need CAP_SYS_ADMIN"));
  }
}
