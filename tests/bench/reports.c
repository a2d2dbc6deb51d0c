// What reports cost: a Section 11 heat map of 14 agencies by 60 criteria and the Executive's quarter, on a board of many actions, beside
// lists of the same board. Through op_run in process, after the index was brought up; actions are appended by the real code, the cycle and
// its returns are sent as people would. `bench_reports FOLDER ITEMS` (100,000 where none are named). The aim is 200 ms each.
#include "measure.h"
#include "op/op.h"
#include "run/definition.h"
#include "run/listing.h"
#include "script/worker.h"

#include <stdlib.h>
#include <string.h>

enum { AGENCIES = 14, LARGE = 100000, COMMIT = 1000, TRIES = 15, STANDARDS = 8 };
#define T0 ((int64_t)1459810799000)

static void write_seed(const char *path) {
  FILE *seed = fopen(path, "w");
  must(seed, "cannot write the seed");
  fputs("return { name = 'Fourteen', short = 'FT', division = 'england-and-wales', zone = 'Europe/London', console = 'm.test', "
        "workflows = { 'review-action' },"
        "posts = { business_manager = { title = 'Business Manager', holder = 'm.test' }, llip_chair = { title = 'Chair', holder = 'm.test' "
        "} },"
        "groups = { llip = { name = 'LLIP', chair = 'llip_chair', members = {} } }, agencies = {",
        seed);
  for (int a = 0; a < AGENCIES; a++) fprintf(seed, "a%d = { name = 'Agency %d', posts = { safeguarding_lead = 'l.a%d' } },", a, a, a);
  fputs("}, people = { ['m.test'] = { name = 'Mia Test', email = 'm@x.example' },", seed);
  for (int a = 0; a < AGENCIES; a++) fprintf(seed, "['l.a%d'] = { name = 'Lead %d', email = 'p@x.example', agency = 'a%d' },", a, a, a);
  fputs("} }", seed);
  must(fclose(seed) == 0, "cannot write the seed");
}

static json_t *ask(struct board *board, json_t *request) { // takes over `request`
  struct err err = {0};
  json_t *answer = NULL;
  must(op_run(board, request, -1, &answer, &err), err.text);
  json_decref(request);
  return answer;
}

static void publish(struct board *board, const char *file) {
  char *source, *path = mem_format("%s/tests/data/%s", WAYMARK_SOURCE_DIR, file);
  size_t size;
  struct err err = {0};
  must(env_read_file(&board->env, path, 1 << 16, &source, &size, &err), err.text);
  json_decref(ask(board, json_pack("{s:s, s:s, s:s, s:s}", "op", "workflow.publish", "as", "m.test", "file", file, "source", source)));
  mem_free(source);
  mem_free(path);
}

// ---- actions

static struct id id_of(int number) {
  struct id id = {{(uint8_t)(number * 37), (uint8_t)(number >> 5), 0x5e}}; // spread, as random ids are
  for (int i = 0; i < 4; i++) id.bytes[12 + i] = (uint8_t)(number >> (24 - 8 * i));
  return id;
}

static void put_text(struct entry *entry, const char *field, const char *format, int number) {
  char *part = mem_format("field/%s", field);
  entry_part(entry, part, json_sprintf(format, number));
  mem_free(part);
}

static void put_fields(struct entry *entry, int number, bool closed) {
  static const char *const priorities[] = {"high", "medium", "low"};
  entry_part(entry, "field/text", json_string("Write to every school about the new referral form"));
  put_text(entry, "lead_agency", "a%d", number % AGENCIES);
  put_text(entry, "review", "SCR-2016-%02d", number % 40);
  entry_part(entry, "field/priority", json_string(priorities[number % 3]));
  entry_part(entry, "field/plan_priority", json_integer(number % 5 + 1));
  entry_part(entry, "field/outcomes", json_pack("[s, s]", "1", number % 2 ? "2" : "4"));
  entry_part(entry, "field/due", json_sprintf("20%02d-%02d-12", 15 + number % 4, number % 12 + 1));
  if (number % 7 == 0) entry_part(entry, "field/escalation_level", json_integer(number % 4));
  if (closed) entry_part(entry, "field/closed_on", json_sprintf("2016-0%d-15", number % 3 + 1));
  if (closed) entry_part(entry, "field/impact_rating", json_string(number % 2 ? "demonstrated" : "limited"));
}

