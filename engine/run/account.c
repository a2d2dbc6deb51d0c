// One entry taken apart. See account.h.
#include "run/account.h"

#include "base/mem.h"
#include "chart/asked.h"
#include "run/due.h"
#include "run/erased_mark.h"
#include "run/handover.h"
#include "run/history.h"
#include "run/people.h"
#include "run/share.h"
#include "run/value.h"

#include <string.h>

// Why deadlines were worked out again (sweep.h); NULL for anything else.
static const char *derived_why(const json_t *parts) {
  static const struct {
    const char *why, *text;
  } rows[] = {{"calendar", "The calendar of working days changed"},
              {"meetings", "The days of a group's meetings changed"},
              {"zone", "The law of the board's time zone changed"},
              {"several", "More than one of the calendar, the board's time zone and a group's meetings changed"},
              {"check", "They were not armed as the workflow says"}};
  const char *why = json_text(json_object_get(parts, "note"), "why");
  for (size_t i = 0; why && i < sizeof rows / sizeof rows[0]; i++)
    if (strcmp(rows[i].why, why) == 0) return rows[i].text;
  return NULL;
}

// Its reason came with what was asked.
static bool is_reasoned(const json_t *entry) {
  int64_t kind = json_number(entry, "kind", 0);
  return kind == ENTRY_ERASURE || kind == ENTRY_ERASURE_REQUEST || kind == ENTRY_LEGAL_HOLD || kind == ENTRY_HANDOVER ||
         kind == ENTRY_SHARE || kind == ENTRY_MIGRATION;
}

const char *account_why(const json_t *entry, const json_t *parts) {
  const char *text = json_text(json_object_get(parts, "refusal"), "text");
  if (!text) text = json_text(json_object_get(parts, "incident"), "reason");
  if (!text && json_number(entry, "kind", 0) != ENTRY_SENT) text = json_string_value(json_object_get(parts, "note"));
  if (!text) text = derived_why(parts);
  if (!text) text = json_text(json_object_get(parts, "correction"), "reason");
  if (!text && is_reasoned(entry)) text = json_text(json_object_get(json_object_get(parts, "event"), "data"), "reason");
  return text;
}

static json_t *reason_of(const json_t *parts) { return json_object_get(json_object_get(parts, "note"), "reason"); }

char *account_why_said(const json_t *entry, const json_t *parts) {
  const char *why = account_why(entry, parts), *reason = why && why == derived_why(parts) ? json_string_value(reason_of(parts)) : NULL;
  return reason ? mem_format("%s: %s", why, reason) : mem_text(why);
}

static void put_name(struct board *board, json_t *row, const char *key, const char *person) {
  char name[200];
  if (!person) return;
  people_name(board, person, name, sizeof name);
  json_put_text(row, key, name);
}

// What a timer is for; NULL where the item's workflow has no such state. Caller frees.
static char *timer_words(const struct casefile *item, const json_t *event) {
  const char *state = json_text(event, "state"), *name = json_text(event, "name");
  return state && name && chart_state_find(item->chart, state) >= 0 ? due_words(item, event) : NULL;
}

// What a move is called, of one that was not taken; NULL where no state has it.
static const char *move_label(const struct casefile *item, const char *event) {
  for (int state = 0; event && state < chart_state_count(item->chart); state++) {
    size_t i;
    json_t *transition;
    json_array_foreach(json_object_get(chart_state(item->chart, state), "transitions"), i, transition) {
      const char *name = json_text(transition, "event"), *label = json_text(transition, "label");
      if (name && label && *label && strcmp(name, event) == 0) return label;
    }
  }
  return NULL;
}

static char *step_words(const struct casefile *item, const json_t *parts) { // Caller frees; NULL: it has none.
  const json_t *event = json_object_get(parts, "event");
  const char *label = json_text(json_array_get(json_object_get(parts, "steps"), 0), "label"), *name = json_text(event, "name");
  char *timer = label && *label ? NULL : timer_words(item, event);
  if (timer) return timer;
  if (!label || !*label) label = move_label(item, name);
  return mem_text(label ? label : name);
}

