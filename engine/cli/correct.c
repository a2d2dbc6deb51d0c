// waymark case correct: saying that an entry was in error, and what was meant.
#include "base/mem.h"
#include "cli/internal.h"

#include <stdlib.h>
#include <string.h>

enum { NUMBER_DIGITS_MAX = 15 }; // of an entry: no journal has more, and more would not fit a number

static bool put_entry(const struct cli *cli, json_t *request, struct err *err) {
  const char *text = cli_operand(cli, 1);
  size_t digits = strspn(text, "0123456789");
  if (digits == 0 || text[digits] || digits > NUMBER_DIGITS_MAX)
    return err_set(err, ERR_MISUSE, "\"%s\" is no entry's number; \"waymark case history %s\" prints the number of each.", text,
                   cli_operand(cli, 0));
  json_put_number(request, "entry", strtoll(text, NULL, 10));
  return true;
}

static void print_corrected(struct cli *cli, const json_t *answer) {
  char *changed = json_join(json_object_get(answer, "changed"), ", ");
  print_line(cli, "%s: entry %lld is marked as recorded in error (version %lld).", json_text(answer, "ref"),
             (long long)json_number(answer, "entry", 0), (long long)json_number(answer, "revision", 0));
  if (*changed)
    print_line(cli, "  put right: %s", changed);
  else
    print_line(cli, "  nothing that the item holds now was changed by it.");
  print_outcome(cli, answer);
  mem_free(changed);
}

static bool correct_run(struct cli *cli, struct err *err) {
  json_t *data = fields_option(cli, err);
  if (!data) return false;
  json_t *request = request_new(cli, "case.correct");
  json_put_text(request, "case", cli_operand(cli, 0));
  request_option(cli, request, "reason", OPTION_REASON);
  request_option(cli, request, "key", OPTION_KEY);
  json_object_set_new(request, "data", data);
  bool ok = put_entry(cli, request, err);
  json_t *answer = ok ? call(cli, request, -1, err) : NULL;
  if (!ok) json_decref(request);
  if (answer && !print_json(cli, answer)) print_corrected(cli, answer);
  json_decref(answer);
  return answer != NULL;
}

const struct command command_case_correct = {
    .noun = "case",
    .verb = "correct",
    .usage = "ITEM ENTRY",
    .summary = "say that an entry was in error",
    .help =
        "Records that an entry of an item's history was in error, why, and with --field what was meant. Both stay to be seen. A field that "
        "nothing set since holds what was meant from now on, and deadlines that hang on it move. Where the item stands, what was told and "
        "what reminders ran are left as they are: to undo a step, send the event that leads back. For who recorded the entry, as far as "
        "they "
        "filled in the field, and for the Business Manager's office.",
    .example = "waymark case correct RA-1 3 --as h.dixon --field due=2016-09-30 --reason \"The minutes say September\"",
    .operand_min = 2,
    .operand_max = 2,
    .takes = TAKES(FIELD) | TAKES(KEY),
    .needs = TAKES(REASON),
    .run = correct_run,
};
