// What keeps a field, and what to do instead of correcting it. See kept.h.
#include "run/kept.h"

#include "chart/party.h"

#include <string.h>

// Of a meeting. `until` fields may be put right until its decisions are confirmed: what they say is nobody's decision before that.
static const struct {
  const char *field, *instead;
  bool until;
} sheet[] = {
    {"agenda", "is changed by `waymark meeting add` and `drop`", false},
    {"taken_off", "is changed by `waymark meeting add` and `drop`", false},
    {"attendance", "is changed by `waymark meeting attend`", false},
    {"members", "is taken down by `waymark meeting open`", false},
    {"no_voice", "is worked out by `waymark meeting confirm`", false},
    {"challenge_register", "is worked out by `waymark meeting confirm`", false},
    {"absent_board", "is worked out by `waymark meeting confirm`", false},
    {"missing_again", "is worked out by `waymark meeting confirm`", false},
    {"conflicts", "is changed by `waymark meeting declare`", false},
    {"decisions", "is changed by `waymark meeting record` and `strike`", false},
    {"struck", "is changed by `waymark meeting strike`", false},
    {"put_offs", "is changed by `waymark meeting put-off`", false},
    {"confirmed_by", "is changed by `waymark meeting confirm`", false},
    {"confirmed_at", "is changed by `waymark meeting confirm`", false},
    {"date", "is changed by `waymark meeting put-off`, which moves the group's list of days with it", false},
    {"chaired_by", "", true},
    {"group", "", true},
    {"chair", "", true},
};

static bool meeting_may(const struct casefile *item, const char *field, struct err *err) {
  const char *workflow = json_text(casefile_structure(item), "name"), *ref = item->ref;
  bool confirmed = json_text(item->fields, "confirmed_at") != NULL;
  if (!workflow || strcmp(workflow, "meeting") != 0) return true;
  for (size_t i = 0; i < sizeof sheet / sizeof sheet[0]; i++) {
    if (strcmp(sheet[i].field, field) != 0 || (sheet[i].until && !confirmed)) continue;
    if (confirmed)
      return err_set(
          err, ERR_REFUSED,
          "\"%s\" of %s cannot be corrected: its decisions are confirmed, and its minutes stay as they were confirmed. Bring what is "
          "wrong in them to the next meeting, whose minutes say so.",
          chart_label(item->chart, field), ref);
    return err_set(err, ERR_REFUSED, "\"%s\" of %s cannot be corrected by hand: it %s.", chart_label(item->chart, field), ref,
                   sheet[i].instead);
  }
  return true;
}

static bool any_asked(const json_t *rows) {
  size_t i;
  json_t *row;
  json_array_foreach(rows, i, row) if (!party_is(row, "named")) return true;
  return false;
}

static bool parties_may(const struct casefile *item, const char *field, struct err *err) {
  return !any_asked(json_object_get(item->fields, field)) ||
         err_set(err, ERR_REFUSED,
                 "\"%s\" of %s cannot be corrected by hand once they are asked: it would forget what became of their returns. Who takes "
                 "part is "
                 "changed by its actions to add, to exempt and to remove; `waymark case show %s` names them.",
                 chart_label(item->chart, field), item->ref, item->ref);
}

static bool asks_for(const struct casefile *cycle, const char *ref) {
  const char *name;
  json_t *value;
  json_object_foreach(cycle->fields, name, value) {
    const char *type = json_text(chart_field(cycle->chart, name), "type");
    if (type && strcmp(type, "parties") == 0 && party_find_item(value, ref) >= 0) return true;
  }
  return false;
}

// A field that names the item whose row about a party names this one.
static bool cycle_may(struct board *board, const struct casefile *item, const char *field, struct err *err) {
  const char *ref = json_string_value(json_object_get(item->fields, field));
  struct err none;
  struct casefile *cycle = ref ? casefile_open(board, ref, &none) : NULL;
  bool asked = cycle && asks_for(cycle, item->ref);
  casefile_free(cycle);
  return !asked ||
         err_set(err, ERR_REFUSED,
                 "\"%s\" of %s cannot be corrected: %s asked for it and waits for it, and would never hear of it. One that was asked "
                 "for by mistake is removed there.",
                 chart_label(item->chart, field), item->ref, ref);
}

// What was locked on a day says what was known on that day.
static bool lock_may(const struct casefile *item, const char *field, struct err *err) {
  return !config_has_tag(item->chart, item->config, "locked") ||
         err_set(err, ERR_REFUSED,
                 "\"%s\" of %s cannot be corrected: it is locked, and stays as it was on that day. Say what was wrong in a dated addendum; "
                 "`waymark case show %s` names the action for it.",
                 chart_label(item->chart, field), item->ref, item->ref);
}

// T6: what was agreed first. Boards lose trust in dates that slide, and a correction would leave no extension behind.
static bool first_may(const struct casefile *item, const char *field, struct err *err) {
  return strcmp(field, "original_due") != 0 ||
         err_set(err, ERR_REFUSED,
                 "\"%s\" of %s cannot be corrected: it says what was agreed first, and never changes. Where another date was meant, "
                 "correct the due date in the entry that set it; the history shows both.",
                 chart_label(item->chart, field), item->ref);
}

bool kept_may_correct(struct board *board, const struct casefile *item, const char *field, struct err *err) {
  const char *type = json_text(chart_field(item->chart, field), "type");
  if (!meeting_may(item, field, err) || !lock_may(item, field, err) || !first_may(item, field, err)) return false;
  if (type && strcmp(type, "parties") == 0) return parties_may(item, field, err);
  return !type || strcmp(type, "item") != 0 || cycle_may(board, item, field, err);
}