// A message that was sent says what became of it in its note.
static void put_what(struct board *board, const struct casefile *item, const json_t *entry, const json_t *parts, json_t *row) {
  const json_t *correction = json_object_get(parts, "correction");
  const json_t *event = json_object_get(parts, "event");
  struct buf words;
  buf_init(&words);
  bool has_words = erased_mark_words(board, entry, event, &words) || handover_words(board, entry, event, &words) ||
                   share_say(board, entry, event, &words) || history_say_moved(entry, event, &words);
  char *what = has_words    ? buf_take(&words)
               : correction ? mem_format("Entry %lld recorded in error", (long long)json_number(correction, "entry", 0))
               : json_number(entry, "kind", 0) == ENTRY_SENT ? mem_text(json_string_value(json_object_get(parts, "note")))
                                                             : step_words(item, parts);
  json_put_text(row, "what", what);
  if (correction) json_object_set(row, "corrects", json_object_get(correction, "entry"));
  mem_free(what);
}

// ---- where it stood then

static void add_titles(const struct casefile *item, const char *ids, json_t *titles) {
  for (size_t size; *(ids += strspn(ids, " ")); ids += size) {
    size = strcspn(ids, " ");
    char *id = mem_text_part(ids, size);
    int state = chart_state_find(item->chart, id);
    const char *title = state < 0 ? NULL : json_text(chart_state(item->chart, state), "title");
    if (!json_array_has(titles, title ? title : id)) json_array_add(titles, title ? title : id);
    mem_free(id);
  }
}

static void put_became(const struct casefile *item, const json_t *parts, json_t *row) {
  json_t *titles = json_array(), *step;
  size_t i;
  json_array_foreach(json_object_get(parts, "steps"), i, step) {
    const char *to = json_text(step, "to"), *from = json_text(step, "from");
    if (to && (!from || strcmp(from, to) != 0)) add_titles(item, to, titles);
  }
  if (json_array_size(titles)) json_object_set(row, "became", titles);
  json_decref(titles);
}

// ---- the minute of a decision

// What was written down with it; a field's value as it was read, not as it was typed.
static json_t *given_of(struct board *board, const struct casefile *item, const json_t *parts, const json_t *data) {
  const json_t *step = json_array_get(json_object_get(parts, "steps"), 0);
  json_t *given = json_array(), *value;
  const char *name;
  json_object_foreach((json_t *)data, name, value) {
    if (strcmp(name, "meeting") == 0 || strcmp(name, "minute_ref") == 0) continue;
    const char *label = asked_label_at(item->chart, json_text(step, "from"), json_text(step, "take"), name);
    char *part = mem_format("field/%s", name), *shown;
    json_t *set = json_object_get(parts, part);
    shown = value_show(board, chart_field(item->chart, name), set ? set : value);
    json_array_append_new(given, json_pack("{s:s, s:s}", "label", label, "shown", shown));
    mem_free(shown);
    mem_free(part);
  }
  return given;
}

// A decision is what somebody decided, or what was minuted.
static void put_decision(struct board *board, const struct casefile *item, const json_t *entry, const json_t *parts, json_t *row) {
  const json_t *event = json_object_get(parts, "event"), *data = json_object_get(event, "data");
  const char *minute = json_text(data, "minute_ref");
  if (json_number(entry, "kind", 0) != ENTRY_EVENT || (!json_text(event, "decider") && !minute)) return;
  json_t *decision = json_pack("{s:o}", "given", given_of(board, item, parts, data));
  json_put_text(decision, "meeting", json_text(data, "meeting"));
  json_put_text(decision, "minute_ref", minute);
  json_object_set_new(row, "decision", decision);
}

// ---- what is withheld

static void put_withheld(const json_t *entry, json_t *row) {
  json_t *reasons = json_array(), *part;
  size_t i;
  json_array_foreach(json_object_get(entry, "payload"), i, part) {
    const char *why = json_text(part, "withheld");
    if (why && !json_array_has(reasons, why)) json_array_add(reasons, why);
  }
  if (json_array_size(reasons)) json_object_set(row, "withheld", reasons);
  json_decref(reasons);
}

void account_put(struct board *board, const struct casefile *item, const json_t *entry, const json_t *parts, json_t *row) {
  const json_t *event = json_object_get(parts, "event");
  put_what(board, item, entry, parts, row);
  put_name(board, row, "who_name", json_text(event, "actor"));
  put_name(board, row, "decided_by_name", json_text(event, "decider"));
  char *why = account_why_said(entry, parts);
  json_put_text(row, "why", why);
  mem_free(why);
  put_became(item, parts, row);
  put_decision(board, item, entry, parts, row);
  put_withheld(entry, row);
}
