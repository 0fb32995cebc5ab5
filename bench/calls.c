/* Calls work() as fast as it can, or as often a second as the last number on its standard input says, never for a
   negative one; answers each line with the number of calls so far. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static volatile long calls;
static volatile long rate;
static volatile int sink;

__attribute__((noinline)) int work(int number) {
  int doubled = number * 2;
  if (doubled < 0) return 0; /* the branch */
  sink += doubled; /* the place */
  return doubled;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

/* Until the next call is due, or the rate changes. */
static void pace(long wanted) {
  static long paced, done;
  static double begin;
  if (wanted != paced) {
    paced = wanted;
    done = 0;
    begin = now();
  }
  while (rate == wanted && (wanted < 0 || (now() - begin) * wanted < done)) {
  }
  done++;
}

static void *run(void *nothing) {
  for (int i = 0;; i = (i + 1) & 0xffff) {
    if (rate != 0) {
      pace(rate);
    }
    work(i);
    calls++;
  }
  return nothing;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, run, NULL);
  puts("ready");
  fflush(stdout);
  char line[32];
  while (fgets(line, sizeof line, stdin) != NULL) {
    if (line[0] != '\n') {
      rate = atol(line);
    }
    printf("%ld\n", calls);
    fflush(stdout);
  }
  return 0;
}
