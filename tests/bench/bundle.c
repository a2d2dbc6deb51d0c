// A bundle of 1,000 files of 100 KB, a quarter each of letters, tables, documents that are packed inside, and mixtures: how long it takes
// to make, beside what the same bytes cost without any bag, in turns in the same run, each made durable.
// - Deflated: libzip alone on the same files, at the same level.
// - Stored: `cp` of the same files; and what no bundle can be faster than: both digests of the same bytes, in two threads, which is what
//   the bag asks for and cp does not do; and the same while a third thread writes as many bytes to one file and syncs it.
// - Verified: both digests.
// Nothing is removed before the end: ext4 without a journal goes round what was deleted lately, which makes a copy after a removal take two
// to four times as long, and a disk that is told of it is busy with that. Each begins when nothing is left to be written.
// Then how much memory it holds: 100,000 small files, and one of 5 GiB (or of the GiB that the second argument gives), written and
// verified.
#include "bundle/bundle.h"

#include "base/mem.h"
#include "measure.h"

#include <zip.h>

#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FILE_COUNT = 1000, FILE_SIZE = 100000, SMALL_COUNT = 99000 };

enum { WORD_COUNT = 4096 };
static char words[WORD_COUNT][12];

static uint32_t noise(uint32_t *state) { return *state = *state * 1664525U + 1013904223U; }

// Letters come as often as in English, and few words make most of a text.
static void make_words(void) {
  static const char letters[] = "eeeeeeetttttaaaaooooiiinnnsssrrhhlldducmfgypwbvk";
  uint32_t state = 7;
  for (int i = 0; i < WORD_COUNT; i++) {
    int size = 2 + (int)(noise(&state) >> 29);
    for (int at = 0; at < size; at++) words[i][at] = letters[(noise(&state) >> 16) % (sizeof letters - 1)];
    words[i][size] = ' ';
  }
}

static const char *next_word(uint32_t *state) {
  double rank = (double)(noise(state) >> 16) / 65536;
  return words[(int)(rank * rank * rank * WORD_COUNT)];
}

static void fill_text(char *out, size_t size, uint32_t *state) {
  for (size_t at = 0; at < size;) {
    const char *word = next_word(state);
    size_t more = strlen(word) < size - at ? strlen(word) : size - at;
    memcpy(out + at, word, more);
    at += more;
  }
}

static void fill_table(char *out, size_t size, uint32_t *state) {
  for (size_t at = 0; at < size;) {
    char line[80];
    int length = snprintf(line, sizeof line, "RA-%u,2017-%02u-%02u,%u,%s\n", noise(state) >> 22, 1 + (noise(state) >> 16) % 12,
                          1 + (noise(state) >> 16) % 28, noise(state) >> 12, next_word(state));
    size_t more = (size_t)length < size - at ? (size_t)length : size - at;
    memcpy(out + at, line, more);
    at += more;
  }
}

static void fill_noise(char *out, size_t size, uint32_t *state) {
  for (size_t at = 0; at < size; at++) out[at] = (char)(noise(state) >> 24);
}

static void fill(char *out, int number) {
  uint32_t state = (uint32_t)number;
  if (number % 4 == 0) fill_text(out, FILE_SIZE, &state);
  if (number % 4 == 1) fill_table(out, FILE_SIZE, &state);
  if (number % 4 == 2) fill_noise(out, FILE_SIZE, &state);
  if (number % 4 == 3) fill_text(out, FILE_SIZE / 2, &state), fill_noise(out + FILE_SIZE / 2, FILE_SIZE / 2, &state);
}

static void path_of(char out[64], int number) { snprintf(out, 64, "from/%04d", number); }

static void make_files(void) {
  char *bytes = mem_new(FILE_SIZE), path[64];
  must(mkdir("from", 0700) == 0, "cannot make a folder");
  for (int i = 0; i < FILE_COUNT; i++) {
    fill(bytes, i);
    path_of(path, i);
    FILE *file = fopen(path, "wb");
    must(file && fwrite(bytes, 1, FILE_SIZE, file) == FILE_SIZE && fclose(file) == 0, "cannot write");
  }
  mem_free(bytes);
  sync();
}

static json_t *info(void) {
  return json_pack("[[ss][ss][ss][ss]]", "Source-Organization", "Board", "External-Identifier", "RA-1", "External-Description", "Bench",
                   "Bagging-Date", "2017-01-11");
}

static double begin(void) {
  sync();
  return seconds();
}

