// The fold of what changes items most (fields, configuration, timers), late: the check keeps the last text of each and folds it once, since
// of a thousand entries of an item only what stands at the end is compared.
//
// 1. Only parts of an entry whose texts were proved against its root are kept late, and only of the plain forms below. Any other entry of
//    the item is folded as ever, after what was kept of the item (late_settle).
// 2. What is kept is folded by fold_case.c and fold.c: no table is written from here.
#include "base/mem.h"
#include "store/verify_internal.h"

#include <string.h>

enum { TIMERS_MAX = 60 }; // each activation has timers of its own: those that are over are not looked through for ever

struct late_text {
  struct buf name, text; // of a field its name; of a timer what tells it from others
};

struct late_list {
  struct late_text *items;
  size_t count, room; // those past count keep their memory
};

struct late_case {
  struct late_case *next, *next_waiting; // of all; of those that wait to be folded
  bool is_waiting;
  struct entry last; // parts are none of its own
  int64_t contents, changed_ms;
  struct buf title, configuration, closed; // "" where no entry named it
  struct late_list fields, timers;
};

struct late {
  struct sql *fold;
  struct late_case *all, *waiting;
};

// ---- what a timer's part says, from its text

struct timer_text {
  bool arms, drops, whole;
  int count;        // of members of the key
  struct buf *keys; // at whose end state, activation and name go, as they stand
};

enum { ACTIVATION = 10, NAME = 4, STATE = 5, OP = 2 }; // by its size a name is told from most others

static bool is_member(const struct plain_member *member, const char *is, size_t is_size) {
  return member->name_size == is_size && memcmp(member->name, is, is_size) == 0;
}

static void take_key(struct timer_text *timer, const struct plain_member *member, bool is_number) {
  timer->whole = timer->whole && (is_number ? *member->value >= '0' && *member->value <= '9' : *member->value == '"');
  timer->count++;
  char *key = buf_more(timer->keys, member->value_size + 1);
  memcpy(key, member->value, member->value_size);
  key[member->value_size] = ' ';
}

static void take_member(struct timer_text *timer, const struct plain_member *member) {
  if (is_member(member, "op", OP)) {
    timer->arms = member->value_size == 5 && memcmp(member->value, "\"arm\"", 5) == 0;
    timer->drops = member->value_size == 6 && memcmp(member->value, "\"drop\"", 6) == 0;
  } else if (is_member(member, "activation", ACTIVATION))
    take_key(timer, member, true);
  else if (is_member(member, "name", NAME) || is_member(member, "state", STATE))
    take_key(timer, member, false);
}

// False: it is not of the form that is kept. The text is canonical already, so its members are in order and none is there twice.
static bool read_timer(const struct plain_member *members, size_t count, struct timer_text *timer) {
  timer->whole = true;
  for (size_t i = 0; i < count; i++) take_member(timer, &members[i]);
  return timer->whole && timer->count == 3 && (timer->arms || timer->drops);
}

// ---- lists

static struct late_text *list_find(const struct late_list *list, const char *name, size_t size) {
  for (size_t i = 0; i < list->count; i++)
    if (list->items[i].name.size == size && memcmp(list->items[i].name.data, name, size) == 0) return &list->items[i];
  return NULL;
}

static void list_put(struct late_list *list, const char *name, size_t name_size, const char *text, size_t size) {
  struct late_text *item = list_find(list, name, name_size);
  if (!item && list->count == list->room) {
    size_t room = list->room ? list->room * 2 : 4;
    list->items = mem_grow(list->items, room, sizeof *list->items);
    memset(list->items + list->room, 0, (room - list->room) * sizeof *list->items);
    list->room = room;
  }
  if (!item) item = &list->items[list->count++];
  item->name.size = item->text.size = 0;
  buf_add(&item->name, name, name_size);
  buf_add(&item->text, text, size);
}

static void list_clear(struct late_list *list) {
  for (size_t i = 0; i < list->room; i++) buf_clear(&list->items[i].name), buf_clear(&list->items[i].text);
  mem_free(list->items);
}

// ---- keeping

static const char FIELD[] = "field/", TIMER[] = "timer/";

static bool is_named(const struct part_text *part, const char *name) {
  return part->name_size == strlen(name) && memcmp(part->name, name, part->name_size) == 0;
}

static bool begins(const struct part_text *part, const char *name) {
  return part->name_size > strlen(name) && memcmp(part->name, name, strlen(name)) == 0;
}

