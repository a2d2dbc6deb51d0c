// Evidence of 5 GiB (or of the GiB that the second argument gives): how long `waymark evidence add` takes and how much memory the program
// holds. And SHA-256: ours beside the same bytes given to OpenSSL's EVP, piece by piece in turns in the same process, by processor time.
#include "base/hash.h"
#include "measure.h"
#include "spread.h"

#include <openssl/evp.h>

#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIECE = 1 << 16, PIECES = 8192 }; // what evidence is read by; 512 MB for each

// Both sides of the comparison, each in the middle of one long text.
struct sides {
  struct hash_stream *ours;
  EVP_MD_CTX *plain;
  struct spread took[2]; // seconds a piece
};

static void add_ours(struct sides *sides, const uint8_t *bytes) { hash_stream_add(sides->ours, bytes, PIECE); }
static void add_plain(struct sides *sides, const uint8_t *bytes) {
  must(EVP_DigestUpdate(sides->plain, bytes, PIECE) == 1, "OpenSSL cannot hash");
}

static void add(struct sides *sides, int side, const uint8_t *bytes) {
  static void (*const adds[])(struct sides *, const uint8_t *) = {add_ours, add_plain};
  double start = seconds_of(CLOCK_THREAD_CPUTIME_ID);
  adds[side](sides, bytes);
  spread_add(&sides->took[side], seconds_of(CLOCK_THREAD_CPUTIME_ID) - start);
}

// Piece by piece in turns, and each as often first as second: what the machine does meanwhile, it does to both.
static void add_all(struct sides *sides) {
  uint8_t *bytes = mem_new(PIECE), ours[64], plain[EVP_MAX_MD_SIZE];
  memset(bytes, 'x', PIECE);
  for (int i = 0; i < PIECES; i++) add(sides, i % 2, bytes), add(sides, !(i % 2), bytes);
  hash_stream_end(sides->ours, ours);
  must(EVP_DigestFinal_ex(sides->plain, plain, NULL) == 1 && memcmp(ours, plain, HASH_SIZE) == 0, "the two differ");
  mem_free(bytes);
}

static void measure_hash(void) {
  struct sides sides = {.ours = hash_stream_new("SHA256"), .plain = EVP_MD_CTX_new()};
  must(EVP_DigestInit_ex(sides.plain, EVP_sha256(), NULL) == 1, "OpenSSL cannot begin");
  add_all(&sides);
  double had = PIECE / 1e6 / spread_at(&sides.took[0], 50), limit = PIECE / 1e6 / spread_at(&sides.took[1], 50);
  printf("SHA-256, MB a second, medians of %d pieces: ours %.0f, OpenSSL's EVP %.0f, ratio %.1f%% (aim: equal)\n", PIECES, had, limit,
         100 * had / limit);
  for (int i = 0; i < 2; i++) spread_clear(&sides.took[i]);
  EVP_MD_CTX_free(sides.plain);
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
