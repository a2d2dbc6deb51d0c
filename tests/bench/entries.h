// Entries as an event's are, of CASE_COUNT items, appended through the real code: shared by the benches of the journal alone.
#ifndef WAYMARK_BENCH_ENTRIES_H
#define WAYMARK_BENCH_ENTRIES_H
#include "measure.h"
#include "store/store.h"

#define T0 ((int64_t)1459810799000)
#define DEFINITION "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"

static int64_t due_of(int number, int64_t round) { return T0 + round * 60000 + number; }

static struct id id_of(int number) {
  struct id id = {{(uint8_t)(number * 37), 0x5e}}; // spread, as random ids are
  id.bytes[14] = (uint8_t)(number >> 8);
  id.bytes[15] = (uint8_t)number;
  return id;
}

static json_t *timer(const char *op, int number, int64_t round) {
  return json_pack("{s:s, s:s, s:i, s:s, s:I, s:s, s:s, s:s, s:I}", "op", op, "state", "work.in_progress", "activation", 1, "name",
                   "10 working days", "due", (json_int_t)due_of(number, round), "rule", "10 working days", "zone", "Europe/London",
                   "calendar", "9af3c1d20b77", "since", (json_int_t)T0);
}

static void start_cases(struct store *store) {
  struct err err = {0};
  must(definition_put(store, DEFINITION, "{}", &err) && store_begin(store, &err), err.text);
  for (int i = 0; i < CASE_COUNT; i++) {
    struct entry entry;
    char ref[32];
    snprintf(ref, sizeof ref, "RA-2016-%03d", i + 1);
    entry_init(&entry, ENTRY_CASE_STARTED, T0, T0);
    entry.case_id = id_of(i);
    entry_part(&entry, "case",
               json_pack("{s:s, s:s, s:s, s:s, s:s}", "ref", ref, "workflow", "review-action", "definition", DEFINITION, "title",
                         "Write to every school about the new referral form", "noun", "action"));
    entry_part(&entry, "field/lead_agency", json_string("council"));
    entry_part(&entry, "configuration", json_pack("{s:{s:i}, s:i}", "active", "work.in_progress", 1, "entered", 1));
    entry_part(&entry, "timer/0", timer("arm", i, 0));
    must(journal_append(store, &entry, &err), err.text);
    entry_clear(&entry);
  }
  must(store_commit(store, &err), err.text);
}

static void fill_event(struct entry *entry, int number, int64_t round) {
  char key[64], id[ID_TEXT];
  entry_init(entry, ENTRY_EVENT, T0 + round, T0 + round);
  entry->case_id = id_of(number);
  entry->actor_id = id_of(999);
  entry_part(entry, "event",
             json_pack("{s:s, s:{s:s}, s:s}", "name", "progress", "data", "note", "Letters went out on Monday", "actor", "p.owner"));
  entry_part(entry, "field/note", json_string("Letters went out on Monday"));
  entry_part(entry, "configuration", json_pack("{s:{s:i}, s:i}", "active", "work.in_progress", 1, "entered", (int)round + 2));
  entry_part(entry, "timer/0", timer("drop", number, round));
  entry_part(entry, "timer/1", timer("arm", number, round + 1));
  if (!has_message(number, round)) return;
  id_write(id_of(number), id);
  snprintf(key, sizeof key, "%s/%lld", id, (long long)round);
  entry_part(entry, "message/0",
             json_pack("{s:s, s:s, s:s, s:s, s:s, s:b}", "key", key, "to", "p.owner", "role", "owner", "subject", "Progress was posted",
                       "body",
                       "Progress was posted on RA-2016-001. Please look at it before the meeting on 4 May.\nOpen it in Waymark to see it.",
                       "urgent", 0));
}

static void append_group(struct store *store, struct entry *entries, int group) {
  struct err err = {0};
  must(group == 1 ? store_begin(store, &err) : store_begin_together(store, &err), err.text);
  for (int i = 0; i < group; i++) {
    // In a group each event has a transaction of its own inside, as in the loop (E3).
    must(group == 1 || store_begin(store, &err), err.text);
    must(journal_append(store, &entries[i], &err), err.text);
    must(group == 1 || store_commit(store, &err), err.text);
  }
  must(store_commit(store, &err), err.text);
}

// Fills and appends, in groups. The seconds are those of appending alone.
static struct spent append_events(struct store *store, int64_t *done, int group, int count) {
  struct entry entries[GROUP_MAX];
  struct spent spent = {0};
  for (int i = 0; i < count; i += group) {
    for (int j = 0; j < group; j++, ++*done) fill_event(&entries[j], (int)(*done % CASE_COUNT), *done / CASE_COUNT);
    struct spent start = spent_now();
    append_group(store, entries, group);
    spent_add(&spent, start);
    for (int j = 0; j < group; j++) entry_clear(&entries[j]);
  }
  return spent;
}
#endif