static struct buf *member_of(struct late_case *item, const struct part_text *part) {
  if (is_named(part, "configuration")) return &item->configuration;
  if (is_named(part, "closed")) return &item->closed;
  return is_named(part, "title") && part->value[0] == '"' ? &item->title : NULL; // a title that is no text changes none
}

bool late_can(const struct part_texts *parts, struct part_text *part, struct buf *keys) {
  struct timer_text timer = {.keys = keys};
  bool is_timer = begins(part, TIMER);
  part->key_at = keys->size;
  if (is_named(part, "case") || (is_timer && !read_timer(parts->members.items + part->member_at, part->member_count, &timer))) return false;
  part->key_size = keys->size - part->key_at;
  part->is_late = is_timer || begins(part, FIELD) || is_named(part, "configuration") || is_named(part, "closed") || is_named(part, "title");
  return true;
}

void late_keep(struct late_case *item, const struct part_text *part, const struct buf *keys) {
  struct buf *member = member_of(item, part);
  size_t field = sizeof FIELD - 1;
  if (member) {
    member->size = 0;
    buf_add(member, part->value, part->value_size);
  } else if (begins(part, FIELD))
    list_put(&item->fields, part->name + field, part->name_size - field, part->value, part->value_size);
  else if (part->key_size) // a drop is kept as well: of one that was folded before
    list_put(&item->timers, keys->data + part->key_at, part->key_size, part->value, part->value_size);
}

bool late_is_full(const struct late_case *item) { return item->timers.count > TIMERS_MAX; }

struct late_case *late_case(struct late *late, struct late_case **place, const struct entry *entry) {
  if (!*place) {
    *place = mem_new(sizeof **place);
    (*place)->next = late->all;
    late->all = *place;
  }
  struct late_case *item = *place;
  if (!item->is_waiting) {
    item->next_waiting = late->waiting;
    late->waiting = item;
    item->is_waiting = true;
  }
  item->last = *entry;
  if (entry_kind_is_content((int)entry->kind)) item->contents++, item->changed_ms = entry->recorded_ms;
  return item;
}

// ---- folding what was kept

static json_t *value_of(const struct buf *text) { return text->size ? json_loadb(text->data, text->size, JSON_DECODE_ANY, NULL) : NULL; }

static void put_part(json_t *parts, const char *name, json_t *value) {
  if (value) json_array_append_new(parts, json_pack("{s:s, s:o}", "name", name, "value", value));
}

static json_t *parts_of(struct late_case *item) {
  json_t *parts = json_array();
  put_part(parts, "title", value_of(&item->title));
  put_part(parts, "configuration", value_of(&item->configuration));
  put_part(parts, "closed", value_of(&item->closed));
  for (size_t i = 0; i < item->fields.count; i++) {
    char *name = mem_format("%s%.*s", FIELD, (int)item->fields.items[i].name.size, item->fields.items[i].name.data);
    put_part(parts, name, value_of(&item->fields.items[i].text));
    mem_free(name);
  }
  for (size_t i = 0; i < item->timers.count; i++) put_part(parts, "timer/1", value_of(&item->timers.items[i].text));
  return parts;
}

bool late_settle(struct late *late, struct late_case *item, struct err *err) {
  if (!item || !item->last.case_sequence) return true;
  json_t *parts = parts_of(item);
  bool ok = fold_entries_again(late->fold, &item->last, item->contents, item->changed_ms, parts, err);
  json_decref(parts);
  item->last.case_sequence = item->contents = 0;
  item->title.size = item->configuration.size = item->closed.size = item->fields.count = item->timers.count = 0;
  return ok;
}

struct late *late_new(struct sql *fold) {
  struct late *late = mem_new(sizeof *late);
  late->fold = fold;
  return late;
}

bool late_settle_some(struct late *late, int64_t count, void (*failed)(void *user, int64_t sequence, const struct err *err), void *user) {
  struct err err;
  for (; late->waiting && count > 0; count--) {
    struct late_case *item = late->waiting;
    int64_t sequence = item->last.sequence;
    late->waiting = item->next_waiting;
    item->is_waiting = false;
    if (!late_settle(late, item, &err)) failed(user, sequence, &err);
  }
  return !late->waiting;
}

void late_free(struct late *late) {
  struct late_case *next;
  for (struct late_case *item = late ? late->all : NULL; item; item = next) {
    next = item->next;
    buf_clear(&item->title), buf_clear(&item->configuration), buf_clear(&item->closed);
    list_clear(&item->fields), list_clear(&item->timers);
    mem_free(item);
  }
  mem_free(late);
}
