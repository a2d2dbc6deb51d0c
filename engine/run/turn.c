// From a step's effects to the parts of one entry. See turn.h.
#include "run/turn.h"

#include "base/buf.h"
#include "base/mem.h"
#include "run/aftermath.h"
#include "run/alarm.h"
#include "run/approval.h"
#include "run/armed.h"
#include "run/breach.h"
#include "run/foresight.h"
#include "run/message.h"
#include "run/people.h"
#include "run/relay.h"
#include "run/review.h"
#include "run/stops.h"

#include <string.h>

enum { TITLE_MAX = 200 }; // bytes shown in lists; the field itself keeps the rest

void turn_init(struct turn *turn, struct board *board, struct casefile *item, enum entry_kind kind, int64_t now_ms, json_t *event) {
  *turn = (struct turn){.board = board, .item = item, .now_ms = now_ms, .recorded_ms = board_now(board), .event = event};
  turn->answers = json_array();
  turn->told = json_array();
  board_today(board, now_ms, turn->today);
  entry_init(&turn->entry, kind, turn->recorded_ms, now_ms);
  turn->entry.case_id = item->id;
  const char *actor = json_text(event, "actor");
  if (actor) people_key(board, actor, &turn->entry.actor_id);
}

void turn_clear(struct turn *turn) {
  foresight_drop(turn->board);
  step_result_clear(&turn->result);
  entry_clear(&turn->entry);
  json_decref(turn->event);
  json_decref(turn->answers);
  json_decref(turn->told);
  json_decref(turn->seen_fields);
  json_decref(turn->gathered);
}

void turn_part(struct turn *turn, const char *kind, json_t *value) {
  struct buf name;
  buf_init(&name);
  buf_text(&name, kind);
  buf_char(&name, '/');
  buf_number(&name, ++turn->part_number);
  entry_part_take(&turn->entry, buf_take(&name), value);
}

// Takes over `value`.
static void field_part(struct turn *turn, const char *field, json_t *value) {
  struct buf name;
  buf_init(&name);
  buf_text(&name, "field/");
  buf_text(&name, field);
  entry_part_take(&turn->entry, buf_take(&name), value);
}

// Where a transition leads: one id, or several parted by blanks. NULL: nowhere. Caller frees.
static char *targets_text(const json_t *transition) {
  const char *target = json_text(transition, "target");
  struct buf out = {0};
  size_t i;
  json_t *id;
  if (target) return mem_text(target);
  json_array_foreach(json_object_get(transition, "targets"), i, id) buf_format(&out, "%s%s", i ? " " : "", json_string_value(id));
  return out.size ? buf_take(&out) : NULL;
}

// What was taken, for people: part `steps`.
static void record_steps(struct turn *turn) {
  json_t *steps = json_array();
  for (size_t i = 0; i < turn->result.effect_count; i++) {
    const struct effect *effect = &turn->result.effects[i];
    if (effect->kind != EFFECT_TAKE) continue;
    json_t *step = json_object();
    const char *event = json_text(effect->spec, "event");
    char *to = targets_text(effect->spec);
    json_put_text(step, "from", effect->state);
    json_put_text(step, "take", event ? event : "");
    json_put_text(step, "to", to);
    mem_free(to);
    json_put_text(step, "label", json_text(effect->spec, "label"));
    json_array_append_new(steps, step);
  }
  if (json_array_size(steps))
    entry_part(&turn->entry, "steps", steps);
  else
    json_decref(steps);
}

// Fields whose value is another one now: part `field/NAME` each. The names are left in `changed`.
static void record_fields(struct turn *turn, const json_t *before, json_t *changed) {
  for (size_t i = 0; i < turn->result.effect_count; i++) {
    const struct effect *effect = &turn->result.effects[i];
    if (effect->kind != EFFECT_SET || json_object_get(changed, effect->name)) continue;
    json_t *now = json_object_get(turn->item->fields, effect->name), *was = json_object_get(before, effect->name);
    if (now && was && json_equal(now, was)) continue;
    if (!now && !was) continue;
    json_put_flag(changed, effect->name, true);
    field_part(turn, effect->name, now ? json_incref(now) : json_null());
  }
}

static bool entered_now(const struct turn *turn, const char *state) {
  for (size_t i = 0; i < turn->result.effect_count; i++)
    if (turn->result.effects[i].kind == EFFECT_ENTER && strcmp(turn->result.effects[i].state, state) == 0) return true;
  return false;
}

