// Goal: how long the program takes to start and how much memory it holds, as a person and as a running server meet it.
// Method: `start command COUNT PROGRAM ARGUMENT...` runs it COUNT times to its end; `start serve COUNT SOCKET PROGRAM ARGUMENT...` until it
// takes a connection on SOCKET. Prints "MEDIAN_MS LARGEST_KB".
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RUNS_MAX = 1000, WAIT_MS = 5000 };

struct run {
  double ms;
  long resident_kb;
};

static double now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void stop(const char *why) {
  fprintf(stderr, "bench: %s (%s)\n", why, errno ? strerror(errno) : "its own words stand above");
  exit(1);
}

static pid_t begin(char **argv) {
  pid_t child = fork();
  if (child < 0) stop("cannot fork");
  if (child > 0) return child;
  int nowhere = open("/dev/null", O_RDWR);
  dup2(nowhere, 1);
  execv(argv[0], argv);
  stop(argv[0]);
  return -1;
}

// Waits for the child's end and returns its largest resident size. A failed command would measure nothing, so it stops the bench.
static long end(pid_t child, int by_signal) {
  int status;
  struct rusage usage;
  if (wait4(child, &status, 0, &usage) != child) stop("cannot wait");
  if (!by_signal && !(WIFEXITED(status) && WEXITSTATUS(status) == 0)) stop("the command failed");
  return usage.ru_maxrss;
}

static struct run run_command(char **argv) {
  double start = now_ms();
  pid_t child = begin(argv);
  long resident = end(child, 0);
  return (struct run){.ms = now_ms() - start, .resident_kb = resident};
}

static int can_connect(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if ((size_t)snprintf(address.sun_path, sizeof address.sun_path, "%s", path) >= sizeof address.sun_path)
    stop("the socket's path is too long");
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  int answer = connect(fd, (struct sockaddr *)&address, sizeof address);
  close(fd);
  return answer == 0;
}

static struct run run_serve(const char *path, char **argv) {
  double start = now_ms(), ready;
  pid_t child = begin(argv);
  while (!can_connect(path)) {
    if (now_ms() - start > WAIT_MS) stop("nobody listens on the socket");
    usleep(200);
  }
  ready = now_ms();
  kill(child, SIGTERM);
  return (struct run){.ms = ready - start, .resident_kb = end(child, 1)};
}

static int by_ms(const void *a, const void *b) {
  double left = ((const struct run *)a)->ms, right = ((const struct run *)b)->ms;
  return (left > right) - (left < right);
}

int main(int argc, char **argv) {
  int is_serve = argc > 1 && strcmp(argv[1], "serve") == 0, count = argc > 2 ? atoi(argv[2]) : 0;
  if (argc < 4 + is_serve || count < 1 || count > RUNS_MAX) {
    fprintf(stderr, "usage: start command COUNT PROGRAM...\n       start serve COUNT SOCKET PROGRAM...\n");
    return 2;
  }
  struct run runs[RUNS_MAX];
  long largest = 0;
  for (int i = 0; i < count; i++) {
    runs[i] = is_serve ? run_serve(argv[3], argv + 4) : run_command(argv + 3);
    if (runs[i].resident_kb > largest) largest = runs[i].resident_kb;
  }
  qsort(runs, (size_t)count, sizeof *runs, by_ms);
  printf("%.1f %ld\n", runs[count / 2].ms, largest);
  return 0;
}
