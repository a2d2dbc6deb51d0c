// What one timer costs where 10,000 are armed and where 1,000,000 are: arming it, claiming the next that is due, cancelling it. Both stores
// lie on disk and take turns; ten timers an item, due at random within a year, which spreads them wider than working days would.
#ifndef WAYMARK_BENCH_TIMERS_ARMED_H
#define WAYMARK_BENCH_TIMERS_ARMED_H
#include "base/env.h"
#include "measure.h"
#include "spread.h"
#include "store/store.h"

#include <string.h>

enum { OF_ONE = 10, ALONE_COUNT = 300, SHARED_COUNT = 64 * 40, SHARED = 64, BUILD_GROUP = 500 };
#define ARMED_T0 ((int64_t)1459810799000)
#define ARMED_DEFINITION "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"

struct armed {
  char *folder;
  struct store *store;
  int cases;
  uint32_t dice; // the same throws each run
  struct spread arm, cancel, arm_shared, cancel_shared, claim, bare;
};

static uint32_t throw_dice(struct armed *armed) { return armed->dice = armed->dice * 1664525 + 1013904223; }

static struct id armed_id(uint32_t number) {
  struct id id = {{0}};
  uint32_t mixed = number * 2654435761U; // spread, as random ids are
  memcpy(id.bytes, &mixed, sizeof mixed);
  memcpy(id.bytes + 12, &number, sizeof number);
  return id;
}

static json_t *armed_timer(const char *op, int64_t name, int64_t due_ms) {
  char *text = mem_format("%lld working days", (long long)name);
  json_t *timer = json_pack("{s:s, s:s, s:i, s:s, s:I, s:s, s:s, s:s, s:I}", "op", op, "state", "work.in_progress", "activation", 1, "name",
                            text, "due", (json_int_t)due_ms, "rule", "10 working days", "zone", "Europe/London", "calendar", "9af3c1d20b77",
                            "since", (json_int_t)ARMED_T0);
  mem_free(text);
  return timer;
}

static int64_t any_due(struct armed *armed) { return ARMED_T0 + (int64_t)(throw_dice(armed) % (365U * 86400U)) * 1000; }

static void start_armed(struct armed *armed, int number) {
  struct err err = {0};
  struct entry entry;
  char name[16], ref[16];
  snprintf(ref, sizeof ref, "RA-%07d", number);
  entry_init(&entry, ENTRY_CASE_STARTED, ARMED_T0, ARMED_T0);
  entry.case_id = armed_id((uint32_t)number);
  entry_part(&entry, "case",
             json_pack("{s:s, s:s, s:s, s:s, s:s}", "ref", ref, "workflow", "review-action", "definition", ARMED_DEFINITION, "title",
                       "Write to every school", "noun", "action"));
  for (int i = 0; i < OF_ONE; i++) {
    snprintf(name, sizeof name, "timer/%d", i);
    entry_part(&entry, name, armed_timer("arm", i, any_due(armed)));
  }
  must(journal_append(armed->store, &entry, &err), err.text);
  entry_clear(&entry);
}

static void armed_open(struct armed *armed, const struct env *env, const char *parent, int timers) {
  struct err err = {0};
  *armed = (struct armed){.folder = mem_format("%s/armed-%d", parent, timers), .cases = timers / OF_ONE, .dice = 1};
  must(env->files->make_folder(env->user, armed->folder) == 0, "cannot make a folder");
  armed->store = store_create(env, armed->folder, &err);
  must(armed->store && definition_put(armed->store, ARMED_DEFINITION, "{}", &err), err.text);
  for (int i = 0; i < armed->cases; i++) {
    if (i % BUILD_GROUP == 0) must(store_begin(armed->store, &err), err.text);
    start_armed(armed, i);
    if (i % BUILD_GROUP == BUILD_GROUP - 1 || i == armed->cases - 1) must(store_commit(armed->store, &err), err.text);
  }
}

// `op` NULL: an entry that has to do with no timer.
static void armed_change(struct armed *armed, uint32_t number, const char *op, int64_t name, int64_t due_ms) {
  struct err err = {0};
  struct entry entry;
  entry_init(&entry, ENTRY_EVENT, ARMED_T0, ARMED_T0);
  entry.case_id = armed_id(number);
  if (op)
    entry_part(&entry, "timer/0", armed_timer(op, name, due_ms));
  else
    entry_part_text(&entry, "note", "nothing is armed and nothing is cancelled");
  must(journal_append(armed->store, &entry, &err), err.text);
  entry_clear(&entry);
}

// Arms one timer each of `count` random items, then cancels them; `group` to a transaction. Microseconds a timer.
static void arm_and_cancel(struct armed *armed, int group, int count, struct spread *arm, struct spread *cancel) {
  struct err err = {0};
  uint32_t numbers[SHARED];
  int64_t dues[SHARED];
  for (int done = 0; done < count; done += group)
    for (int pass = 0; pass < 2; pass++) {
      for (int i = 0; i < group && pass == 0; i++) {
        numbers[i] = throw_dice(armed) % (uint32_t)armed->cases;
        dues[i] = any_due(armed);
      }
      double start = seconds();
      must(store_begin(armed->store, &err), err.text);
      for (int i = 0; i < group; i++) armed_change(armed, numbers[i], pass == 0 ? "arm" : "drop", 100 + i, dues[i]);
      must(store_commit(armed->store, &err), err.text);
      spread_add(pass == 0 ? arm : cancel, 1e6 * (seconds() - start) / group);
    }
}