static bool derive_again(struct turn *turn, const json_t *changed, struct err *err) {
  if (json_object_size(changed) == 0) return true;
  for (int state = 0; state < chart_state_count(turn->item->chart); state++) {
    if (!config_is_active(turn->item->config, state) || entered_now(turn, json_text(chart_state(turn->item->chart, state), "id"))) continue;
    if (!armed_derive_again(turn, state, changed, err)) return false;
  }
  return true;
}

// T8: what stopped and what started again, in the order in which it did. *any: the clock of the item is another one now.
static bool record_stops(struct turn *turn, bool *any, struct err *err) {
  for (size_t i = 0; i < turn->result.effect_count; i++) {
    const struct effect *effect = &turn->result.effects[i];
    bool starts = effect->kind == EFFECT_START_CLOCK, stops = effect->kind == EFFECT_STOP_CLOCK;
    if (starts) stops_end(turn->item, turn->now_ms);
    if (stops && !stops_begin(turn->board, turn->item, turn->now_ms, effect->value, err)) return false;
    *any = *any || starts || stops;
  }
  return true;
}

static bool review_after_stop(struct turn *turn, struct err *err) {
  json_t *moves = json_array();
  bool ok = review_timers(turn, turn->now_ms, moves, err);
  json_decref(moves);
  return ok;
}

// T1: leaving drops the activation's timers, entering arms them, in the same entry.
static bool record_timers(struct turn *turn, const json_t *changed, struct err *err) {
  bool stopped = false;
  for (size_t i = 0; i < turn->result.effect_count; i++) {
    const struct effect *effect = &turn->result.effects[i];
    if (effect->kind == EFFECT_EXIT) armed_leave(turn, effect->state, effect->activation);
  }
  if (!record_stops(turn, &stopped, err)) return false;
  for (size_t i = 0; i < turn->result.effect_count; i++) {
    const struct effect *effect = &turn->result.effects[i];
    if (effect->kind != EFFECT_ENTER) continue;
    if (!armed_enter(turn, chart_state_find(turn->item->chart, effect->state), effect->activation, err)) return false;
  }
  if (!derive_again(turn, changed, err) || (stopped && !review_after_stop(turn, err))) return false;
  return !turn->used || armed_next(turn, turn->used, err);
}

// The outbox is worked off in the order of its keys, so with leading zeros what is opened is numbered in the order in which it was asked
// for.
static void record_open(struct turn *turn, const struct effect *effect) {
  char *key = mem_format("%s/%lld/open%04d", turn->item->hex, (long long)turn->item->revision + 1, turn->part_number + 1);
  json_t *fields = effect->value ? json_incref(effect->value) : json_object();
  json_t *into = json_object_get(effect->spec, "into"), *ref_in = json_object_get(effect->spec, "ref_in");
  turn_part(
      turn, "open",
      json_pack("{s:s, s:s, s:o, s:O*, s:O*}", "key", key, "workflow", effect->name, "fields", fields, "into", into, "ref_in", ref_in));
  mem_free(key);
  turn->board->openings = true;
}

// A party that is asked for a return: who it is goes along, and which fields of the return it and this item stand in.
static void record_ask(struct turn *turn, const struct effect *effect) {
  const json_t *invoke = effect->spec;
  char *key = mem_format("%s/%lld/open%04d", turn->item->hex, (long long)turn->item->revision + 1, turn->part_number + 1);
  turn_part(turn, "open",
            json_pack("{s:s, s:s, s:O, s:O, s:O, s:O, s:O, s:O*}", "key", key, "workflow", effect->name, "fields",
                      json_object_get(effect->value, "fields"), "party", json_object_get(effect->value, "party"), "parties",
                      json_object_get(invoke, "for_each"), "party_in", json_object_get(invoke, "party_in"), "cycle_in",
                      json_object_get(invoke, "cycle_in"), "carry", json_object_get(invoke, "carry")));
  mem_free(key);
  turn->board->openings = true;
}

// An event for a return that is there.
static void record_signal(struct turn *turn, const struct effect *effect) {
  char *key = mem_format("%s/%lld/tell%04d", turn->item->hex, (long long)turn->item->revision + 1, turn->part_number + 1);
  json_t *row = json_pack("{s:s, s:s, s:O, s:O, s:O}", "key", key, "workflow", "", "fields", json_object_get(effect->value, "data"), "item",
                          json_object_get(effect->value, "item"), "event", json_object_get(effect->value, "event"));
  json_put_text(row, "actor", json_text(turn->event, "actor"));
  turn_part(turn, "open", row);
  mem_free(key);
  turn->board->openings = true;
}

