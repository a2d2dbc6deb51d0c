// Evidence of 5 GiB (or of the GiB that the second argument gives): how long `waymark evidence add` takes and how much memory the program
// holds. And SHA-256: ours beside the same bytes given to OpenSSL's EVP in one loop, in turns in the same process, by processor time.
#include "base/hash.h"
#include "measure.h"

#include <openssl/evp.h>

#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIECE = 1 << 16, PIECES = 4096 }; // 256 MB

static double ours(const uint8_t *bytes) {
  uint8_t out[64];
  double start = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
  struct hash_stream *stream = hash_stream_new("SHA256");
  for (int i = 0; i < PIECES; i++) hash_stream_add(stream, bytes, PIECE);
  hash_stream_end(stream, out);
  return seconds_of(CLOCK_PROCESS_CPUTIME_ID) - start;
}

static double plain(const uint8_t *bytes) {
  uint8_t out[EVP_MAX_MD_SIZE];
  double start = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  bool ok = EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1;
  for (int i = 0; ok && i < PIECES; i++) ok = EVP_DigestUpdate(context, bytes, PIECE) == 1;
  must(ok && EVP_DigestFinal_ex(context, out, NULL) == 1, "OpenSSL cannot hash");
  EVP_MD_CTX_free(context);
  return seconds_of(CLOCK_PROCESS_CPUTIME_ID) - start;
}

static void measure_hash(void) {
  uint8_t *bytes = mem_new(PIECE);
  double a[RUN_COUNT], b[RUN_COUNT], size = (double)PIECE * PIECES / 1e6;
  memset(bytes, 'x', PIECE);
  for (int run = 0; run < RUN_COUNT; run++) a[run] = ours(bytes), b[run] = plain(bytes);
  double had = size / median(a), limit = size / median(b);
  printf("SHA-256, MB a second, medians of %d: ours %.0f, OpenSSL's EVP %.0f, ratio %.0f%% (aim: equal)\n", RUN_COUNT, had, limit,
         100 * had / limit);
  mem_free(bytes);
}

// Runs a command line of the program to its end; the seconds that it took, and its largest resident size in MB to *resident.
static double run(const char *line, double *resident) {
  struct rusage usage;
  int status;
  double start = seconds();
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) execl("/bin/sh", "sh", "-c", line, (char *)NULL);
  must(pid > 0 && wait4(pid, &status, 0, &usage) == pid && status == 0, line);
  *resident = (double)usage.ru_maxrss / 1024;
  return seconds() - start;
}

static void run_all(const char *folder, const char *tree, const char *const *lines) {
  double unused;
  for (; *lines; lines++) {
    char *line = mem_format("cd %s && exec \"$WAYMARK\" %s --board %s/board >/dev/null", tree, *lines, folder);
    run(line, &unused);
    mem_free(line);
  }
}

static void measure_evidence(const char *folder, const char *tree, int gib) {
  static const char *const publish[] = {"workflow publish tests/data/task.lua --as m.test",
                                        "setting set evidence_max 100000 --reason bench --as m.test",
                                        "setting set evidence_item_max 100000 --reason bench --as m.test",
                                        "case start task --ref K-1 --as m.test text=Task agency=north owner=o.owner", NULL};
  double resident;
  char *line = mem_format("cd %s && exec \"$WAYMARK\" init %s/board --seed tests/data/partners.lua >/dev/null", tree, folder);
  run(line, &resident);
  mem_free(line);
  run_all(folder, tree, publish);
  char *path = mem_format("%s/recording.bin", folder);
  FILE *file = fopen(path, "wb");
  must(file && fputs("a recording", file) >= 0 && fclose(file) == 0 && truncate(path, (off_t)gib << 30) == 0, "cannot make a large file");
  line = mem_format("exec \"$WAYMARK\" evidence add K-1 %s --board %s/board --as o.owner --title Recording --level process >/dev/null",
                    path, folder);
  double took = run(line, &resident);
  printf("evidence of %d GiB added: %.1f s, %.0f MB a second, %.1f MB resident (aim: under 32)\n", gib, took,
         (double)((int64_t)gib << 30) / 1e6 / took, resident);
  mem_free(line);
  mem_free(path);
}

int main(int argc, char **argv) {
  char *folder = bench_folder(argc > 1 ? argv[1] : NULL), *whole = realpath(folder, NULL);
  must(whole && getenv("WAYMARK"), "WAYMARK does not name the program");
  measure_hash();
  measure_evidence(whole, WAYMARK_SOURCE_DIR, argc > 2 ? atoi(argv[2]) : 5);
  free(whole);
  bench_remove(folder);
  return 0;
}
