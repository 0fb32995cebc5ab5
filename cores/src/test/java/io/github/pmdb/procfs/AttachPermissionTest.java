package io.github.pmdb.procfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The kernel's refusals, met for real by a child without rights.
class AttachPermissionTest {
  private static final String[] NOBODY = {
    "setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"
  };
  private static final String[] ROOT_OF_ITS_OWN = {"unshare", "--user", "--map-root-user"};

  /// What the child runs: opens a process and prints the rule and the refusal.
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      long pid = Long.parseLong(arguments[0]);
      try (LiveSnapshot _ = LiveProcess.open(pid)) {
        System.out.println("opened");
      } catch (UserError e) {
        System.out.println(AttachPermission.explain(pid).rule() + " " + e.getMessage());
      }
    }
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("does not end: " + Arrays.toString(command));
    }
    return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
  }

  private static String openAs(String[] user, long pid) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(user));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Child.class.getName(), Long.toString(pid)));
    return run(command.toArray(String[]::new));
  }

  private static void assumeRootAndReadable() throws Exception {
    assumeTrue("0".equals(run("id", "-u")), "needs root");
    Path classes = Path.of(Child.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> look = new ArrayList<>(List.of(NOBODY));
    look.addAll(List.of("sh", "-c", "test -r \"$0\" && echo yes", classes.toString()));
    assumeTrue("yes".equals(run(look.toArray(String[]::new))), "nobody can't read the classes");
    assumeTrue(Files.exists(Path.of("/usr/bin/unshare")), "needs unshare");
  }

  @Test
  void namesTheOtherUser() throws Exception {
    assumeRootAndReadable();
    Process sleeper = new ProcessBuilder("sleep", "1000").start();
    try {
      String answer = openAs(NOBODY, sleeper.pid());
      assertTrue(answer.startsWith("OTHER_USER process " + sleeper.pid()), answer);
      assertTrue(answer.contains("belongs to uid 0, you are uid 65534"), answer);
    } finally {
      sleeper.destroyForcibly();
    }
  }

  @Test
  void aRootOfItsOwnNamespaceIsToldSo() throws Exception {
    assumeRootAndReadable();
    assumeTrue("ok".equals(run("unshare", "--user", "--map-root-user", "echo", "ok")));
    Process sleeper = new ProcessBuilder("sleep", "1000").start();
    try {
      String answer = openAs(ROOT_OF_ITS_OWN, sleeper.pid());
      assertTrue(answer.startsWith("USER_NAMESPACE process " + sleeper.pid()), answer);
    } finally {
      sleeper.destroyForcibly();
    }
  }

  @Test
  void saysThatThereIsNoSuchProcess() {
    // One more than the greatest pid there can be (PID_MAX_LIMIT, include/linux/threads.h).
    assertEquals(AttachPermission.Rule.NO_SUCH_PROCESS, AttachPermission.explain(4194305).rule());
  }
}