static void append_one(struct board *board, int number, const char *hash) {
  bool closed = number % 3 == 0;
  const char *state = closed ? "work.closed_embedded" : "work.in_progress";
  struct entry entry;
  struct err err = {0};
  char ref[24];
  snprintf(ref, sizeof ref, "RA-%06d", number);
  entry_init(&entry, ENTRY_CASE_STARTED, T0, T0);
  entry.case_id = id_of(number);
  entry_part(&entry, "case",
             json_pack("{s:s, s:s, s:s, s:s, s:s}", "ref", ref, "workflow", "review-action", "definition", hash, "title",
                       "Write to every school about the new referral form", "noun", "action"));
  put_fields(&entry, number, closed);
  entry_part(&entry, "configuration",
             json_pack("{s:{s:i, s:i, s:i, s:i, s:i}, s:i}", "active", "", 1, "work", 1, state, 1, "deadline", 1, "deadline.waiting", 1,
                       "entered", 2));
  if (closed) entry_part(&entry, "closed", json_true());
  must(board_append(board, &entry, &err), err.text);
}

static void fill(struct board *board, int items) {
  struct err err = {0};
  const struct definition *definition = definition_newest(board, "review-action", &err);
  must(definition, err.text);
  for (int i = 0; i < items; i++) {
    if (i % COMMIT == 0) must((i == 0 || store_commit(board->store, &err)) && store_begin(board->store, &err), err.text);
    append_one(board, i, definition->hash);
  }
  must(store_commit(board->store, &err), err.text);
}

// ---- a cycle

static json_t *scores_of(int agency) {
  static const char *const colours[] = {"green", "amber", "red"};
  static const int criteria[STANDARDS] = {2, 1, 10, 10, 10, 9, 9, 9}; // as tests/data/scored-return.lua has them
  json_t *data = json_object();
  for (int s = 0; s < STANDARDS; s++) {
    for (int c = 0; c < criteria[s]; c++) {
      char *name = mem_format("c_%d_%d", s + 1, c + 1);
      json_put_text(data, name, colours[(agency + s + c) % 3]);
      mem_free(name);
    }
    char *name = mem_format("s_%d", s + 1);
    json_put_text(data, name, colours[(agency + s) % 3]);
    mem_free(name);
  }
  return data;
}

static void fill_cycle(struct board *board) {
  publish(board, "scored-cycle.lua");
  publish(board, "scored-return.lua");
  json_decref(ask(board, json_pack("{s:s, s:s, s:s, s:s, s:{s:s, s:s, s:s}}", "op", "case.start", "workflow", "scored-cycle", "ref", "SC-1",
                                   "as", "m.test", "data", "title", "Section 11", "due", "2016-10-31", "parties", "all:agencies")));
  json_decref(ask(board, json_pack("{s:s, s:s, s:s, s:s}", "op", "case.send", "case", "SC-1", "event", "open", "as", "m.test")));
  json_t *list = ask(board, json_pack("{s:s, s:s, s:[s]}", "op", "case.list", "of", "SC-1", "fields", "agency")), *row;
  size_t i;
  json_array_foreach(json_object_get(list, "rows"), i, row) {
    char *lead = mem_format("l.%s", json_text(json_object_get(row, "fields"), "agency"));
    json_decref(ask(board, json_pack("{s:s, s:O, s:s, s:s, s:o}", "op", "case.send", "case", json_object_get(row, "ref"), "event", "score",
                                     "as", lead, "data", scores_of((int)i))));
    mem_free(lead);
  }
  must(json_array_size(json_object_get(list, "rows")) == AGENCIES, "not every agency was asked");
  json_decref(list);
}