static double bundle_files(bool deflated, int run) {
  struct err err = {0};
  char path[64], name[64];
  snprintf(path, sizeof path, "%s%d.zip", deflated ? "deflated" : "stored", run);
  double start = begin();
  struct bundle *bundle = bundle_open(path, "RA-1", &(struct bundle_options){.is_deflated = deflated}, &err);
  must(bundle, err.text);
  for (int i = 0; i < FILE_COUNT; i++) {
    path_of(path, i);
    snprintf(name, sizeof name, "data/evidence/%04d.bin", i);
    must(bundle_add_file(bundle, name, path, NULL, &err), err.text);
  }
  json_t *about = info();
  must(bundle_close(bundle, about, NULL, &err), err.text);
  double took = seconds() - start;
  json_decref(about);
  return took;
}

static void verify(void *user) {
  struct err err = {0};
  json_t *report;
  must(bundle_verify(user, NULL, NULL, &report, &err), err.text);
  must(json_flag(report, "ok"), "the bundle does not verify");
}

// Of a file that the system still has.
static double verify_files(int run) {
  char name[64];
  snprintf(name, sizeof name, "stored%d.zip", run);
  double start = begin();
  verify(name);
  return seconds() - start;
}

static double libzip_files(int run) {
  char path[64], name[64];
  snprintf(name, sizeof name, "plain%d.zip", run);
  double start = begin();
  zip_t *zip = zip_open(name, ZIP_CREATE | ZIP_TRUNCATE, NULL);
  must(zip, "libzip cannot begin");
  for (int i = 0; i < FILE_COUNT; i++) {
    path_of(path, i);
    zip_int64_t at = zip_file_add(zip, path, zip_source_file(zip, path, 0, -1), 0);
    must(at >= 0 && zip_set_file_compression(zip, (zip_uint64_t)at, ZIP_CM_DEFLATE, 6) == 0, "libzip cannot add");
  }
  must(zip_close(zip) == 0, "libzip cannot write");
  int fd = open(name, O_RDONLY);
  must(fd >= 0 && fsync(fd) == 0 && close(fd) == 0, "cannot sync");
  return seconds() - start;
}

static double copy_files(int run) {
  char command[64];
  snprintf(command, sizeof command, "cp -r from to%d && sync -f to%d", run, run);
  double start = begin();
  must(system(command) == 0, "cp failed");
  return seconds() - start;
}

// One digest of all files, read into memory of its own.
static void *hash_all(void *digest) {
  uint8_t *bytes = mem_new(FILE_SIZE), out[64];
  char path[64];
  for (int i = 0; i < FILE_COUNT; i++) {
    path_of(path, i);
    int fd = open(path, O_RDONLY);
    must(fd >= 0 && read(fd, bytes, FILE_SIZE) == FILE_SIZE && close(fd) == 0, "cannot read");
    struct hash_stream *stream = hash_stream_new(digest);
    hash_stream_add(stream, bytes, FILE_SIZE);
    hash_stream_end(stream, out);
  }
  mem_free(bytes);
  return NULL;
}

static double hash_files(void) {
  pthread_t other;
  double start = begin();
  must(pthread_create(&other, NULL, hash_all, "SHA512") == 0, "cannot begin a thread");
  hash_all("SHA256");
  must(pthread_join(other, NULL) == 0, "cannot end a thread");
  return seconds() - start;
}

// As many bytes as fast as the disk takes them: each piece is begun with at once, so that the sync finds little.
static void *write_file(void *name) {
  enum { PIECE = 1 << 20 };
  const off_t size = (off_t)FILE_COUNT * FILE_SIZE;
  uint32_t state = 1;
  char *bytes = mem_new(PIECE);
  fill_noise(bytes, PIECE, &state);
  int fd = open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
  for (off_t at = 0; at < size; at += PIECE) {
    size_t more = size - at < PIECE ? (size_t)(size - at) : PIECE;
    must(fd >= 0 && pwrite(fd, bytes, more, at) == (ssize_t)more, "cannot write");
    sync_file_range(fd, at, (off_t)more, SYNC_FILE_RANGE_WRITE);
  }
  must(fsync(fd) == 0 && close(fd) == 0, "cannot sync");
  mem_free(bytes);
  return NULL;
}