static void tell_skipped(struct turn *turn, const char *state) {
  const char *ladder = json_text(chart_state(turn->item->chart, chart_state_find(turn->item->chart, state)), "ladder");
  if (ladder) breach_tell_skipped(turn, state, ladder);
}

static void record_messages(struct turn *turn) {
  for (size_t i = 0; i < turn->result.effect_count; i++) {
    const struct effect *effect = &turn->result.effects[i];
    bool is_rung = json_object_get(effect->spec, "tell") != NULL; // what it raises may tell others something else
    if (effect->kind == EFFECT_EXIT) tell_skipped(turn, effect->state);
    if (effect->kind == EFFECT_TELL) message_tell(turn, effect->spec, is_rung ? turn->copies : NULL);
    if (effect->kind == EFFECT_OPEN) record_open(turn, effect);
    if (effect->kind == EFFECT_ASK) record_ask(turn, effect);
    if (effect->kind == EFFECT_SIGNAL) record_signal(turn, effect);
  }
}

// The last whole UTF-8 character that ends within `size` bytes.
static char *shortened(const char *text, size_t size) {
  if (strlen(text) <= size) return mem_text(text);
  while (size && ((unsigned char)text[size] & 0xC0) == 0x80) size--;
  return mem_text_part(text, size);
}

static void record_title(struct turn *turn) {
  const char *field = casefile_list_field(turn->item, "title"), *text = field ? json_text(turn->item->fields, field) : NULL;
  if (!text) return;
  char *title = shortened(text, TITLE_MAX);
  if (strcmp(title, turn->item->title) != 0) {
    entry_part_text(&turn->entry, "title", title);
    mem_free(turn->item->title);
    turn->item->title = mem_text(title);
  }
  mem_free(title);
}

static void record_closed(struct turn *turn) {
  struct casefile *item = turn->item;
  bool closed = config_has_tag(item->chart, item->config, "closed") || config_is_final(item->chart, item->config);
  if (closed != item->closed) entry_part(&turn->entry, "closed", json_boolean(closed));
  item->closed = closed;
}

static void remember_decider(struct turn *turn) {
  const char *name = json_text(turn->event, "name"), *person = json_text(turn->event, "decider");
  if (!person) person = json_text(turn->event, "actor");
  if (name && person) json_put_text(turn->item->last, name, person);
}

bool turn_record(struct turn *turn, struct err *err) {
  struct casefile *item = turn->item;
  json_t *before = item->fields, *changed = json_object();
  config_free(item->config);
  item->config = turn->result.config;
  turn->result.config = NULL;
  item->fields = turn->result.fields;
  turn->result.fields = NULL;
  remember_decider(turn);
  record_steps(turn);
  record_fields(turn, before, changed);
  bool ok = record_timers(turn, changed, err);
  if (ok) {
    record_messages(turn);
    record_title(turn);
    record_closed(turn);
    approval_record(turn, before);
    entry_part(&turn->entry, "configuration", casefile_state_json(item));
    if (json_array_size(turn->answers)) entry_part(&turn->entry, "answers", json_incref(turn->answers));
  }
  item->revision++;
  json_decref(before);
  json_decref(changed);
  return ok;
}

static void set_field(struct turn *turn, const char *name, const json_t *value) {
  field_part(turn, name, json_incref((json_t *)value));
  if (json_is_null(value))
    json_object_del(turn->item->fields, name);
  else
    json_object_set(turn->item->fields, name, (json_t *)value);
}

void turn_stand(struct turn *turn) {
  record_title(turn);
  record_closed(turn);
  entry_part(&turn->entry, "configuration", casefile_state_json(turn->item));
  turn->item->revision++;
}

bool turn_set(struct turn *turn, const json_t *fields, struct err *err) {
  struct casefile *item = turn->item;
  json_t *before = item->fields, *value;
  const char *name;
  item->fields = json_copy(before);
  json_object_foreach((json_t *)fields, name, value) set_field(turn, name, value);
  bool ok = derive_again(turn, fields, err);
  if (ok) approval_record(turn, before);
  json_decref(before);
  if (!ok) return false;
  record_title(turn);
  entry_part(&turn->entry, "configuration", casefile_state_json(item)); // how far a ladder is stands in it
  item->revision++;
  return true;
}

bool turn_append(struct turn *turn, struct err *err) {
  entry_part(&turn->entry, "event", json_incref(turn->event));
  aftermath_note(turn);
  if (!board_append(turn->board, &turn->entry, err)) return false;
  relay_note(turn->board, turn->item, turn->event);
  return alarm_look(turn->board, turn->item, turn->now_ms, err);
}
