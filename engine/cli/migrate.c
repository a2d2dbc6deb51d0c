// waymark workflow migrate: items that live go to another version of their workflow, or back; shown before.
#include "base/mem.h"
#include "cli/internal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
  NUMBER_DIGITS_MAX = 9, // of a version
  NAMED_MAX = 5,         // people of a line; --json names all
  PART = 100,            // items of one request: a tenth of a second, then others have their turn
  ROUNDS_MAX = 20        // how often it is looked again at what others changed meanwhile
};

static const char LOOK[] = "workflow.migration", READY[] = "workflow.ready";

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

static void print_gone(struct cli *cli, const json_t *gone) {
  json_t *named = json_array();
  size_t i, count = json_array_size(gone);
  for (i = 0; i < count && i < NAMED_MAX; i++) json_array_append(named, json_array_get(gone, i));
  char *text = json_join(named, ", ");
  if (count)
    print_line(cli, "%zu more %s closed, moved or put out of your sight by others while this was looked at: %s%s.", count,
               count == 1 ? "was" : "were", text, count > NAMED_MAX ? " and others" : "");
  mem_free(text);
  json_decref(named);
}

static void print_look(struct cli *cli, const json_t *answer) {
  const json_t *items = json_object_get(answer, "items");
  const char *noun = json_text(answer, "noun");
  size_t i, count = json_array_size(items), barred = count_barred(items);
  json_t *row;
  print_line(cli, "%zu %s%s of %s to version %lld%s", count, noun ? noun : "item", count == 1 ? "" : "s", json_text(answer, "workflow"),
             (long long)json_number(answer, "to", 0), count ? ":" : ": there is none on an older one.");
  json_array_foreach(items, i, row) print_item(cli, row);
  print_gone(cli, json_object_get(answer, "gone"));
  print_others(cli, answer);
  if (barred) print_line(cli, "%zu of %zu cannot be moved so: name the others, or say how these go on.", barred, count);
  print_line(cli, "Nothing was changed.%s", count > barred ? " To do it, type the same again with --reason in place of --dry-run." : "");
}

// ---- by parts, so that a server has others to answer in between

// Which items are meant, and all that is said of them together; `to` the version that was meant at first, though a newer one was published
// since; 0: whichever the request says.
static json_t *ask_which(struct cli *cli, const char *op, int64_t to, struct err *err) {
  json_t *request = request_of(cli, op, err);
  if (request) json_put_flag(request, "refs", true);
  if (request && to) json_put_number(request, "to", to);
  return request ? call(cli, request, -1, err) : NULL;
}

// `op` on some of those that are meant; the answer is given to `take`.
struct parting {
  struct cli *cli;
  const char *op, *what; // what is shown while it lasts
  int64_t to;
  void (*take)(void *user, const json_t *answer);
  void *user;
};

static bool ask_part(const struct parting *parting, json_t *part, struct err *err) {
  json_t *request = request_of(parting->cli, parting->op, err);
  if (request) {
    json_object_set(request, "cases", part);
    json_put_number(request, "to", parting->to);
    json_put_flag(request, "part", true);
  }
  json_t *answer = request ? call(parting->cli, request, -1, err) : NULL;
  if (answer && parting->take) parting->take(parting->user, answer);
  json_decref(answer);
  return answer != NULL;
}

static bool ask_parts(const struct parting *parting, const json_t *refs, struct err *err) {
  size_t count = json_array_size(refs);
  struct progress progress = {0};
  bool ok = true;
  for (size_t from = 0; ok && from < count; from += PART) {
    json_t *part = json_array();
    for (size_t i = from; i < from + PART && i < count; i++) json_array_append(part, json_array_get(refs, i));
    if (count > PART) progress_show(&progress, parting->what, (int64_t)from, (int64_t)count);
    ok = ask_part(parting, part, err);
    json_decref(part);
  }
  progress_end(&progress);
  return ok;
}

// ---- what would be of each

static void take_looked(void *user, const json_t *answer) {
  size_t i;
  json_t *item;
  json_array_foreach(json_object_get(answer, "items"), i, item) json_object_set((json_t *)user, json_text(item, "ref"), item);
}

static json_t *not_among(const json_t *refs, const json_t *rows) {
  json_t *missing = json_array(), *ref;
  size_t i;
  json_array_foreach(refs, i, ref) if (!json_object_get(rows, json_string_value(ref))) json_array_append(missing, ref);
  return missing;
}

