// waymark workflow migrate: items that live go to another version of their workflow, or back; shown before.
#include "base/mem.h"
#include "cli/internal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
  NUMBER_DIGITS_MAX = 9, // of a version
  NAMED_MAX = 5,         // people of a line; --json names all
  PART = 100             // items of one request: a tenth of a second, then others have their turn
};

// ---- the request

static bool put_version(const struct cli *cli, json_t *request, struct err *err) {
  const char *text = cli_option(cli, OPTION_TO);
  if (!text) return true;
  size_t digits = strspn(text, "0123456789");
  if (digits == 0 || text[digits] || digits > NUMBER_DIGITS_MAX)
    return err_set(err, ERR_MISUSE, "\"--to\" of a move takes the number of a version, such as 2; \"%s\" is none.", text);
  json_put_number(request, "to", strtoll(text, NULL, 10));
  return true;
}

static bool put_pair(json_t *map, const char *text, struct err *err) {
  const char *equals = strchr(text, '=');
  if (!equals || equals == text)
    return err_set(err, ERR_MISUSE, "\"--map\" takes OLD=NEW, such as work.proposed=work.agreed; \"%s\" is none.", text);
  char *old = mem_text_part(text, (size_t)(equals - text));
  bool twice = json_object_get(map, old) != NULL;
  if (twice) err_set(err, ERR_MISUSE, "\"--map\" says twice where \"%s\" goes on; say it once.", old);
  json_put_text(map, old, equals + 1);
  mem_free(old);
  return !twice;
}

static bool put_map(const struct cli *cli, json_t *request, struct err *err) {
  const char *text;
  for (size_t i = 0; (text = cli_option_at(cli, OPTION_MAP, i)); i++)
    if (!put_pair(json_object_at(request, "map"), text, err)) return false;
  return true;
}

// NULL with err.
static json_t *request_of(struct cli *cli, const char *op, struct err *err) {
  json_t *request = request_new(cli, op);
  const char *ref;
  json_put_text(request, "workflow", cli_operand(cli, 0));
  for (size_t i = 1; (ref = cli_operand(cli, i)); i++) json_array_add(json_array_at(request, "cases"), ref);
  request_option(cli, request, "reason", OPTION_REASON);
  if (cli_has(cli, OPTION_UNDO)) json_put_flag(request, "undo", true);
  if (put_version(cli, request, err) && put_map(cli, request, err)) return request;
  json_decref(request);
  return NULL;
}

// ---- what would be

static void print_date(struct cli *cli, const json_t *date) {
  const char *was = json_text(date, "was_local"), *is = json_text(date, "is_local");
  print_line(cli, "  %s, %s: %s (was %s)%s", json_text(date, "place"), json_text(date, "what"), is ? is : "no date", was ? was : "no date",
             json_flag(date, "late") ? ", so it is late at once" : "");
}

static void print_titles(struct cli *cli, const char *label, const json_t *titles) {
  char *text = json_join(titles, ", ");
  if (*text) print_line(cli, "  %s: %s", label, text);
  mem_free(text);
}

// Of a date that the new rule would have given otherwise: given dates stay.
static void print_kept(struct cli *cli, const json_t *date) {
  const char *place = json_text(date, "place"), *is = json_text(date, "is_local"), *would = json_text(date, "would_local");
  print_line(cli, "  %s%s%s%s stays %s; by that version's rule it would be %s", json_text(date, "label"), place ? " (" : "",
             place ? place : "", place ? ")" : "", is ? is : "without a date", would ? would : "another one");
}

static void print_people(struct cli *cli, const json_t *people, const char *what) {
  json_t *names = json_array(), *agencies = json_array(), *one;
  size_t i, count = json_array_size(people);
  json_array_foreach(people, i, one) {
    const char *agency = json_text(one, "agency_name");
    if (agency && !json_array_has(agencies, agency)) json_array_add(agencies, agency);
    if (i < NAMED_MAX) json_array_add(names, json_text(one, "name"));
  }
  char *named = json_join(names, ", "), *of = json_join(agencies, ", ");
  if (count)
    print_line(cli, "  %zu %s %s: %s%s%s%s%s", count, count == 1 ? "person" : "people", what, named, count > NAMED_MAX ? " and others" : "",
               *of ? " (" : "", of, *of ? ")" : "");
  mem_free(named);
  mem_free(of);
  json_decref(names);
  json_decref(agencies);
}

