// A filtered list, a to-do and a count with rights applied, on a small board and on a large one of sixty agencies: what they cost follows
// the answer and not the store. On both boards as much is open; the rest was finished and lies there. Through op_run in process, after the
// index was brought up; each entry was appended by the real code. `bench_lists FOLDER ITEMS`: the large board's items, 10 entries each
// (100,000 where none are named). The aim is 50 ms each.
#include "base/env.h"
#include "base/mem.h"
#include "measure.h"
#include "op/op.h"
#include "run/definition.h"
#include "run/listing.h"
#include "script/worker.h"

#include <string.h>

enum { AGENCIES = 60, OWNERS = 5, OPEN_ITEMS = 600, SMALL = 1000, LARGE = 100000, ENTRIES = 10, COMMIT = 1000, TRIES = 15 };
#define T0 ((int64_t)1459810799000)

static void write_seed(const char *path) {
  FILE *seed = fopen(path, "w");
  must(seed, "cannot write the seed");
  fputs("return { name = 'Sixty', short = 'SX', division = 'england-and-wales', zone = 'Europe/London', console = 'm.test', workflows = {},"
        "posts = { business_manager = { title = 'Business Manager', holder = 'm.test' },"
        "panel_chair = { title = 'Panel chair', holder = 'l.a3', group = 'panel' } },"
        "groups = { panel = { name = 'Panel', chair = 'panel_chair', members = { 'l.a0', 'l.a1', 'l.a2' } } }, agencies = {",
        seed);
  for (int a = 0; a < AGENCIES; a++) fprintf(seed, "a%d = { name = 'Agency %d', posts = { safeguarding_lead = 'l.a%d' } },", a, a, a);
  fputs("}, people = { ['m.test'] = { name = 'Mia Test', email = 'm@x.example' },", seed);
  for (int a = 0; a < AGENCIES; a++)
    for (int o = -1; o < OWNERS; o++)
      fprintf(seed, "['%c.a%d%s%.0d'] = { name = 'Person', email = 'p@x.example', agency = 'a%d' },", o < 0 ? 'l' : 'o', a,
              o < 0 ? "" : "-", o < 0 ? 0 : o + 1, a);
  fputs("} }", seed);
  must(fclose(seed) == 0, "cannot write the seed");
}

static struct id id_of(int number) {
  struct id id = {{(uint8_t)(number * 37), (uint8_t)(number >> 5), 0x5e}}; // spread, as random ids are
  for (int i = 0; i < 4; i++) id.bytes[12 + i] = (uint8_t)(number >> (24 - 8 * i));
  return id;
}

// The last OPEN_ITEMS are open: one in ten waits for the manager, where there are tables one in ten for the panel, the others for their
// owners.
static const char *state_of(int number, int items, int round, bool tables) {
  bool open = number >= items - OPEN_ITEMS;
  if (open && number / AGENCIES % 10 == 0) return "asked";
  if (open && tables && number / AGENCIES % 10 == 1) return "tabled";
  return round == 0 ? "asked" : open || round < ENTRIES - 1 ? "in_hand" : "finished";
}

static json_t *start_of(int number, const char *hash) {
  char ref[24];
  snprintf(ref, sizeof ref, "E-%06d", number);
  return json_pack("{s:s, s:s, s:s, s:s, s:s}", "ref", ref, "workflow", "errand", "definition", hash, "title",
                   "Write to every school about the new referral form", "noun", "errand");
}

static void put_fields(struct entry *entry, int number) {
  char agency[16], owner[24], due[16];
  snprintf(agency, sizeof agency, "a%d", number % AGENCIES);
  snprintf(owner, sizeof owner, "o.%s-%d", agency, number / AGENCIES % OWNERS + 1);
  snprintf(due, sizeof due, "20%02d-%02d-12", 16 + number % 80, number % 12 + 1);
  entry_part(entry, "field/text", json_string("Write to every school about the new referral form"));
  entry_part(entry, "field/agency", json_string(agency));
  entry_part(entry, "field/owner", json_string(owner));
  entry_part(entry, "field/due", json_string(due));
}

