// What an erasure would drop. See erase_plan.h.
//
// The item's entries are gone through twice: first for the texts that are to go, then for every part that holds one of them.
#include "run/erase_plan.h"

#include "base/mem.h"
#include "run/erase_part.h"
#include "run/history.h"

#include <string.h>

struct planning {
  struct board *board;
  const struct casefile *item;
  struct erase_plan *plan;
  json_t *last;        // {FIELD: what its last entry reads as}: of fields whose last part goes
  bool title_goes;     // the last one
  int64_t last_number; // of the item's entries
  json_t *lost;        // {NUMBER: true}: entries whose event goes
};

// What an earlier erasure left in the place of parts: some of it may have to go now.
static void gather_stand_ins(struct planning *planning, const json_t *erased) {
  json_t *row, *part;
  size_t i, j;
  json_array_foreach(erased, i, row) {
    json_t *parts = json_object();
    json_array_foreach(json_object_get(row, "parts"), j, part) {
      json_t *reads = json_object_get(part, "reads");
      if (reads && strcmp(json_text(part, "name"), "erased") == 0) gather_stand_ins(planning, reads);
      if (reads) json_object_set(parts, json_text(part, "name"), reads);
    }
    erase_scope_gather(&planning->plan->scope, json_number(row, "entry", 0), parts);
    json_decref(parts);
  }
}

static bool gather(void *user, json_t *entry) {
  struct planning *planning = user;
  json_t *parts = history_parts(entry);
  int64_t number = json_number(entry, "case_sequence", 0);
  planning->last_number = number;
  gather_stand_ins(planning, json_object_get(parts, "erased"));
  if (erase_part_is_own((int)json_number(entry, "kind", 0), json_object_get(parts, "event"))) json_object_del(parts, "event");
  erase_scope_gather(&planning->plan->scope, number, parts);
  json_decref(parts);
  return true;
}

static void follow_field(struct planning *planning, const char *name, bool goes, const json_t *reads) {
  const char *field = strncmp(name, "field/", 6) == 0 ? name + 6 : NULL;
  if (field && goes) json_object_set(planning->last, field, (json_t *)reads);
  if (field && !goes) json_object_del(planning->last, field);
  if (strcmp(name, "title") == 0 || strcmp(name, "case") == 0) planning->title_goes = goes;
}

static void count(struct erase_plan *plan, const char *name) {
  if (strncmp(name, "message/", 8) == 0) plan->messages++;
  if (strcmp(name, "key") == 0) plan->keys++;
}

static void add_part(struct planning *planning, const json_t *part, json_t *reads, json_t *dropped, json_t *words) {
  const char *name = json_text(part, "name");
  char *commitment = part_commitment_hex(part), *said = erase_part_words(&planning->plan->scope, name);
  json_t *one = json_pack("{s:s, s:s}", "name", name, "commitment", commitment);
  if (reads) json_object_set_new(one, "reads", reads);
  json_array_append_new(dropped, one);
  if (!json_array_has(words, said)) json_array_add(words, said);
  count(planning->plan, name);
  mem_free(said);
  mem_free(commitment);
}

struct entry_at {
  int64_t number;
  int kind;
  json_t *dropped, *words;
};

static void lose_event(struct planning *planning, int64_t number) {
  char *text = mem_format("%lld", (long long)number);
  json_put_flag(planning->lost, text, true);
  mem_free(text);
}

static bool loses_event(const struct planning *planning, int64_t number) {
  char *text = mem_format("%lld", (long long)number);
  bool loses = json_flag(planning->lost, text);
  mem_free(text);
  return loses;
}

static void look_at_part(struct planning *planning, struct entry_at *at, const json_t *part) {
  const char *name = json_text(part, "name");
  json_t *reads;
  if (!name) return;
  const json_t *value = json_object_get(part, "value");
  bool elsewhere = strcmp(name, "key") == 0 && !erase_scope_whole(&planning->plan->scope, at->number);
  int64_t number = elsewhere ? json_number(value, "entry", at->number) : at->number;
  bool goes = erase_part(&planning->plan->scope, number, at->kind, name, value, loses_event(planning, number), &reads);
  follow_field(planning, name, goes, reads);
  if (goes && strcmp(name, "event") == 0) lose_event(planning, at->number);
  if (goes) add_part(planning, part, reads, at->dropped, at->words);
}

// The key comes after the event in what it hangs on, wherever it stands in the entry, or in one after it that says to which it is. Why
// something was erased or held stays (`own`).
static void look_at_parts(struct planning *planning, struct entry_at *at, const json_t *payload, bool own) {
  size_t i;
  json_t *part;
  for (int keys = 0; keys <= 1; keys++) json_array_foreach(payload, i, part) {
      const char *name = json_text(part, "name");
      bool stays = own && name && (strcmp(name, "event") == 0 || strcmp(name, "refusal") == 0);
      if (name && !stays && (strcmp(name, "key") == 0) == keys) look_at_part(planning, at, part);
    }
}