// What grows with the number of items alone.
static void change_bare(struct armed *armed) {
  struct err err = {0};
  double start = seconds();
  must(store_begin(armed->store, &err), err.text);
  for (int i = 0; i < SHARED; i++) armed_change(armed, throw_dice(armed) % (uint32_t)armed->cases, NULL, 0, 0);
  must(store_commit(armed->store, &err), err.text);
  spread_add(&armed->bare, 1e6 * (seconds() - start) / SHARED);
}

static void claim_many(struct armed *armed) {
  for (int i = 0; i < SHARED; i++) {
    double start = seconds();
    json_t *timer = timer_first_due(armed->store, ARMED_T0 + INT64_C(366) * 86400000);
    spread_add(&armed->claim, 1e6 * (seconds() - start));
    must(timer != NULL, "nothing is armed");
    json_decref(timer);
  }
}

static void armed_clear(struct armed *armed) {
  mem_free(armed->folder);
  spread_clear(&armed->arm), spread_clear(&armed->cancel), spread_clear(&armed->claim);
  spread_clear(&armed->arm_shared), spread_clear(&armed->cancel_shared), spread_clear(&armed->bare);
}

// A member of /proc/PID/status that counts kilobytes.
static long status_kb(const char *process, const char *member) {
  char *path = mem_format("/proc/%s/status", process), line[200];
  FILE *file = fopen(path, "r");
  long kb = 0;
  while (file && fgets(line, sizeof line, file))
    if (strncmp(line, member, strlen(member)) == 0) kb = strtol(line + strlen(member) + 1, NULL, 10);
  if (file) fclose(file);
  mem_free(path);
  return kb;
}

// What a process holds that opens the store and works in it. This very program, started again, is that process.
static void armed_resident(const struct env *env, char *folder, int timers) {
  struct err err = {0};
  struct armed armed = {.folder = folder, .store = store_open(env, folder, &err), .cases = timers / OF_ONE, .dice = 7};
  must(armed.store, err.text);
  arm_and_cancel(&armed, SHARED, SHARED_COUNT, &armed.arm, &armed.cancel);
  claim_many(&armed);
  printf("%ld\n", status_kb("self", "VmRSS"));
  store_close(armed.store);
}

static double resident_kb(const char *program, const char *folder, int timers) {
  char *command = mem_format("'%s' --resident '%s' %d", program, folder, timers);
  FILE *pipe = popen(command, "r");
  long kb = 0;
  must(pipe && fscanf(pipe, "%ld", &kb) == 1 && pclose(pipe) == 0, "cannot measure memory");
  mem_free(command);
  return (double)kb;
}

static void armed_line(const char *words, double few, double many, const char *unit) {
  printf("%-40s %10.1f %10.1f %7.2f  %s\n", words, few, many, many / few, unit);
}

static void armed_work(struct armed *armed) {
  arm_and_cancel(armed, 1, ALONE_COUNT / RUN_COUNT, &armed->arm, &armed->cancel);
  arm_and_cancel(armed, SHARED, SHARED_COUNT / RUN_COUNT / SHARED * SHARED, &armed->arm_shared, &armed->cancel_shared);
  for (int i = 0; i < SHARED_COUNT / RUN_COUNT / SHARED; i++) change_bare(armed);
  claim_many(armed);
}

static void bench_armed(const struct env *env, const char *parent, const char *program) {
  static const int sizes[] = {10000, 1000000};
  struct armed few, many;
  armed_open(&few, env, parent, sizes[0]);
  armed_open(&many, env, parent, sizes[1]);
  for (int run = 0; run < RUN_COUNT; run++) armed_work(&few), armed_work(&many);
  store_close(few.store), store_close(many.store);
  printf("armed timers: medians; a ratio of 1.5 is the aim\n%-40s %10d %10d %7s\n", "", sizes[0], sizes[1], "ratio");
  armed_line("arm, a transaction each", spread_at(&few.arm, 50), spread_at(&many.arm, 50), "us");
  armed_line("arm, 64 to a transaction", spread_at(&few.arm_shared, 50), spread_at(&many.arm_shared, 50), "us");
  armed_line("claim the next that is due", spread_at(&few.claim, 50), spread_at(&many.claim, 50), "us");
  armed_line("cancel, a transaction each", spread_at(&few.cancel, 50), spread_at(&many.cancel, 50), "us");
  armed_line("cancel, 64 to a transaction", spread_at(&few.cancel_shared, 50), spread_at(&many.cancel_shared, 50), "us");
  armed_line("for comparison: an entry without timers", spread_at(&few.bare, 50), spread_at(&many.bare, 50),
             "us, 64 together; 1,000 and 100,000 items");
  armed_line("resident memory of a process at work", resident_kb(program, few.folder, sizes[0]),
             resident_kb(program, many.folder, sizes[1]), "KB");
  armed_clear(&few), armed_clear(&many);
}
#endif
