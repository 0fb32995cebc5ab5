package io.github.pmdb.procfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.procfs.lock.Deadlock;
import io.github.pmdb.procfs.lock.LockWait;
import io.github.pmdb.snapshot.ThreadInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// One program whose threads each wait for something else.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WaitingThreadsTest {
  private static final String SOURCE =
      """
      #define _GNU_SOURCE
      #include <arpa/inet.h>
      #include <fcntl.h>
      #include <linux/futex.h>
      #include <poll.h>
      #include <pthread.h>
      #include <semaphore.h>
      #include <signal.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <string.h>
      #include <sys/epoll.h>
      #include <sys/file.h>
      #include <sys/socket.h>
      #include <sys/syscall.h>
      #include <sys/wait.h>
      #include <time.h>
      #include <unistd.h>

      static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
      static pthread_mutex_t held = PTHREAD_MUTEX_INITIALIZER, robust, inherit;
      static pthread_mutex_t for_cond = PTHREAD_MUTEX_INITIALIZER;
      static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
      static pthread_barrier_t both;
      static sem_t sem;
      static int pipe_fds[2], listener, udp, locked_file, child;
      static int raw[8];
      static pthread_t sleeper;

      static void *hold(void *x) {
        (void) x;
        pthread_mutex_lock(&held);
        pthread_mutex_lock(&robust);
        pthread_mutex_lock(&inherit);
        pthread_barrier_wait(&both);
        return pause(), NULL;
      }
      static void *first(void *x) { (void) x; pthread_mutex_lock(&a); pthread_barrier_wait(&both);
        pthread_mutex_lock(&b); return NULL; }
      static void *second(void *x) { (void) x; pthread_mutex_lock(&b); pthread_barrier_wait(&both);
        pthread_mutex_lock(&a); return NULL; }
      static void *lock(void *x) { pthread_mutex_lock(x); return NULL; }
      static void *timedlock(void *x) {
        struct timespec t; clock_gettime(CLOCK_REALTIME, &t); t.tv_sec += 5000;
        pthread_mutex_timedlock(x, &t); return NULL; }
      static void *wait_cond(void *x) { (void) x; pthread_mutex_lock(&for_cond);
        pthread_cond_wait(&cond, &for_cond); return NULL; }
      static void *wait_sem(void *x) { (void) x; sem_wait(&sem); return NULL; }
      static void *raw_futex(void *x) { (void) x; raw[0] = 2; raw[2] = getpid(); raw[3] = 1;
        syscall(SYS_futex, raw, FUTEX_WAIT_PRIVATE, 2, NULL, NULL, 0); return NULL; }
      static void *join(void *x) { (void) x; pthread_join(sleeper, NULL); return NULL; }
      static void *read_pipe(void *x) { (void) x; char c; read(pipe_fds[0], &c, 1); return NULL; }
      static void *do_accept(void *x) { (void) x; accept(listener, NULL, NULL); return NULL; }
      static void *do_recv(void *x) { (void) x; char c; recv(udp, &c, 1, 0); return NULL; }
      static void *do_poll(void *x) { (void) x;
        struct pollfd p = { pipe_fds[0], POLLIN, 0 }; poll(&p, 1, -1); return NULL; }
      static void *do_epoll(void *x) { (void) x; int e = epoll_create1(0);
        struct epoll_event v = { .events = EPOLLIN }; struct epoll_event out;
        epoll_ctl(e, EPOLL_CTL_ADD, listener, &v); epoll_wait(e, &out, 1, 3600000); return NULL; }
      static void *do_sleep(void *x) { (void) x; struct timespec t;
        clock_gettime(CLOCK_MONOTONIC, &t); t.tv_sec += 7200;
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL); return NULL; }
      static void *do_flock(void *x) { int f = open(x, O_RDWR); flock(f, LOCK_EX); return NULL; }
      static void *do_fcntl(void *x) { int f = open(x, O_RDWR);
        struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET }; fcntl(f, F_SETLKW, &l); return NULL; }
      static void *do_wait(void *x) { (void) x; waitpid(child, NULL, 0); return NULL; }
      static void *spin(void *x) { (void) x; for (volatile long i = 0;; i++) { } return NULL; }

      static pthread_t start(const char *name, void *(*f)(void *), void *x) {
        pthread_t t; pthread_create(&t, NULL, f, x); pthread_setname_np(t, name); return t; }

      int main(int argc, char **argv) {
        (void) argc;
        pthread_mutexattr_t kind;
        pthread_mutexattr_init(&kind); pthread_mutexattr_setrobust(&kind, PTHREAD_MUTEX_ROBUST);
        pthread_mutex_init(&robust, &kind);
        pthread_mutexattr_init(&kind); pthread_mutexattr_setprotocol(&kind, PTHREAD_PRIO_INHERIT);
        pthread_mutex_init(&inherit, &kind);
        sem_init(&sem, 0, 0);
        pipe(pipe_fds);
        listener = socket(AF_INET, SOCK_STREAM, 0);
        struct sockaddr_in sin = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
        bind(listener, (void *) &sin, sizeof sin); listen(listener, 1);
        udp = socket(AF_INET, SOCK_DGRAM, 0);
        bind(udp, (void *) &sin, sizeof sin);
        locked_file = open(argv[1], O_RDWR | O_CREAT, 0600);
        int ready[2]; pipe(ready);
        child = fork();
        if (child == 0) {
          int mine = open(argv[1], O_RDWR);
          flock(mine, LOCK_EX);
          struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
          fcntl(mine, F_SETLKW, &l);
          write(ready[1], "x", 1);
          for (;;) pause();
        }
        char c; read(ready[0], &c, 1);
        pthread_barrier_init(&both, NULL, 2);
        start("holder", hold, NULL); pthread_barrier_wait(&both);
        start("blocked", lock, &held); start("timed", timedlock, &held);
        start("robust", lock, &robust); start("inherit", lock, &inherit);
        start("first", first, NULL); start("second", second, NULL);
        start("cond", wait_cond, NULL); start("sem", wait_sem, NULL); start("raw", raw_futex, NULL);
        sleeper = start("sleeper", do_sleep, NULL); start("join", join, NULL);
        start("pipe", read_pipe, NULL); start("accept", do_accept, NULL); start("recv", do_recv, NULL);
        start("poll", do_poll, NULL); start("epoll", do_epoll, NULL);
        start("flock", do_flock, argv[1]); start("fcntl", do_fcntl, argv[1]);
        start("wait", do_wait, NULL); start("spin", spin, NULL);
        printf("%d\\n", child); fflush(stdout);
        for (;;) pause();
      }
      """;

  private static final int THREADS = 22;

  private CProgram program;
  private LiveSnapshot snapshot;
  private Map<String, ThreadInfo> byName;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    Path binary = CProgram.compile(directory, SOURCE, "-w");
    program = CProgram.start(binary.toString(), directory.resolve("locked").toString());
    Instant end = Instant.now().plus(Duration.ofSeconds(20));
    snapshot = LiveProcess.open(program.pid());
    while (!settled() && Instant.now().isBefore(end)) {
      snapshot.close();
      Thread.sleep(20);
      snapshot = LiveProcess.open(program.pid());
    }
    byName = snapshot.threads().stream().collect(Collectors.toMap(ThreadInfo::name, t -> t));
    assertEquals(THREADS, byName.size());
  }

  /// All threads but one sleep.
  private boolean settled() {
    return snapshot.threads().size() == THREADS
        && snapshot.threads().stream().filter(t -> t.state().code() == 'S').count() == THREADS - 1;
  }

  @AfterAll
  void end() {
    snapshot.close();
    program.close();
  }

  private ThreadInfo named(String thread) {
    return Objects.requireNonNull(byName.get(thread), thread);
  }

  private String waits(String thread) {
    return named(thread).state().waitsFor().orElse("nothing");
  }

  private void assertWaits(String thread, String pattern) {
    assertTrue(waits(thread).matches(pattern), thread + ": " + waits(thread));
  }

  private String thread(String name) {
    return "thread " + named(name).tid() + " \\(" + name + "\\)";
  }

  @Test
  void mainThreadIsFirst() {
    assertEquals(program.pid(), snapshot.threads().getFirst().tid());
    assertEquals("pause()", snapshot.threads().getFirst().state().waitsFor().orElseThrow());
  }

  @Test
  void namesTheOwnerOfAMutex() {
    assertWaits(
        "blocked",
        "futex\\(0x\\p{XDigit}+, FUTEX_WAIT_PRIVATE, 2\\): waits for a lock held by "
            + thread("holder"));
    assertWaits("timed", ".*1 h 23 min left\\): waits for a lock held by " + thread("holder"));
    assertWaits("robust", ".*: waits for a lock held by " + thread("holder"));
    assertWaits("inherit", ".*FUTEX_LOCK_PI.*: waits for a lock held by " + thread("holder"));
  }

  @Test
  void findsTheDeadlockAndNothingElse() {
    long first = named("first").tid();
    long second = named("second").tid();
    assertEquals(
        List.of(new Deadlock(List.of(first, second))), Deadlock.among(snapshot.lockWaits()));
    assertEquals(
        List.of("blocked", "first", "inherit", "robust", "second"),
        snapshot.lockWaits().stream()
            .map(LockWait::tid)
            .map(tid -> snapshot.thread(tid).orElseThrow().name())
            .sorted()
            .toList());
  }

  @Test
  void tellsNoOwnerWhereThereIsNone() {
    assertWaits("cond", "futex.*: a condition variable, semaphore or read-write lock");
    assertWaits("sem", "futex.*: a condition variable, semaphore or read-write lock");
    assertWaits("raw", "futex\\(0x\\p{XDigit}+, FUTEX_WAIT_PRIVATE, 2\\)");
    assertWaits("join", "futex.*: waits for " + thread("sleeper") + " to end");
  }

  @Test
  void decodesDescriptors() {
    assertWaits("pipe", "read\\(fd \\d+ → pipe:\\[\\d+], 0x\\p{XDigit}+, 1\\)");
    assertWaits("poll", "poll\\(\\[fd \\d+ → pipe:\\[\\d+] for input], 1, no time limit\\)");
    assertWaits("accept", "accept\\(fd \\d+ → TCP 127\\.0\\.0\\.1:\\d+ listening\\)");
    assertWaits("recv", "recvfrom\\(fd \\d+ → UDP 127\\.0\\.0\\.1:\\d+, 0x\\p{XDigit}+, 1\\)");
    assertWaits(
        "epoll",
        "epoll_wait\\(fd \\d+ → epoll of 1 descriptor: fd \\d+ → TCP .*, at most 1 h 0 min\\)");
  }

  @Test
  void tellsTimeLeft() {
    assertWaits("sleeper", "clock_nanosleep\\(CLOCK_MONOTONIC, 0x1, 1 h 59 min left\\)");
  }

  @Test
  void namesWhoHoldsAFileLock() {
    String holder = "held by process " + program.firstLine() + " \\(program\\)";
    assertWaits("flock", "flock\\(fd \\d+ → .*/locked, LOCK_EX " + holder + "\\)");
    assertWaits("fcntl", "fcntl\\(fd \\d+ → .*/locked, F_SETLKW " + holder + ", .*\\)");
    assertWaits("wait", "wait4\\(child " + program.firstLine() + " \\(program\\)\\)");
  }

  @Test
  void runningThreadWaitsForNothing() {
    assertEquals('R', named("spin").state().code());
    assertEquals("nothing", waits("spin"));
    assertTrue(snapshot.blockedAt(named("spin").tid()).isEmpty());
  }

  @Test
  void tellsWhereABlockedThreadLeftUserSpace() {
    LiveSnapshot.BlockedAt at = snapshot.blockedAt(program.pid()).orElseThrow();
    assertTrue(snapshot.objectAt(at.pc()).orElseThrow().name().startsWith("libc"));
    assertEquals("[stack]", snapshot.mappingAt(at.sp()).orElseThrow().path());
  }
}