static void add_row(struct planning *planning, const json_t *entry, const struct entry_at *at) {
  char local[40];
  board_local(planning->board, json_number(entry, "recorded", 0), local);
  json_array_append_new(planning->plan->erased, json_pack("{s:I, s:i, s:O, s:O}", "entry", (json_int_t)at->number, "kind", at->kind,
                                                          "sequence", json_object_get(entry, "sequence"), "parts", at->dropped));
  json_array_append_new(planning->plan->rows, json_pack("{s:I, s:s, s:O, s:O}", "entry", (json_int_t)at->number, "local", local, "kind",
                                                        json_object_get(entry, "kind_words"), "parts", at->words));
}

// A refusal may quote what others did since; then it is kept like any other.
static bool says_some(const struct planning *planning, const json_t *refusal) {
  json_t *without = erase_scope_redact(&planning->plan->scope, refusal, false);
  bool same = json_equal(without, refusal);
  json_decref(without);
  return refusal && !same;
}

static bool look(void *user, json_t *entry) {
  struct planning *planning = user;
  json_t *parts = history_parts(entry);
  struct entry_at at = {.number = json_number(entry, "case_sequence", 0),
                        .kind = (int)json_number(entry, "kind", 0),
                        .dropped = json_array(),
                        .words = json_array()};
  bool own = erase_part_is_own(at.kind, json_object_get(parts, "event")) && !says_some(planning, json_object_get(parts, "refusal"));
  look_at_parts(planning, &at, json_object_get(entry, "payload"), own);
  if (json_array_size(at.dropped)) add_row(planning, entry, &at);
  json_decref(at.dropped);
  json_decref(at.words);
  json_decref(parts);
  return true;
}

// What the item holds now and is not to.
static void put_values(struct planning *planning) {
  const char *field;
  json_t *reads;
  json_object_foreach(planning->last, field, reads) {
    json_t *now = json_object_get(planning->item->fields, field);
    if (now && !json_equal(now, reads)) json_object_set(planning->plan->values, field, reads);
  }
}

static void put_evidence(struct planning *planning) {
  size_t i;
  json_t *item;
  json_array_foreach(json_object_get(planning->plan->values, "evidence"), i, item) {
    const json_t *was = json_array_get(json_object_get(planning->item->fields, "evidence"), i);
    if (json_flag(item, "erased") && !json_flag(was, "erased")) json_array_append(planning->plan->evidence, json_object_get(item, "id"));
  }
}

static void put_digest(struct erase_plan *plan) {
  json_t *list = json_array(), *row, *part;
  size_t i, j;
  json_array_foreach(plan->erased, i, row) json_array_foreach(json_object_get(row, "parts"), j, part)
      json_array_append(list, json_object_get(part, "commitment"));
  char *text = json_canonical(list);
  struct hash hash = hash_of(text, strlen(text));
  hex_write(plan->digest, hash.bytes, HASH_SIZE);
  mem_free(text);
  json_decref(list);
}

static bool check_fields(const struct planning *planning, struct err *err) {
  size_t i;
  json_t *name;
  json_array_foreach(planning->plan->scope.fields, i, name) {
    const char *text = json_string_value(name);
    if (text && (strcmp(text, "title") == 0 || erase_scope_spec(&planning->plan->scope, text))) continue;
    return err_set(err, ERR_INVALID, "%s has no field called \"%s\", so it cannot be erased.", planning->item->ref, text ? text : "");
  }
  return true;
}

static bool check_entries(const struct planning *planning, struct err *err) {
  size_t i;
  json_t *number;
  json_array_foreach(planning->plan->scope.entries, i, number) {
    long long one = json_is_integer(number) ? json_integer_value(number) : 0;
    if (one < 1 || one > planning->last_number)
      return err_set(err, ERR_NOT_FOUND, "%s has no entry %lld; `waymark case history %s` numbers those that there are.",
                     planning->item->ref, one, planning->item->ref);
  }
  return true;
}

static bool check_evidence(const struct planning *planning, struct err *err) {
  size_t i, j;
  json_t *number, *item;
  json_array_foreach(planning->plan->scope.evidence, i, number) {
    bool found = false;
    json_array_foreach(json_object_get(planning->item->fields, "evidence"), j, item) found =
        found || json_equal(json_object_get(item, "id"), number);
    if (!found)
      return err_set(err, ERR_NOT_FOUND, "%s has no evidence item %lld; `waymark evidence list %s` lists them.", planning->item->ref,
                     (long long)json_integer_value(number), planning->item->ref);
  }
  return true;
}

static bool is_named(const struct erase_scope *scope) {
  return scope->all || json_array_size(scope->fields) || json_array_size(scope->entries) || json_array_size(scope->evidence);
}

