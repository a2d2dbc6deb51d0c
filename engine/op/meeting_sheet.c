// A meeting's sheet: who chaired, who was there, whether it is quorate, who has a conflict of interest, and what was decided so far. See
// meeting.h.
#include "base/mem.h"
#include "op/meeting.h"
#include "op/paper.h"
#include "run/people.h"
#include "run/presence.h"
#include "run/rights.h"

#include <string.h>

// ---- opening it

// Whoever was named, else who acts as the group's chair today. Caller frees; NULL with err.
static char *chair_of(const struct meeting *meeting, const char *named, struct err *err) {
  const char *post = json_text(json_object_get(meeting->item->fields, "chair"), "id");
  json_t *found = people_of_post(meeting->board, post ? post : "");
  const char *person = named ? named : json_text(json_array_get(found, 0), "id");
  char name[200];
  char *chair = NULL;
  if (!person)
    err_set(err, ERR_REFUSED, "Nobody holds the post of its chair today; say who chaired %s with --chaired-by PERSON.", meeting->item->ref);
  else if (!sitting_member(meeting->board, meeting->group, person)) {
    people_name(meeting->board, person, name, sizeof name);
    err_set(err, ERR_REFUSED,
            "%s cannot have chaired %s: they are neither its chair, nor a deputy of the chair, nor a member of the group.", name,
            meeting->item->ref);
  } else
    chair = mem_text(person);
  json_decref(found);
  return chair;
}

static bool answer_sheet(struct meeting *meeting, struct err *err) {
  meeting->call->answer = meeting_sheet(meeting, true);
  return paper_answer(meeting->call, err);
}

static bool begin(struct meeting *meeting, const char *chair, struct err *err) {
  json_t *data = json_pack("{s:s, s:o}", "chaired_by", chair, "members", meeting_members_now(meeting->board, meeting->group));
  if (meeting_in(meeting, "planned")) { // no papers went out: what is before the meeting is fixed now
    json_t *agenda = meeting_fixed_agenda(meeting, err);
    if (!agenda) {
      json_decref(data);
      return false;
    }
    json_object_set_new(data, "agenda", agenda);
  }
  return meeting_send(meeting, "open", data, err) && meeting_keep_roll(meeting, err);
}

bool meeting_begin(struct op_call *call, struct err *err) {
  struct meeting meeting;
  bool ok = meeting_open(call, &meeting, err) &&
            meeting_is_in(&meeting, "planned issued", "it is opened once; `waymark meeting sheet` shows it", err) &&
            meeting_day_has_come(&meeting, err);
  char *chair = ok ? chair_of(&meeting, ask_maybe(call, "chaired_by"), err) : NULL;
  ok = chair && begin(&meeting, chair, err) && answer_sheet(&meeting, err);
  mem_free(chair);
  meeting_clear(&meeting);
  return ok;
}

// ---- attendance

static bool is_person(struct board *board, const char *id, struct err *err) {
  json_t *person = people_find(board, id, err);
  json_decref(person);
  return person != NULL;
}

// Whoever keeps the sheet makes no quorum of themselves.
static bool may_sit_in(const struct meeting *meeting, const char *person, const char *member, struct err *err) {
  char name[200];
  people_name(meeting->board, person, name, sizeof name);
  if (strcmp(person, member) == 0) return err_set(err, ERR_INVALID, "%s cannot sit in for themselves; say %s=present.", name, person);
  return strcmp(person, meeting->person) != 0 ||
         err_set(
             err, ERR_REFUSED,
             "%s cannot sit in for \"%.40s\" at %s and record it: whoever keeps the sheet gives no voice to themselves. Somebody else of "
             "the office records it.",
             name, member, meeting->item->ref);
}