static void print_sight(struct cli *cli, const json_t *sight) {
  print_people(cli, json_object_get(sight, "lost"), "would see it no more");
  print_people(cli, json_object_get(sight, "less"), "would see less of it");
  print_people(cli, json_object_get(sight, "more"), "would see more of it");
  print_people(cli, json_object_get(sight, "gained"), "would see it who do not now");
}

static void print_item(struct cli *cli, const json_t *item) {
  const char *text = json_text(item, "text");
  size_t i;
  json_t *row;
  print_line(cli, "%s  %s", json_text(item, "ref"), json_text(item, "title"));
  print_line(cli, "  %s%s%s", json_text(item, "verdict"), text ? ": " : "", text ? text : "");
  json_array_foreach(json_object_get(item, "places"), i, row)
      print_line(cli, "  %s goes on as %s", json_text(row, "was_title"), json_text(row, "is_title"));
  print_titles(cli, "left", json_object_get(item, "left"));
  print_titles(cli, "entered", json_object_get(item, "entered"));
  if (json_object_get(item, "closes")) print_line(cli, "  it is %s by that", json_flag(item, "closes") ? "closed" : "open again");
  json_array_foreach(json_object_get(item, "dates"), i, row) print_date(cli, row);
  json_array_foreach(json_object_get(item, "kept"), i, row) print_kept(cli, row);
  print_sight(cli, json_object_get(item, "sight"));
}

static size_t count_barred(const json_t *items) {
  size_t i, count = 0;
  json_t *row;
  json_array_foreach(items, i, row) count += json_text(row, "text") != NULL;
  return count;
}

static void print_others(struct cli *cli, const json_t *answer) {
  int64_t others = json_number(answer, "others", 0);
  if (others) print_line(cli, "%lld more, which you do not see whole, stay as they are.", (long long)others);
}

static void print_look(struct cli *cli, const json_t *answer) {
  const json_t *items = json_object_get(answer, "items");
  const char *noun = json_text(answer, "noun");
  size_t i, count = json_array_size(items), barred = count_barred(items);
  json_t *row;
  print_line(cli, "%zu %s%s of %s to version %lld%s", count, noun ? noun : "item", count == 1 ? "" : "s", json_text(answer, "workflow"),
             (long long)json_number(answer, "to", 0), count ? ":" : ": there is none on an older one.");
  json_array_foreach(items, i, row) print_item(cli, row);
  print_others(cli, answer);
  if (barred) print_line(cli, "%zu of %zu cannot be moved so: name the others, or say how these go on.", barred, count);
  print_line(cli, "Nothing was changed.%s", count > barred ? " To do it, type the same again with --reason in place of --dry-run." : "");
}

// Which items are meant, and all that is said of them together.
static json_t *ask_which(struct cli *cli, struct err *err) {
  json_t *request = request_of(cli, "workflow.migration", err);
  if (request) json_put_flag(request, "refs", true);
  return request ? call(cli, request, -1, err) : NULL;
}

// To the version that was meant at first, though a newer one was published since.
static bool ask_part(struct cli *cli, const json_t *which, size_t from, json_t *items, struct err *err) {
  const json_t *refs = json_object_get(which, "refs");
  json_t *request = request_of(cli, "workflow.migration", err), *part = json_array();
  for (size_t i = from; i < from + PART && i < json_array_size(refs); i++) json_array_append(part, json_array_get(refs, i));
  if (request) json_object_set(request, "cases", part);
  if (request) json_object_set(request, "to", json_object_get(which, "to"));
  json_t *answer = request ? call(cli, request, -1, err) : NULL;
  json_array_extend(items, json_object_get(answer, "items"));
  json_decref(part);
  json_decref(answer);
  return answer != NULL;
}