static bool look_at_missing(struct cli *cli, const json_t *which, const json_t *missing, json_t *rows, struct err *err) {
  const struct parting parting = {cli, LOOK, "Looking at what would be", json_number(which, "to", 0), take_looked, rows};
  return ask_parts(&parting, missing, err);
}

static json_t *ask_again(struct cli *cli, json_t *which, struct err *err) {
  json_t *again = ask_which(cli, LOOK, json_number(which, "to", 0), err);
  if (!again) err_prefix(err, "While they were looked at one of them was changed, so leave it out and type the same again: ");
  json_decref(which);
  return again;
}

// `rows` is {REF: ITEM}. Those that were meant at first and are not any more, since others closed, moved or hid them, are `gone`.
static void put_looked(json_t *which, const json_t *first, const json_t *rows) {
  json_t *items = json_array(), *still = json_object(), *ref;
  size_t i;
  json_array_foreach(json_object_get(which, "refs"), i, ref) {
    json_array_append(items, json_object_get(rows, json_string_value(ref)));
    json_put_flag(still, json_string_value(ref), true);
  }
  json_t *gone = not_among(first, still);
  json_object_set(which, "items", items);
  if (json_array_size(gone)) json_object_set(which, "gone", gone);
  json_object_del(which, "refs");
  json_decref(gone);
  json_decref(still);
  json_decref(items);
}

// Until nothing has changed while it was looked at: what is said of all together is of one moment.
static json_t *look_at_all(struct cli *cli, json_t *which, json_t *rows, struct err *err) {
  for (int round = 0; which; round++) {
    json_t *missing = not_among(json_object_get(which, "refs"), rows);
    bool any = json_array_size(missing) > 0, ok = any && round < ROUNDS_MAX && look_at_missing(cli, which, missing, rows, err);
    json_decref(missing);
    if (!any) return which;
    if (!ok && round == ROUNDS_MAX)
      err_set(err, ERR_BUSY, "Others change them faster than they can be looked at; try again when it is quieter.");
    which = ok ? ask_again(cli, which, err) : (json_decref(which), NULL);
  }
  return NULL;
}

static json_t *ask_looks(struct cli *cli, struct err *err) {
  json_t *which = ask_which(cli, LOOK, 0, err), *first = json_incref(json_object_get(which, "refs")), *rows = json_object();
  which = which ? look_at_all(cli, which, rows, err) : NULL;
  if (which) put_looked(which, first, rows);
  json_decref(first);
  json_decref(rows);
  return which;
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
static void say_many(size_t count, const char *noun) {
  if (count > PART && isatty(STDERR_FILENO))
    fprintf(stderr, "Moving %zu %ss in one go; until that is done a server answers nobody else.\n", count, noun ? noun : "item");
}

// Of many, what each of them will be is worked out before, so that others wait for the writing alone. What cannot be moved is said by the
// move itself. *to: the version that is meant.
static bool make_ready(struct cli *cli, int64_t *to, struct err *err) {
  size_t named = 0;
  while (cli_operand(cli, 1 + named)) named++;
  if (cli_has(cli, OPTION_UNDO) || (named && named <= PART)) return true;
  json_t *which = ask_which(cli, READY, 0, err);
  const json_t *refs = json_object_get(which, "refs");
  const struct parting parting = {.cli = cli, .op = READY, .what = "Getting ready", .to = json_number(which, "to", 0)};
  bool ok = which && (json_array_size(refs) <= PART || ask_parts(&parting, refs, err));
  *to = parting.to;
  if (ok) say_many(json_array_size(refs), json_text(which, "noun"));
  json_decref(which);
  return ok;
}

static bool migrate_run(struct cli *cli, struct err *err) {
  if (cli_has(cli, OPTION_DRY_RUN)) return look(cli, err);
  if (!cli_has(cli, OPTION_REASON))
    return err_set(err, ERR_MISUSE,
                   "\"waymark workflow migrate\" needs --reason TEXT, which each item's history keeps; --dry-run needs none.");
  int64_t to = 0;
  json_t *request = make_ready(cli, &to, err) ? request_of(cli, "workflow.migrate", err) : NULL;
  if (request && to) json_put_number(request, "to", to);
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
