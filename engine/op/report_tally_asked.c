// What a report asks of a count, read and checked. See report_tally.h.
#include "op/report_tally.h"
#include "run/facet.h"
#include "time/instant.h"

#include <string.h>

static bool read_day(const json_t *when, const char *name, const char **text, struct err *err) {
  struct date date;
  *text = json_text(when, name);
  if (json_object_get(when, name) && !*text) return err_set(err, ERR_INVALID, "host.count: \"%s\" must be a date.", name);
  return !*text || date_read(*text, &date, err);
}

static int read_open(const json_t *when) {
  const json_t *open = json_object_get(when, "open");
  return json_is_boolean(open) ? json_is_true(open) : -1;
}

static bool check_members(const json_t *object, const char *const *known, const char *what, struct err *err) {
  const char *name;
  json_t *value;
  json_object_foreach((json_t *)object, name, value) {
    bool is_known = false;
    for (size_t i = 0; known[i]; i++) is_known = is_known || strcmp(known[i], name) == 0;
    if (!is_known) return err_set(err, ERR_INVALID, "host.count: %s knows no \"%.40s\".", what, name);
  }
  return true;
}

static bool read_days(struct tally_measure *measure, const json_t *when, struct err *err) {
  const struct {
    const char *name, **day;
  } days[] = {{"open_on", &measure->open_on},
              {"due_from", &measure->due_from},
              {"due_before", &measure->due_before},
              {"closed_from", &measure->closed_from},
              {"closed_before", &measure->closed_before},
              {"started_from", &measure->started_from},
              {"started_before", &measure->started_before},
              {"implemented_before", &measure->implemented_before},
              {"not_implemented_before", &measure->not_implemented_before}};
  for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
    if (!read_day(when, days[i].name, days[i].day, err)) return false;
  return true;
}

static bool read_measure(struct tally_measure *measure, const char *name, const json_t *when, struct err *err) {
  static const char *const known[] = {"open",
                                      "open_on",
                                      "due_from",
                                      "due_before",
                                      "closed_from",
                                      "closed_before",
                                      "started_from",
                                      "started_before",
                                      "implemented_before",
                                      "not_implemented_before",
                                      NULL};
  *measure = (struct tally_measure){.name = name, .open = read_open(when)};
  if (strcmp(name, "items") == 0) return err_set(err, ERR_INVALID, "host.count: \"items\" is the count of all; call it otherwise.");
  if (strcmp(name, "words") == 0) return err_set(err, ERR_INVALID, "host.count: \"words\" has each group in words; call it otherwise.");
  return check_members(when, known, "a condition of `of`", err) && read_days(measure, when, err);
}

static bool read_measures(struct tally *tally, const json_t *of, struct err *err) {
  const char *name;
  json_t *when;
  if (json_object_size(of) > TALLY_MEASURES_MAX)
    return err_set(err, ERR_LIMIT, "host.count: `of` may have at most %d conditions.", TALLY_MEASURES_MAX);
  json_object_foreach((json_t *)of, name, when) if (!read_measure(&tally->measures[tally->measure_count++], name, when, err)) return false;
  return true;
}

static bool is_key(const char *name) {
  return strcmp(name, "workflow") == 0 || strcmp(name, "lead") == 0 || strcmp(name, "closed") == 0 || facet_is(name);
}

static bool check_key(const char *name, struct err *err) {
  if (name && is_key(name)) return true;
  return err_set(err, ERR_INVALID, "host.count cannot count by \"%.40s\"; plugins/README.md says by what it can.", name ? name : "?");
}

// A group is one table of Lua: of a key and a condition with one name it would hold one, and the report would read it as the other.
static bool check_apart(const struct tally *tally, const char *key, struct err *err) {
  for (size_t i = 0; i < tally->measure_count; i++)
    if (strcmp(tally->measures[i].name, key) == 0)
      return err_set(err, ERR_INVALID, "host.count: a condition of `of` is called \"%s\", as what is counted by is; call it otherwise.",
                     key);
  return true;
}

// Every combination of an item's values is a group, so a key once more would be as many again.
static bool check_by(const struct tally *tally, struct err *err) {
  const json_t *by = tally->by;
  json_t *seen = json_object(), *one;
  bool ok =
      json_array_size(by) <= TALLY_KEYS_MAX || err_set(err, ERR_LIMIT, "host.count counts by at most %d keys together.", TALLY_KEYS_MAX);
  size_t i;
  json_array_foreach(by, i, one) {
    const char *name = json_string_value(one);
    ok = ok && check_key(name, err) && check_apart(tally, name, err);
    if (ok && json_object_get(seen, name)) ok = err_set(err, ERR_INVALID, "host.count: \"%s\" is counted by twice.", name);
    if (ok) json_put_flag(seen, name, true);
  }
  json_decref(seen);
  return ok;
}

static bool check_keys(const struct tally *tally, struct err *err) {
  const char *name;
  json_t *one;
  if (!check_by(tally, err)) return false;
  json_object_foreach((json_t *)tally->where, name, one) if (!check_key(name, err)) return false;
  return true;
}

// An empty table of Lua may be either.
static bool check_except(const json_t *except, struct err *err) {
  bool is_list = !except || json_is_array(except) || (json_is_object(except) && json_object_size(except) == 0);
  size_t i;
  json_t *ref;
  json_array_foreach(except, i, ref) is_list = is_list && json_is_string(ref);
  return is_list || err_set(err, ERR_INVALID, "host.count: `except` must be a list of references.");
}

bool tally_init(struct tally *tally, struct board *board, const json_t *spec, const json_t *by, struct err *err) {
  static const char *const known[] = {"workflow", "open", "by", "where", "of", "except", NULL};
  *tally = (struct tally){.board = board,
                          .by = by,
                          .where = json_object_get(spec, "where"),
                          .workflow = json_text(spec, "workflow"),
                          .open = read_open(spec),
                          .by_lead = json_array_has(by, "lead"),
                          .part_numbers = json_object(),
                          .group_numbers = json_object()};
  return check_members(spec, known, "it", err) && check_except(json_object_get(spec, "except"), err) &&
         read_measures(tally, json_object_get(spec, "of"), err) && check_keys(tally, err);
}