static void append_one(struct board *board, int number, int items, int round, const char *hash, bool tables) {
  struct entry entry;
  struct err err = {0};
  const char *state = state_of(number, items, round, tables);
  entry_init(&entry, round ? ENTRY_EVENT : ENTRY_CASE_STARTED, T0 + round, T0 + round);
  entry.case_id = id_of(number);
  if (round == 0) {
    entry_part(&entry, "case", start_of(number, hash));
    put_fields(&entry, number);
  } else
    entry_part(&entry, "field/note", json_string("Letters went out on Monday"));
  entry_part(&entry, "configuration", json_pack("{s:{s:i, s:i}, s:i}", "active", "", 1, state, 1, "entered", round + 2));
  if (strcmp(state, "finished") == 0) entry_part(&entry, "closed", json_true());
  must(board_append(board, &entry, &err), err.text);
}

static void fill(struct board *board, int items, const char *hash, bool tables) {
  struct err err = {0};
  int64_t done = 0;
  for (int round = 0; round < ENTRIES; round++)
    for (int i = 0; i < items; i++, done++) {
      if (done % COMMIT == 0) must((done == 0 || store_commit(board->store, &err)) && store_begin(board->store, &err), err.text);
      append_one(board, i, items, round, hash, tables);
    }
  must(store_commit(board->store, &err), err.text);
}

static json_t *ask(struct board *board, json_t *request) { // takes over `request`
  struct err err = {0};
  json_t *answer = NULL;
  must(op_run(board, request, -1, &answer, &err), err.text);
  json_decref(request);
  return answer;
}

static json_t *publish(struct board *board, const char *folder, const char *file) {
  char *source, *path = mem_format("%s/%s/%s", WAYMARK_SOURCE_DIR, folder, file);
  size_t size;
  struct err err = {0};
  must(env_read_file(&board->env, path, 1 << 16, &source, &size, &err), err.text);
  json_t *modules = definition_modules(&board->env, WAYMARK_SOURCE_DIR, &err);
  must(modules, err.text);
  json_t *request =
      json_pack("{s:s, s:s, s:s, s:s, s:o}", "op", "workflow.publish", "as", "m.test", "file", file, "source", source, "modules", modules);
  mem_free(source);
  mem_free(path);
  return ask(board, request);
}

static struct board *make(const char *folder, const char *seed, int items, const char *workflow) {
  struct env env = env_system();
  struct err err = {0};
  json_t *answer = NULL;
  struct board_seed how = {.folder = folder, .seed_path = seed, .share = WAYMARK_SOURCE_DIR, .manual_clock = true, .now_ms = T0};
  must(board_create(&env, &how, &answer, &err), err.text);
  json_decref(answer);
  struct board *board = board_open(&env, folder, &err);
  must(board, err.text);
  answer = publish(board, "tests/data", workflow);
  double start = seconds();
  fill(board, items, json_text(answer, "hash"), strcmp(workflow, "errand.lua") != 0);
  double filled = seconds();
  while (listing_behind(board) > 0) must(listing_step(board, &err), err.text);
  printf("made: %d items of %s, %lld entries in %.0f s; the index from nothing in %.1f s\n", items, workflow,
         (long long)journal_count(board->store), filled - start, seconds() - filled);
  json_decref(answer);
  return board;
}

static double once_ms(struct board *board, const json_t *request, long long *count, size_t *rows) {
  struct err err = {0};
  json_t *answer = NULL;
  double start = seconds();
  must(op_run(board, request, -1, &answer, &err), err.text);
  double spent = 1e3 * (seconds() - start);
  *count = json_number(answer, "count", 0);
  *rows = json_array_size(json_object_get(answer, "rows"));
  json_decref(answer);
  return spent;
}

// The median, and the first, when nothing was asked yet of whoever asks.
static double measure_one(struct board *board, const json_t *request, double *first, long long *count, size_t *rows) {
  double ms[TRIES];
  *first = once_ms(board, request, count, rows);
  for (int i = 0; i < TRIES; i++) ms[i] = once_ms(board, request, count, rows);
  qsort(ms, TRIES, sizeof *ms, by_size);
  return ms[TRIES / 2];
}

static void measure_both(const char *what, struct board *small, struct board *large, json_t *request) {
  long long counts[2];
  size_t rows[2];
  double first[2], ms[2];
  ms[0] = measure_one(small, request, &first[0], &counts[0], &rows[0]);
  ms[1] = measure_one(large, request, &first[1], &counts[1], &rows[1]);
  const char *op = json_text(request, "op");
  bool is_list = strncmp(op, "case.", 5) == 0 || strcmp(op, "meeting.agenda") == 0;
  must(!is_list || counts[1] > 0 || rows[1] > 0, what); // an empty answer is no measure
  printf("%-44s %8.2f ms %8.2f ms  first %7.2f ms  %6lld and %6lld, %zu shown\n", what, ms[0], ms[1], first[1], counts[0], counts[1],
         rows[1]);
  json_decref(request);
}