// "present", "apologies", "absent", "for:PERSON"; "" takes the row away. A new reference, JSON null for that; NULL with err.
static json_t *attendance_row(const struct meeting *meeting, const char *person, const char *how, struct err *err) {
  static const char *const words[] = {"present", "apologies", "absent"};
  if (!is_person(meeting->board, person, err)) return NULL;
  if (!*how) return json_null();
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (strcmp(how, words[i]) == 0) return json_pack("{s:s, s:s}", "person", person, "how", how);
  if (strncmp(how, "for:", 4) != 0) {
    err_set(err, ERR_INVALID, "How %s attended is present, apologies, absent, or for:PERSON of whoever they sit in for, not \"%.40s\".",
            person, how);
    return NULL;
  }
  const char *member = how + 4;
  if (!may_sit_in(meeting, person, member, err)) return NULL;
  if (!board_document(meeting->board, "person", member) || !meeting_is_member(meeting, member)) {
    err_set(err, ERR_INVALID, "%s cannot sit in for \"%.40s\" at %s: that is no member of the group.", person, member, meeting->item->ref);
    return NULL;
  }
  return json_pack("{s:s, s:s, s:s}", "person", person, "how", "deputy", "for", member);
}

// A member has one voice, whether they come themselves or somebody sits in for them.
static bool one_voice_each(const struct meeting *meeting, const json_t *rows, struct err *err) {
  size_t i, j;
  json_t *row, *other;
  json_array_foreach(rows, i, row) {
    const char *member = json_text(row, "for");
    json_array_foreach(rows, j, other) {
      const char *how = json_text(other, "how"), *for_whom = json_text(other, "for");
      bool same = member && i != j && for_whom && strcmp(for_whom, member) == 0;
      bool there = member && strcmp(json_text(other, "person"), member) == 0 && strcmp(how, "present") == 0;
      if (same || there)
        return err_set(err, ERR_REFUSED, "%s has one voice at %s: it cannot be theirs and their deputy's, or that of two deputies.", member,
                       meeting->item->ref);
    }
  }
  return true;
}

static json_t *attendance_with(const struct meeting *meeting, const json_t *given, struct err *err) {
  json_t *rows = meeting_copy(meeting, "attendance"), *how;
  const char *person;
  bool ok = true;
  json_object_foreach((json_t *)given, person, how) {
    json_t *row = NULL;
    size_t index;
    if (ok && !json_is_string(how))
      ok = err_set(err, ERR_INVALID, "How %.80s attended must be text: present, apologies, absent, or for:PERSON.", person);
    ok = ok && (row = attendance_row(meeting, person, json_string_value(how), err));
    if (ok && meeting_row(rows, "person", person, &index)) json_array_remove(rows, index);
    if (ok && !json_is_null(row)) {
      meeting_keep_row(meeting, row);
      json_array_append(rows, row);
    }
    json_decref(row);
  }
  if (ok && one_voice_each(meeting, rows, err)) return rows;
  json_decref(rows);
  return NULL;
}

bool meeting_attend(struct op_call *call, struct err *err) {
  struct meeting meeting;
  const json_t *given = json_object_get(call->request, "data");
  json_t *rows = NULL;
  bool ok = meeting_open(call, &meeting, err) &&
            meeting_is_in(&meeting, "planned issued held", "attendance is kept until its decisions are confirmed", err);
  if (ok && !json_object_size(given))
    ok = err_set(err, ERR_INVALID, "Say who attended and how, such as a.novak=present or p.shah=apologies.");
  ok = ok && (rows = attendance_with(&meeting, given, err)) &&
       meeting_send(&meeting, "attend", json_pack("{s:o}", "attendance", rows), err) && answer_sheet(&meeting, err);
  meeting_clear(&meeting);
  return ok;
}

// ---- conflicts of interest that are declared

static json_t *declared_with(const struct meeting *meeting, const char *person, const char *item, const char *reason) {
  json_t *rows = meeting_copy(meeting, "conflicts"), *row = json_pack("{s:s, s:s}", "person", person, "item", item);
  for (size_t i = json_array_size(rows); i-- > 0;) {
    const json_t *old = json_array_get(rows, i);
    if (strcmp(json_text(old, "person"), person) == 0 && strcmp(json_text(old, "item"), item) == 0) json_array_remove(rows, i);
  }
  json_put_text(row, "why", reason);
  json_array_append_new(rows, row);
  return rows;
}

