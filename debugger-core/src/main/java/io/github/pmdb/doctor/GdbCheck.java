package io.github.pmdb.doctor;

import io.github.pmdb.gdb.GdbSetup;
import io.github.pmdb.gdb.script.WideRegisters;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// gdb: whether it is there, new enough, and has Python inside.
final class GdbCheck {
  private static final String GDB = "gdb";
  private static final String PYTHON = "gdb Python";

  /// The last word of the first line: `GNU gdb (Debian 13.1-3) 13.1`.
  private static final Pattern VERSION = Pattern.compile("(?m)^GNU gdb.*?(\\d+)\\.(\\d[^\\s]*)$");

  private static final Pattern PYTHON_VERSION = Pattern.compile("(?m)^inner-python (\\d\\S*)$");

  private GdbCheck() {}

  static List<Finding> check(Machine machine) {
    Optional<Programs.Run> run =
        machine
            .programs()
            .run(
                List.of(
                    machine.gdb(),
                    "-nx",
                    "-nh",
                    "-batch",
                    "-ex",
                    "show version",
                    "-ex",
                    "python import sys; print('inner-python %d.%d.%d' % sys.version_info[:3])"));
    if (run.isEmpty()) {
      return List.of(
          Finding.bad(
              GDB,
              "`%s` is not found or does not run: only --no-gdb and `pmdb bt` work"
                  .formatted(machine.gdb()),
              Packages.of(machine).install("gdb")));
    }
    return answers(machine, run.get().output());
  }

  private static List<Finding> answers(Machine machine, String output) {
    Matcher version = VERSION.matcher(output);
    if (!version.find()) {
      return List.of(
          Finding.bad(
              GDB,
              "`%s` does not answer like gdb: %s"
                  .formatted(machine.gdb(), output.lines().findFirst().orElse("no word")),
              Packages.of(machine).install("gdb")));
    }
    String number = version.group(1) + "." + version.group(2);
    boolean old = version.group(1).length() < 4 && isOld(version.group(1));
    Finding gdb =
        old
            ? Finding.bad(
                GDB,
                "version %s is too old: pmdb needs %d or newer".formatted(number, GdbSetup.OLDEST),
                Packages.of(machine).install("gdb"))
            : Finding.good(GDB, "version " + number + registers(number));
    return List.of(gdb, python(machine, output));
  }

  private static String registers(String version) {
    return WideRegisters.areWritten(version)
        ? ""
        : ", older than this processor (AMX): pmdb mends the gdb that it starts; in a gdb of yours"
            + " `call` damages the process";
  }

  private static boolean isOld(String major) {
    return Integer.parseInt(major) < GdbSetup.OLDEST;
  }

  private static Finding python(Machine machine, String output) {
    Matcher version = PYTHON_VERSION.matcher(output);
    return version.find()
        ? Finding.good(PYTHON, "Python " + version.group(1) + " inside gdb")
        : Finding.warning(
            PYTHON,
            "this gdb was built without Python: it has no pretty printers, and pmdb asks it by MI"
                + " alone",
            Packages.of(machine).install("gdb"));
  }
}