// By parts, so that a server has others to answer in between.
static json_t *ask_looks(struct cli *cli, struct err *err) {
  json_t *answer = ask_which(cli, err), *items = json_array();
  size_t count = json_array_size(json_object_get(answer, "refs"));
  struct progress progress = {0};
  bool ok = answer != NULL;
  for (size_t from = 0; ok && from < count; from += PART) {
    if (count > PART) progress_show(&progress, "Looking at what would be", (int64_t)from, (int64_t)count);
    ok = ask_part(cli, answer, from, items, err);
  }
  progress_end(&progress);
  if (answer) json_object_set(answer, "items", items);
  json_object_del(answer, "refs");
  json_decref(items);
  if (ok) return answer;
  json_decref(answer);
  return NULL;
}

static bool look(struct cli *cli, struct err *err) {
  if (cli_has(cli, OPTION_UNDO))
    return err_set(err, ERR_MISUSE, "\"--undo\" puts items back exactly, so there is nothing to show before; leave --dry-run away.");
  json_t *answer = ask_looks(cli, err);
  if (answer && !print_json(cli, answer)) print_look(cli, answer);
  json_decref(answer);
  return answer != NULL;
}

// ---- doing it

static void print_moved(struct cli *cli, const json_t *answer) {
  size_t i;
  json_t *row;
  json_array_foreach(json_object_get(answer, "moved"), i, row) {
    const json_t *own = json_object_get(row, "to"), *to = own ? own : json_object_get(answer, "to");
    print_line(cli, "%s: moved from version %lld to version %lld.", json_text(row, "ref"), (long long)json_number(row, "from", 0),
               (long long)json_integer_value(to));
  }
  if (i == 0) print_line(cli, "Nothing of %s is open on an older version: nothing was moved.", json_text(answer, "workflow"));
  print_others(cli, answer);
}

// One transaction: there is nothing to show between its begin and its end but that it takes a while.
static bool say_many(struct cli *cli, struct err *err) {
  if (cli_has(cli, OPTION_UNDO) || cli_operand(cli, 1) || !isatty(STDERR_FILENO)) return true;
  json_t *which = ask_which(cli, err);
  size_t count = json_array_size(json_object_get(which, "refs"));
  const char *noun = json_text(which, "noun");
  if (count > PART)
    fprintf(stderr, "Moving %zu %ss in one go; until that is done a server answers nobody else.\n", count, noun ? noun : "item");
  json_decref(which);
  return which != NULL;
}

static bool migrate_run(struct cli *cli, struct err *err) {
  if (cli_has(cli, OPTION_DRY_RUN)) return look(cli, err);
  if (!cli_has(cli, OPTION_REASON))
    return err_set(err, ERR_MISUSE,
                   "\"waymark workflow migrate\" needs --reason TEXT, which each item's history keeps; --dry-run needs none.");
  json_t *request = request_of(cli, "workflow.migrate", err);
  if (request && !say_many(cli, err)) json_decref(request), request = NULL;
  json_t *answer = request ? call(cli, request, -1, err) : NULL;
  if (answer && !print_json(cli, answer)) print_moved(cli, answer);
  json_decref(answer);
  return answer != NULL;
}

const struct command command_workflow_migrate = {
    .noun = "workflow",
    .verb = "migrate",
    .usage = "NAME [ITEM...]",
    .summary = "move live items to a newer version",
    .help =
        "Moves items that live to the newest version of their workflow, or to --to: those that are named, else all open ones of older "
        "versions. An item goes on in the place of the same word, or of the same as --map says, by its word of \"waymark workflow read "
        "--words\" or its title; a renamed step goes on as it was, since when and with which reminders sent. Dates become those of the new "
        "version. Nobody is told and nothing is opened by it. --dry-run shows of each item what would change and why it cannot be moved. "
        "If one cannot, none is moved. --undo puts an item back exactly, as long as nothing came after. For the Business Manager's office; "
        "the reason stands in each item's history.",
    .example = "waymark workflow migrate review-action --map work.proposed=work.drafted --as h.dixon --reason \"Agreed by the board\"",
    .operand_min = 1,
    .operand_max = OPERANDS_ANY,
    .takes = TAKES(TO) | TAKES(MAP) | TAKES(DRY_RUN) | TAKES(UNDO) | TAKES(REASON),
    .run = migrate_run,
};