bool meeting_declare(struct op_call *call, struct err *err) {
  struct meeting meeting;
  struct casefile *item = NULL;
  const char *who = NULL;
  bool ok = meeting_open(call, &meeting, err) &&
            meeting_is_in(&meeting, "planned issued held", "conflicts are declared until its decisions are confirmed", err) &&
            (who = ask_text(call, "who", err)) && is_person(call->board, who, err) && (item = ask_item(call, err));
  ok = ok &&
       meeting_send(&meeting, "declare",
                    json_pack("{s:o}", "conflicts", declared_with(&meeting, who, item->ref, ask_maybe(call, "reason"))), err) &&
       answer_sheet(&meeting, err);
  casefile_free(item);
  meeting_clear(&meeting);
  return ok;
}

// ---- looking

static void put_name(struct board *board, json_t *row, const char *key, const char *person) {
  char name[200];
  if (!person) return;
  people_name(board, person, name, sizeof name);
  json_put_text(row, key, name);
}

static json_t *attendance_rows(const struct meeting *meeting) {
  json_t *rows = json_array(), *one;
  size_t i;
  json_array_foreach(meeting_rows(meeting, "attendance"), i, one) {
    const char *person = json_text(one, "person"), *agency = json_text(one, "agency");
    if (!agency) agency = json_text(board_document(meeting->board, "person", person), "agency");
    json_t *row = json_pack("{s:s, s:s, s:b}", "person", person, "how", json_text(one, "how"), "voice",
                            meeting_row(meeting->present, "person", person, NULL) != NULL);
    char *name = agency ? directory_name(meeting->board, "agency", agency) : NULL;
    put_name(meeting->board, row, "name", person);
    json_put_text(row, "agency_name", name);
    json_put_text(row, "for", json_text(one, "for"));
    put_name(meeting->board, row, "for_name", json_text(one, "for"));
    if (json_flag(one, "other_agency")) json_put_flag(row, "other_agency", true);
    mem_free(name);
    json_array_append_new(rows, row);
  }
  return rows;
}

// Members, since it was opened those of then, of whom the sheet says nothing yet, not even by a deputy.
static json_t *missing_rows(const struct meeting *meeting) {
  const json_t *attendance = meeting_rows(meeting, "attendance"), *kept = meeting_rows(meeting, "members");
  json_t *rows = json_array(), *members = kept ? json_deep_copy(kept) : meeting_members_now(meeting->board, meeting->group), *member;
  size_t i;
  json_array_foreach(members, i, member) {
    const char *person = json_string_value(member);
    if (!person || meeting_row(attendance, "person", person, NULL) || meeting_row(attendance, "for", person, NULL)) continue;
    json_t *row = json_pack("{s:s}", "id", person);
    put_name(meeting->board, row, "name", person);
    json_array_append_new(rows, row);
  }
  json_decref(members);
  return rows;
}

// Who has no voice on which item of the agenda, by what was declared and by whose agency leads it; of items that whoever asks may see.
static json_t *conflict_rows(const struct meeting *meeting) {
  json_t *all = meeting_no_voice_is_kept(meeting) ? meeting_copy(meeting, "no_voice") : meeting_no_voice(meeting);
  json_t *seen = meeting_seen_by(meeting->board, all, meeting->person), *rows = json_array(), *row, *one;
  size_t i, j;
  json_array_foreach(seen, i, row) json_array_foreach(json_object_get(row, "who"), j, one) {
    json_object_set(one, "item", json_object_get(row, "item"));
    json_array_append(rows, one);
  }
  json_decref(seen);
  json_decref(all);
  return rows;
}

static void add_attendance(json_t *paper, const json_t *sheet) {
  static const char *const columns[] = {"Who", "Agency", "Attended", "Voice", NULL};
  json_t *table = paper_table(paper, "Attendance", columns, "Nobody's attendance is recorded yet."), *row;
  size_t i;
  json_array_foreach(json_object_get(sheet, "attendance"), i, row) {
    const char *member = json_text(row, "for_name");
    char *how = member ? mem_format("deputy for %s%s", member, json_flag(row, "other_agency") ? ", of another agency" : "")
                       : mem_text(json_text(row, "how"));
    paper_row(table, (const char *const[]){json_text(row, "name"), json_text(row, "agency_name"), how,
                                           json_flag(row, "voice") ? "yes" : "no", NULL});
    mem_free(how);
  }
  json_array_foreach(json_object_get(sheet, "missing"), i, row)
      paper_row(table, (const char *const[]){json_text(row, "name"), NULL, "not recorded", NULL, NULL});
}