static bool check(const struct planning *planning, struct err *err) {
  if (planning->plan->scope.copied) return true;
  if (!is_named(&planning->plan->scope))
    return err_set(err, ERR_INVALID, "Say what of %s is to go: fields, entries, evidence, or all of it.", planning->item->ref);
  return check_fields(planning, err) && check_entries(planning, err) && check_evidence(planning, err);
}

static void finish(struct planning *planning) {
  struct erase_plan *plan = planning->plan;
  plan->title = planning->title_goes;
  put_values(planning);
  put_evidence(planning);
  put_digest(plan);
}

static bool make(struct board *board, const struct casefile *item, struct erase_plan *plan, struct err *err) {
  struct planning planning = {.board = board, .item = item, .plan = plan, .last = json_object(), .lost = json_object()};
  bool ok = journal_each(board->store, &item->id, gather, &planning, err) && check(&planning, err) &&
            journal_each(board->store, &item->id, look, &planning, err);
  if (ok) finish(&planning);
  json_decref(planning.last);
  json_decref(planning.lost);
  return ok;
}

static void begin(struct erase_plan *plan) {
  *plan = (struct erase_plan){.erased = json_array(), .rows = json_array(), .values = json_object(), .evidence = json_array()};
}

bool erase_plan_make(struct board *board, const struct casefile *item, const json_t *asked, struct erase_plan *plan, struct err *err) {
  struct versions versions;
  bool begun = versions_read(board, item, &versions, err);
  begin(plan);
  erase_scope_init(&plan->scope, item->chart, versions, casefile_list_field(item, "title"), asked);
  return begun && make(board, item, plan, err);
}

bool erase_plan_copy(struct board *board, const struct casefile *item, const json_t *copied, const json_t *said, bool opened,
                     struct erase_plan *plan, struct err *err) {
  struct versions versions;
  bool begun = versions_read(board, item, &versions, err);
  begin(plan);
  erase_scope_init_copy(&plan->scope, item->chart, versions, copied, said, opened);
  return begun && make(board, item, plan, err);
}

void erase_plan_clear(struct erase_plan *plan) {
  erase_scope_clear(&plan->scope);
  json_decref(plan->erased);
  json_decref(plan->rows);
  json_decref(plan->values);
  json_decref(plan->evidence);
}

bool erase_plan_quotes(struct board *board, const struct casefile *item, const char *text) {
  struct erase_plan plan = {0};
  struct planning planning = {.board = board, .item = item, .plan = &plan};
  struct err unread; // a journal that cannot be read keeps no hold from being set
  json_t *all = json_pack("{s:b}", "all", 1);
  struct versions versions;
  bool begun = versions_read(board, item, &versions, &unread);
  erase_scope_init(&plan.scope, item->chart, versions, NULL, all);
  bool quotes = begun && journal_each(board->store, &item->id, gather, &planning, &unread) && erase_scope_quotes(&plan.scope, text);
  erase_plan_clear(&plan);
  json_decref(all);
  return quotes;
}

static json_t *emptied_labels(const struct erase_plan *plan) {
  json_t *labels = json_array(), *value;
  const char *name;
  json_object_foreach(plan->values, name, value) {
    const char *label = json_text(erase_scope_spec(&plan->scope, name), "label");
    if (json_is_null(value)) json_array_add(labels, label ? label : name);
  }
  return labels;
}

static bool drops_message(const struct erase_plan *plan, const char *key) {
  size_t i, j;
  json_t *row, *part;
  json_array_foreach(plan->erased, i, row) json_array_foreach(json_object_get(row, "parts"), j, part) {
    const char *one = json_text(json_object_get(part, "reads"), "key");
    if (one && strncmp(json_text(part, "name"), "message/", 8) == 0 && strcmp(one, key) == 0) return true;
  }
  return false;
}

static int64_t waiting(struct board *board, const struct casefile *item, const struct erase_plan *plan) {
  json_t *ready = outbox_list(board->store, item->hex, "ready"), *row;
  int64_t found = 0;
  size_t i;
  json_array_foreach(ready, i, row) if (drops_message(plan, json_text(row, "key"))) found++;
  json_decref(ready);
  return found;
}

json_t *erase_plan_json(struct board *board, const struct casefile *item, const struct erase_plan *plan) {
  json_t *json = json_pack("{s:s, s:s, s:O, s:o, s:b, s:O}", "ref", item->ref, "plan", plan->digest, "rows", plan->rows, "emptied",
                           emptied_labels(plan), "title", plan->title, "evidence", plan->evidence);
  json_put_number(json, "files", (int64_t)json_object_size(plan->scope.files));
  json_put_number(json, "messages", plan->messages);
  json_put_number(json, "waiting", waiting(board, item, plan));
  json_put_number(json, "keys", plan->keys);
  return json;
}