static json_t *list_of(const char *as, int limit) {
  json_t *request = json_pack("{s:s, s:s, s:s, s:b}", "op", "case.list", "as", as, "workflow", "errand", "open", 1);
  if (limit >= 0) json_put_number(request, "limit", limit);
  return request;
}

static json_t *led_list_of(const char *as) {
  json_t *request = list_of(as, 100);
  json_put_text(request, "lead", "Agency 17");
  return request;
}

static json_t *led_elsewhere(const char *as) {
  json_t *request = list_of(as, 100);
  json_put_text(request, "lead", "Agency 6");
  return request;
}

static json_t *ask_of(const char *op, const char *as) { return json_pack("{s:s, s:s}", "op", op, "as", as); }

static json_t *count_of(const char *as) {
  json_t *request = ask_of("case.list", as);
  json_put_number(request, "limit", 0);
  return request;
}

static void measure_lists(struct board *small, struct board *large, int items) {
  (void)items;
  measure_both("an agency's lead: their open errands", small, large, led_list_of("l.a17"));
  measure_both("an owner: to-do", small, large, ask_of("case.todo", "o.a17-1"));
  measure_both("an agency's lead: count, open", small, large, list_of("l.a17", 0));
  measure_both("an agency's lead: count, all", small, large, count_of("l.a17"));
  measure_both("the Business Manager: an agency's open ones", small, large, led_list_of("m.test"));
  measure_both("the Business Manager: first 100 open", small, large, list_of("m.test", 100));
  measure_both("the Business Manager: to-do", small, large, ask_of("case.todo", "m.test"));
  measure_both("the Business Manager: count, open", small, large, list_of("m.test", 0));
  measure_both("the Business Manager: count, all", small, large, count_of("m.test"));
}

// ---- where each sees a part

static void plan_meeting(struct board *board) {
  json_decref(publish(board, "workflows", "meeting.lua"));
  json_decref(ask(board, json_pack("{s:s, s:s, s:s, s:s}", "op", "meeting.plan", "as", "m.test", "group", "panel", "on", "2016-05-10")));
}

static json_t *agenda_of(const char *as) {
  return json_pack("{s:s, s:s, s:s}", "op", "meeting.agenda", "as", as, "meeting", "PANEL-2016-05-10");
}

static void put_rule(struct board *board, const char *effect, const char *subject, const char *what, const char *state) {
  json_t *request = json_pack("{s:s, s:s, s:s, s:s, s:s, s:[s], s:s}", "op", "rights.put", "as", "m.test", "effect", effect, "subject",
                              subject, "workflow", "errand", "what", what, "reason", "So agreed");
  if (state) json_object_set_new(request, "states", json_pack("[s]", state));
  json_decref(ask(board, request));
}

// A panel's member is let see a row of everything, an agency nothing of what is finished.
static void put_rules(struct board *board) {
  put_rule(board, "allow", "group:panel", "summary", NULL);
  put_rule(board, "deny", "agency:a17", "everything", "finished");
}

// As on the day after the panel met, when all of it is past.
static json_t *paper_of(const char *op) {
  json_t *request = json_pack("{s:s, s:s, s:s}", "op", op, "as", "m.test", "meeting", "PANEL-2016-05-10");
  json_put_text(request, "now", "2016-05-11T09:00:00Z");
  return request;
}

static json_t *person_of(const char *id) { return json_pack("{s:s, s:s, s:s}", "op", "people.show", "as", "m.test", "id", id); }

static json_t *look_of(const char *as) {
  return json_pack("{s:s, s:s, s:s, s:s, s:s}", "op", "calendar.preview", "as", as, "change", "add", "date", "2016-09-12", "name", "x");
}

static void measure_rest(struct board *small, struct board *large) {
  printf("what is no list, and is asked of all items\n");
  measure_both("status, of the Business Manager", small, large, ask_of("board.show", "m.test"));
  measure_both("status, of an owner", small, large, ask_of("board.show", "o.a17-1"));
  measure_both("posts, and what waits for them", small, large,
               json_pack("{s:s, s:s, s:s}", "op", "directory.list", "as", "m.test", "kind", "post"));
  measure_both("a person, and what names them", small, large, person_of("o.a17-1"));
  measure_both("a look at the calendar, of an owner", small, large, look_of("o.a17-1"));
  measure_both("the panel's challenges", small, large, paper_of("meeting.challenges"));
  measure_both("what changed since the panel met", small, large, paper_of("meeting.since"));
}