static void add_conflicts(json_t *paper, const json_t *sheet) {
  static const char *const columns[] = {"Item", "Who", "Why", NULL};
  json_t *table = paper_table(paper, "Conflicts of interest", columns, "None was declared, and none is known."), *row;
  size_t i;
  json_array_foreach(json_object_get(sheet, "conflicts"), i, row)
      paper_row(table, (const char *const[]){json_text(row, "item"), json_text(row, "name"), json_text(row, "why"), NULL});
}

static void add_decisions(json_t *paper, const json_t *sheet) {
  static const char *const columns[] = {"No.", "Item", "Title", "Decision", "Decided by", "Minute", "Noted", NULL};
  json_t *table = paper_table(paper, "Decisions", columns, "No decision is recorded."), *row;
  size_t i;
  json_array_foreach(json_object_get(sheet, "decisions"), i, row) {
    char *number = mem_format("%lld", (long long)json_number(row, "number", 0));
    paper_row(table, (const char *const[]){number, json_text(row, "item"), json_text(row, "title"), json_text(row, "label"),
                                           json_text(row, "decided_by_name"), json_text(row, "minute"), json_text(row, "noted"), NULL});
    mem_free(number);
  }
}

static void add_struck(json_t *paper, const json_t *sheet) {
  static const char *const columns[] = {"No.", "Item", "Why", NULL};
  json_t *table = NULL, *row;
  size_t i;
  json_array_foreach(json_object_get(sheet, "struck"), i, row) {
    char *number = mem_format("%lld", (long long)json_number(row, "number", 0));
    if (!table) table = paper_table(paper, "Struck out", columns, NULL);
    paper_row(table, (const char *const[]){number, json_text(row, "item"), json_text(row, "why"), NULL});
    mem_free(number);
  }
}

static char *quorum_words(const json_t *sheet) { // Caller frees.
  bool quorate = json_flag(sheet, "quorate"), set = json_flag(sheet, "quorum_set");
  long long voices = (long long)json_number(sheet, "voices", 0);
  if (!set) return mem_format("%lld with a voice; the group has set no quorum", voices);
  return mem_format("%s: %lld with a voice, quorum %lld", quorate ? "quorate" : "not quorate", voices,
                    (long long)json_number(sheet, "quorum", 0));
}

// What whoever confirms has seen.
static void put_version(const struct meeting *meeting, json_t *paper) {
  if (!meeting_in(meeting, "held")) return;
  char *words = mem_format("%lld; confirmed with `waymark meeting confirm %s --version %lld`", (long long)meeting->item->revision,
                           meeting->item->ref, (long long)meeting->item->revision);
  paper_fact(paper, "Version", words);
  mem_free(words);
}

json_t *meeting_sheet(const struct meeting *meeting, bool to_confirm) {
  int64_t voices = (int64_t)json_array_size(meeting->present), others = 0;
  json_t *decisions = meeting_decisions(meeting, &others);
  json_t *sheet = json_pack("{s:o, s:o, s:o, s:I, s:I, s:b, s:b, s:o, s:o, s:o, s:I}", "meeting", meeting_brief(meeting), "attendance",
                            attendance_rows(meeting), "missing", missing_rows(meeting), "voices", (json_int_t)voices, "quorum",
                            (json_int_t)meeting->sitting.quorum, "quorum_set", meeting_quorum_said(meeting) > 0, "quorate",
                            voices >= meeting->sitting.quorum, "conflicts", conflict_rows(meeting), "decisions", decisions, "struck",
                            meeting_seen(meeting, "struck"), "others", (json_int_t)others);
  json_t *paper = meeting_paper(meeting, "Sheet");
  if (to_confirm) put_version(meeting, paper);
  char *quorum = quorum_words(sheet);
  paper_fact(paper, "Quorum", quorum);
  add_attendance(paper, sheet);
  add_conflicts(paper, sheet);
  add_decisions(paper, sheet);
  add_struck(paper, sheet);
  json_object_set_new(sheet, "paper", paper);
  mem_free(quorum);
  return sheet;
}

bool meeting_show_sheet(struct op_call *call, struct err *err) {
  struct meeting meeting;
  bool ok = meeting_open(call, &meeting, err) && answer_sheet(&meeting, err);
  meeting_clear(&meeting);
  return ok;
}
