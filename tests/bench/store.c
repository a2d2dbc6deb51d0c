// Durable events a second: our journal beside plain C that writes the same rows to SQLite, in turns in the same run. What is measured is
// journal_append and the commit alone, the log's tree and a signed checkpoint a commit included; a second table shows what signing costs,
// by a store of ours that nobody signs. event.c measures the whole life of an event. `bench_store FOLDER` says on which disk; by default
// the one it stands on.
#include "store/store.h"

#include "base/mem.h"
#include "entries.h"
#include "plain.h"
#include "run/signing.h"

#include <stdio.h>

struct ours {
  struct store *store;
  int64_t done;
  struct board board; // no more of one than signing asks for
};

static struct spent run_ours(void *user, int group, int count) {
  struct ours *ours = user;
  return append_events(ours->store, &ours->done, group, count);
}

// A store that has had one round of events, so that both begin with the same rows.
static char *prepare(struct ours *ours, const struct env *env, const char *parent, const char *name) {
  struct err err = {0};
  char *folder = mem_format("%s/%s", parent, name);
  must(env->files->make_folder(env->user, folder) == 0, "cannot make a folder");
  *ours = (struct ours){.store = store_create(env, folder, &err)};
  must(ours->store, err.text);
  start_cases(ours->store);
  run_ours(ours, 1, CASE_COUNT);
  return folder;
}

static void sign(struct ours *ours, const struct env *env, char *folder) {
  ours->board = (struct board){.env = *env, .store = ours->store, .folder = folder, .manual = true, .manual_ms = T0};
  ours->board.signing = signing_open(&ours->board);
}

int main(int count, char **arguments) {
  struct env env = env_system();
  struct ours ours, other, bare;
  struct plain plain;
  char *parent = bench_folder(count > 1 ? arguments[1] : NULL);
  char *theirs = prepare(&other, &env, parent, "plain"), *folder = prepare(&ours, &env, parent, "ours");
  char *unsigned_folder = prepare(&bare, &env, parent, "bare");
  sign(&ours, &env, folder);
  store_close(other.store);
  struct side our_side = {&ours, run_ours};
  if (!measure_only(our_side, count, arguments)) {
    plain_open(&plain, theirs);
    measure(our_side, "ours", (struct side){&plain, plain_run}, "plain C");
    plain_close(&plain);
    printf("\nwhat a signed checkpoint a commit costs: ");
    measure(our_side, "signed", (struct side){&bare, run_ours}, "unsigned");
  }
  store_close(ours.store), store_close(bare.store);
  signing_free(ours.board.signing);
  mem_free(theirs), mem_free(folder), mem_free(unsigned_folder);
  bench_remove(parent);
  return 0;
}