static struct board *make(const char *folder, const char *seed, int items) {
  struct env env = env_system();
  struct err err = {0};
  json_t *answer = NULL;
  struct board_seed how = {.folder = folder, .seed_path = seed, .share = WAYMARK_SOURCE_DIR, .manual_clock = true, .now_ms = T0};
  must(board_create(&env, &how, &answer, &err), err.text);
  json_decref(answer);
  struct board *board = board_open(&env, folder, &err);
  must(board, err.text);
  fill_cycle(board);
  double start = seconds();
  fill(board, items);
  double filled = seconds();
  while (listing_behind(board) > 0) must(listing_step(board, &err), err.text);
  printf("made: %d actions in %.0f s; the index from nothing in %.1f s\n", items, filled - start, seconds() - filled);
  return board;
}

// ---- measuring

// On the clock, and of this process alone, which whoever else is busy on the machine takes none of.
static void row(struct board *board, const char *what, json_t *request) { // takes over `request`
  double wall[TRIES], cpu[TRIES];
  for (int i = 0; i < TRIES; i++) {
    struct spent spent = {0}, start = spent_now();
    json_decref(ask(board, json_incref(request)));
    spent_add(&spent, start);
    wall[i] = 1000 * spent.wall;
    cpu[i] = 1000 * spent.cpu;
  }
  json_decref(request);
  qsort(wall, TRIES, sizeof *wall, by_size);
  qsort(cpu, TRIES, sizeof *cpu, by_size);
  printf("%-52s %10.1f %10.1f\n", what, wall[TRIES / 2], cpu[TRIES / 2]);
  fflush(stdout);
}

static json_t *report(const char *name, const char *form, json_t *data) {
  json_t *request = json_pack("{s:s, s:s, s:o}", "op", "report.run", "name", name, "data", data);
  json_put_text(request, "form", form);
  return request;
}

static void measure_all(struct board *board) {
  printf("%-52s %10s %10s\n", "medians of 15", "ms", "CPU ms");
  row(board, "section11-heat-map, 14 agencies x 60 criteria", report("section11-heat-map", NULL, json_pack("{s:s}", "cycle", "SC-1")));
  row(board, "the same as a page", report("section11-heat-map", "html", json_pack("{s:s}", "cycle", "SC-1")));
  row(board, "executive-quarterly", report("executive-quarterly", NULL, json_object()));
  row(board, "the same as a page", report("executive-quarterly", "html", json_object()));
  row(board, "the same for one agency's lead",
      json_pack("{s:s, s:s, s:s}", "op", "report.run", "name", "executive-quarterly", "as", "l.a3"));
  row(board, "overdue", report("overdue", NULL, json_object()));
  row(board, "overdue, for one agency's lead", json_pack("{s:s, s:s, s:s}", "op", "report.run", "name", "overdue", "as", "l.a3"));
  row(board, "closed-without-impact", report("closed-without-impact", NULL, json_object()));
  row(board, "recommendation-load", report("recommendation-load", NULL, json_object()));
  row(board, "forecast", report("forecast", NULL, json_object()));
  row(board, "case list, 50 rows, filtered",
      json_pack("{s:s, s:s, s:s, s:b, s:i}", "op", "case.list", "lead", "Agency 3", "due_before", "2017-01-01", "open", 1, "limit", 50));
  row(board, "case list, 50 rows, late", json_pack("{s:s, s:b, s:b, s:i}", "op", "case.list", "late", 1, "open", 1, "limit", 50));
  row(board, "case count, late", json_pack("{s:s, s:b, s:i}", "op", "case.list", "late", 1, "limit", 0));
  row(board, "case count, filtered", json_pack("{s:s, s:s, s:b, s:i}", "op", "case.list", "lead", "Agency 3", "open", 1, "limit", 0));
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "--worker") == 0) return worker_main();
  must(argc > 1, "usage: bench_reports FOLDER [ITEMS]");
  char *seed = mem_format("%s/reports.lua", argv[1]), *folder = mem_format("%s/reports", argv[1]);
  write_seed(seed);
  struct board *board = make(folder, seed, argc > 2 ? (int)strtol(argv[2], NULL, 10) : LARGE);
  measure_all(board);
  board_close(board);
  mem_free(folder);
  mem_free(seed);
  return 0;
}
