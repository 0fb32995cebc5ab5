package io.github.pmdb.core.note;

import io.github.pmdb.elf.ElfHeader;
import io.github.pmdb.elf.ElfImage;
import io.github.pmdb.elf.Note;
import io.github.pmdb.elf.ProgramHeader;
import io.github.pmdb.memory.Bytes;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Architecture;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.Registers;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the notes of one core. A note that is shorter than its layout becomes a problem, one of an
/// unknown kind a line in the list of unknown ones.
public final class NoteReader {
  /// `n_type`, from `<elf.h>`.
  private static final int NT_PRSTATUS = 1;

  private static final int NT_PRPSINFO = 3;
  private static final int NT_AUXV = 6;
  private static final int NT_SIGINFO = 0x53494749;
  private static final int NT_FILE = 0x46494c45;

  /// Known and of no use here: NT_FPREGSET, NT_TASKSTRUCT.
  private static final Set<Integer> SKIPPED = Set.of(2, 4);

  /// `LINUX` notes are register sets: NT_PRXFPREG, and ranges for each architecture.
  private static final int NT_PRXFPREG = 0x46e62b7f;

  private static final int MOST_THREADS = 1 << 20;
  private static final int MOST_NOTES = 1 << 22;
  private static final int MOST_FILES = 1 << 21;
  private static final int MOST_UNKNOWN = 100;

  private final ElfHeader header;
  private final int word;
  private final List<ThreadNote> threads = new ArrayList<>();
  private final List<FileNote> files = new ArrayList<>();
  private final Set<String> unknown = new LinkedHashSet<>();
  private final List<Problem> problems = new ArrayList<>();
  private @Nullable ProcessNote process;
  private @Nullable SignalNote signal;
  private AuxiliaryVector auxiliary = AuxiliaryVector.EMPTY;
  private boolean debugger;
  private int count;

  private NoteReader(ElfHeader header) {
    this.header = header;
    this.word = header.wordSize();
  }

  public static CoreNotes read(ElfImage core) {
    NoteReader reader = new NoteReader(core.header());
    for (ProgramHeader segment : core.segments(ProgramHeader.NOTE)) {
      if (reader.count > MOST_NOTES) {
        break;
      }
      Bytes notes = core.bytes().clamp(segment.offset(), segment.fileSize());
      boolean whole = Note.walk(notes, segment.align(), reader::accept);
      if (!whole || notes.size() != segment.fileSize()) {
        reader.problems.add(
            new Problem("the notes are cut or damaged: threads or mapped files may be missing"));
      }
    }
    return reader.finish();
  }

  private CoreNotes finish() {
    files.sort((a, b) -> Long.compareUnsigned(a.start(), b.start()));
    return new CoreNotes(
        List.copyOf(threads),
        Optional.ofNullable(process),
        Optional.ofNullable(signal),
        auxiliary,
        List.copyOf(files),
        debugger,
        List.copyOf(unknown),
        List.copyOf(problems));
  }

  /// @return whether to go on
  private boolean accept(Note note) {
    if (++count > MOST_NOTES) {
      problems.add(new Problem("the core has more notes than any real one; the rest is not read"));
      return false;
    }
    try {
      boolean known =
          switch (note.owner()) {
            case "CORE" -> common(note);
            case "LINUX" -> registerSet(note.type());
            case "GDB" -> ofDebugger();
            default -> false;
          };
      if (!known && unknown.size() < MOST_UNKNOWN) {
        unknown.add(note.owner() + " 0x" + Integer.toHexString(note.type()));
      }
    } catch (MemoryFault e) {
      addProblem("a note %s 0x%x has only %d bytes", note);
    }
    return true;
  }

  /// gdb's own note: a description of the registers.
  private boolean ofDebugger() {
    debugger = true;
    return true;
  }

  private void addProblem(String text, Note note) {
    if (problems.size() < MOST_UNKNOWN) {
      problems.add(new Problem(text.formatted(note.owner(), note.type(), note.content().size())));
    }
  }

  /// Floating point, vector and system registers of all architectures Linux knows: 0x100 PowerPC,
  /// 0x200 x86, 0x300 s390, 0x400 ARM, 0x600 ARC, 0x700 MIPS, 0x900 RISC-V, 0xa00 LoongArch.
  private static boolean registerSet(int type) {
    return type == NT_PRXFPREG || (type >= 0x100 && type < 0xb00);
  }

  private boolean common(Note note) {
    Bytes content = note.content();
    switch (note.type()) {
      case NT_PRSTATUS -> addThread(content);
      case NT_PRPSINFO -> addProcess(content);
      case NT_AUXV -> auxiliary = AuxiliaryVector.read(content, word);
      case NT_FILE -> addFiles(content);
      case NT_SIGINFO -> addSignal(content);
      default -> {
        return SKIPPED.contains(note.type()) || registerSet(note.type());
      }
    }
    return true;
  }

  private void addThread(Bytes content) {
    if (threads.size() >= MOST_THREADS) {
      return;
    }
    // elf_siginfo (3 ints), pr_cursig (short), two words of signal masks, then the ids.
    long ids = word == 8 ? 32 : 24;
    Optional<Registers> registers =
        header.architecture() == Architecture.X86_64
            ? Optional.of(registers(content))
            : Optional.empty();
    threads.add(new ThreadNote(content.u32(ids), content.u32(ids + 4), content.u16(12), registers));
  }

  /// `pr_reg` follows four ids and four `struct timeval`.
  private static Registers registers(Bytes content) {
    long[] values = new long[Registers.COUNT];
    for (int i = 0; i < values.length; i++) {
      values[i] = content.i64(112 + 8L * i);
    }
    return new Registers(values);
  }

  private void addProcess(Bytes content) {
    // gdb writes this note first, the kernel the first thread's status.
    debugger |= threads.isEmpty();
    // pr_flag is a word; uid and gid are 16 bits wide on i386 and ARM (124 bytes in all).
    boolean narrow = word == 4 && content.size() < 128;
    long uid = word == 8 ? 16 : 8;
    long ids = uid + (narrow ? 4 : 8);
    process =
        new ProcessNote(
            (char) content.u8(1),
            narrow ? content.u16(uid) : content.i32(uid),
            content.u32(ids),
            content.u32(ids + 4),
            content.clamp(ids + 16, 16).text(0, 16),
            content.clamp(ids + 32, 80).text(0, 80).strip());
  }

  private void addSignal(Bytes content) {
    if (signal == null && SignalNote.fits(content)) {
      signal = SignalNote.read(content, word);
    }
  }

  /// Count and page size, then `start end offset` for each file, then the names, each ended by NUL.
  private void addFiles(Bytes content) {
    long count = content.word(0, word);
    long page = content.word(word, word);
    long names = 2L * word + count * 3 * word;
    if (count < 0 || count > MOST_FILES || !content.holds(0, names)) {
      problems.add(new Problem("the list of mapped files in the core is damaged"));
      return;
    }
    for (int i = 0; i < count && names < content.size(); i++) {
      long at = 2L * word + 3L * word * i;
      String path = content.text(names, 1 << 16);
      names += path.getBytes(java.nio.charset.StandardCharsets.UTF_8).length + 1;
      files.add(
          new FileNote(
              content.word(at, word),
              content.word(at + word, word),
              content.word(at + 2L * word, word) * page,
              path));
    }
  }
}