static void share(struct board *board, int number, const char *with, const char *what) {
  char ref[24];
  snprintf(ref, sizeof ref, "E-%06d", number);
  json_decref(ask(board, json_pack("{s:s, s:s, s:s, s:s, s:[s], s:s, s:s}", "op", "case.share", "as", "m.test", "case", ref, "with", with,
                                   "what", what, "until", "2016-12-31", "reason", "So agreed")));
}

// Of the open ones, which are the last, some are shared with people whose own they are not.
static void put_shares(struct board *board, int items) {
  for (int i = items - OPEN_ITEMS; i < items; i++) {
    if (i % 6 == 0) share(board, i, "agency:a17", "summary");
    if (i % 10 == 0) share(board, i, "person:o.a17-1", "everything");
    if (i % 15 == 0) share(board, i, "group:panel", "text");
  }
}

static void measure_shared(struct board *small, struct board *large, int items) {
  put_shares(small, SMALL), put_shares(large, items);
  printf("and with %d shares of open ones\n", OPEN_ITEMS / 6 + OPEN_ITEMS / 10 + OPEN_ITEMS / 15);
  measure_both("an agency's lead: first 100 open", small, large, list_of("l.a17", 100));
  measure_both("an agency's lead: another agency's open ones", small, large, led_elsewhere("l.a17"));
  measure_both("an agency's lead: count, all but finished", small, large, count_of("l.a17"));
  measure_both("an owner: to-do", small, large, ask_of("case.todo", "o.a17-1"));
  measure_both("an owner: first 100 open", small, large, list_of("o.a17-1", 100));
  measure_both("a panel's member: first 100 open", small, large, list_of("l.a0", 100));
  measure_both("a panel's member: count, open", small, large, list_of("l.a0", 0));
}

static void measure_parts(struct board *small, struct board *large, int items) {
  plan_meeting(small), plan_meeting(large);
  measure_lists(small, large, items);
  measure_both("the Business Manager: the panel's agenda", small, large, agenda_of("m.test"));
  measure_both("the Business Manager: digest", small, large, ask_of("outbox.digest", "m.test"));
  measure_rest(small, large);
  put_rules(small), put_rules(large);
  printf("the same with rules of the board for them\n");
  measure_both("an agency's lead: their open errands", small, large, led_list_of("l.a17"));
  measure_both("an agency's lead: count, all but finished", small, large, count_of("l.a17"));
  measure_both("an owner: to-do", small, large, ask_of("case.todo", "o.a17-1"));
  measure_both("a panel's member: an agency's open ones", small, large, led_list_of("l.a0"));
  measure_both("a panel's member: first 100 open", small, large, list_of("l.a0", 100));
  measure_both("a panel's member: count, all", small, large, count_of("l.a0"));
  measure_shared(small, large, items);
}

static void run(const char *folder, const char *seed, int items, const char *workflow,
                void (*rows)(struct board *, struct board *, int items)) {
  char *small_folder = mem_format("%s/small-%s", folder, workflow), *large_folder = mem_format("%s/large-%s", folder, workflow);
  struct board *small = make(small_folder, seed, SMALL, workflow), *large = make(large_folder, seed, items, workflow);
  printf("medians of %d on %d items and on %d, as many open on both; what the first one took; how many fit\n", TRIES, SMALL, items);
  rows(small, large, items);
  board_close(small);
  board_close(large);
  bench_remove(small_folder), bench_remove(large_folder);
}

int main(int count, char **arguments) {
  if (count > 1 && strcmp(arguments[1], "--worker") == 0) return worker_main();
  int items = count > 2 ? atoi(arguments[2]) : LARGE;
  char *folder = bench_folder(count > 1 ? arguments[1] : NULL), *seed = mem_format("%s/seed.lua", folder);
  setvbuf(stdout, NULL, _IOLBF, 0);
  write_seed(seed);
  run(folder, seed, items, "errand.lua", measure_lists);
  run(folder, seed, items, "errand_seen.lua", measure_parts);
  mem_free(seed);
  bench_remove(folder);
  return 0;
}
