// waymark journal verify, waymark rebuild: is the record what was written, and making the tables afresh from it.
#include "base/mem.h"
#include "cli/internal.h"

static void print_problem(struct cli *cli, const json_t *problem) {
  json_int_t sequence = json_number(problem, "sequence", -1);
  const char *table = json_text(problem, "table"),
             *text = json_is_string(problem) ? json_string_value(problem) : json_text(problem, "text");
  struct buf where;
  buf_init(&where);
  if (sequence >= 0) buf_format(&where, "entry %lld: ", (long long)sequence);
  if (table) buf_format(&where, "table %s: ", table);
  print_line(cli, "  - %s%s", where.size ? where.data : "", text ? text : "");
  buf_clear(&where);
}

static bool verify_run(struct cli *cli, struct err *err) {
  size_t i;
  json_t *problem, *answer = call(cli, request_new(cli, "journal.verify"), -1, err);
  if (!answer) return false;
  const json_t *problems = json_object_get(answer, "problems");
  size_t count = json_array_size(problems);
  bool ok = json_flag(answer, "ok");
  if (!print_json(cli, answer)) {
    if (ok)
      print_line(cli, "The journal holds: %lld entries, every hash and every table as it should be.",
                 (long long)json_number(answer, "entries", 0));
    if (ok) print_line(cli, "Root %s", json_text(answer, "root"));
    json_array_foreach(problems, i, problem) print_problem(cli, problem);
  }
  json_decref(answer);
  return ok ||
         err_set(
             err, ERR_CORRUPT,
             "The journal does not hold: %zu %s, listed above. Keep a copy of the board's folder as it is, then compare it with a backup.",
             count, count == 1 ? "problem" : "problems");
}

static bool rebuild_run(struct cli *cli, struct err *err) {
  json_t *answer = call(cli, request_new(cli, "journal.rebuild"), -1, err);
  if (answer && !print_json(cli, answer))
    print_line(cli, "Every table was made afresh from the journal's %lld entries.", (long long)json_number(answer, "entries", 0));
  json_decref(answer);
  return answer != NULL;
}

const struct command command_journal_verify = {
    .noun = "journal",
    .verb = "verify",
    .usage = "",
    .summary = "is the record what was written?",
    .help = "Works out every hash of the journal again, and compares every table and every evidence file with it. Exit status 3 when "
            "anything was changed.",
    .example = "waymark journal verify",
    .operand_max = 0,
    .run = verify_run,
};
const struct command command_rebuild = {
    .noun = "rebuild",
    .usage = "",
    .summary = "make every table afresh from the journal",
    .help = "Throws away everything that can be worked out from the journal and works it out again. The journal itself is never changed.",
    .example = "waymark rebuild",
    .operand_max = 0,
    .run = rebuild_run,
};