static double write_and_hash_files(int run) {
  pthread_t others[2];
  char name[64];
  snprintf(name, sizeof name, "written%d", run);
  double start = begin();
  must(pthread_create(&others[0], NULL, hash_all, "SHA512") == 0 && pthread_create(&others[1], NULL, write_file, name) == 0,
       "cannot begin a thread");
  hash_all("SHA256");
  for (int i = 0; i < 2; i++) must(pthread_join(others[i], NULL) == 0, "cannot end a thread");
  return seconds() - start;
}

static void row(const char *what, const double *ours, double *limit) {
  double mine[RUN_COUNT];
  memcpy(mine, ours, sizeof mine);
  double had = median(mine), best = median(limit), size = (double)FILE_COUNT * FILE_SIZE / 1e6;
  printf("%-44s %9.0f %9.0f %7.0f%%\n", what, size / had, size / best, 100 * best / had);
}

static void measure_speed(void) {
  double stored[RUN_COUNT], deflated[RUN_COUNT], plain[RUN_COUNT], copied[RUN_COUNT], hashed[RUN_COUNT], floors[RUN_COUNT],
      verified[RUN_COUNT];
  for (int run = 0; run < RUN_COUNT; run++) {
    deflated[run] = bundle_files(true, run);
    plain[run] = libzip_files(run);
    stored[run] = bundle_files(false, run);
    verified[run] = verify_files(run);
    copied[run] = copy_files(run);
    hashed[run] = hash_files();
    floors[run] = write_and_hash_files(run);
  }
  printf("MB a second, medians of %d %27s %9s %8s\n", RUN_COUNT, "ours", "limit", "ratio");
  row("deflated, beside libzip alone (aim 80 %)", deflated, plain);
  row("stored, beside cp and sync (aim 80 %)", stored, copied);
  row("stored, beside both digests alone", stored, hashed);
  row("stored, beside both and a file written", stored, floors);
  row("verified, beside both digests alone", verified, hashed);
}

// ---- memory: each in a process of its own

static void write_small(void *user) {
  struct err err = {0};
  char path[64];
  (void)user;
  struct bundle *bundle = bundle_open("small.zip", "RA-1", NULL, &err);
  for (int i = 0; bundle && i < SMALL_COUNT; i++) {
    snprintf(path, sizeof path, "data/evidence/%06d-3fa2c1.txt", i);
    must(bundle_add(bundle, path, path, strlen(path), &err), err.text);
  }
  json_t *about = info();
  must(bundle && bundle_close(bundle, about, NULL, &err), err.text);
}

static void write_large(void *user) {
  struct err err = {0};
  struct bundle *bundle = bundle_open("large.zip", "RA-1", NULL, &err);
  must(bundle && truncate("sparse", *(int64_t *)user << 30) == 0, "cannot make a large file");
  json_t *about = info();
  must(bundle_add_file(bundle, "data/large.bin", "sparse", NULL, &err) && bundle_close(bundle, about, NULL, &err), err.text);
}

static void row_of(const char *what, void (*run)(void *user), void *user) {
  struct rusage usage;
  int status;
  double start = seconds();
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    run(user);
    _exit(0);
  }
  must(wait4(pid, &status, 0, &usage) == pid && status == 0, "it failed");
  printf("%-44s %9.1f %11.1f\n", what, seconds() - start, (double)usage.ru_maxrss / 1024);
}

static void measure_memory(int64_t gib) {
  char what[64];
  printf("\n%-44s %9s %11s   (aim: under 32 MB)\n", "memory", "seconds", "resident MB");
  row_of("99,000 small files, written", write_small, NULL);
  row_of("99,000 small files, verified", verify, (void *)"small.zip");
  snprintf(what, sizeof what, "one file of %d GiB, written", (int)gib);
  int fd = open("sparse", O_RDWR | O_CREAT | O_EXCL, 0600);
  must(fd >= 0 && close(fd) == 0, "cannot make a large file");
  row_of(what, write_large, &gib);
  snprintf(what, sizeof what, "one file of %d GiB, verified", (int)gib);
  row_of(what, verify, (void *)"large.zip");
}

int main(int argc, char **argv) {
  char *folder = bench_folder(argc > 1 ? argv[1] : NULL);
  must(chdir(folder) == 0, "cannot go there");
  make_words();
  make_files();
  measure_speed();
  measure_memory(argc > 2 ? atoi(argv[2]) : 5);
  must(chdir("..") == 0, "cannot go back");
  char *name = mem_text(strrchr(folder, '/') + 1);
  mem_free(folder);
  bench_remove(name);
  return 0;
}
