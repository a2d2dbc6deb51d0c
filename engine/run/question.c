// Questions about deadlines. See question.h.
//
// Stops and holidays come first, then fields: so the dates of a field that is supposed to be otherwise are counted over all the rest.
#include "run/question.h"

#include "base/mem.h"
#include "run/armed.h"
#include "run/calendars.h"
#include "run/form.h"
#include "run/review.h"
#include "run/stops.h"
#include "run/value.h"

#include <string.h>

static const char SUPPOSED[] = "what if"; // the reason of a stop and the name of a holiday that nobody ordered

void question_begin(struct question *question, struct board *board, const struct casefile *item) {
  *question = (struct question){.board = board, .item = casefile_copy(item), .armed = json_incref(item->timers)};
  question->supposed = json_array();
  question->changed = json_object();
  turn_init(&question->turn, board, question->item, ENTRY_ACCESS, board_now(board), json_object());
}

static void put_calendar_back(struct question *question) {
  if (!question->calendar) return;
  calendars_give_back(question->board);
  calendar_free(question->calendar);
  question->calendar = NULL;
}

void question_end(struct question *question) {
  turn_clear(&question->turn);
  put_calendar_back(question);
  json_decref(question->armed);
  json_decref(question->supposed);
  json_decref(question->changed);
  casefile_free(question->item);
}

static void note(struct question *question, char *words) {
  json_array_add(question->supposed, words);
  mem_free(words);
}

// ---- the clock

static bool read_when(struct question *question, const char *text, int64_t *ms, struct err *err) {
  struct date date;
  *ms = question->turn.now_ms;
  if (strcmp(text, "today") == 0) return true;
  if (strlen(text) > 10) return instant_read(text, ms, err);
  if (!date_read(text, &date, err)) return false;
  *ms = zone_day_start(question->board->zone, date);
  return true;
}

// Back-dated as it may be, it is laid beside the stops that there are: they may overlap.
static bool suppose_stop(struct question *question, const char *when, struct err *err) {
  int64_t ms;
  char at[INSTANT_TEXT], local[40];
  if (!read_when(question, when, &ms, err)) return false;
  if (json_array_size(question->item->stops) >= STOPS_MAX)
    return err_set(err, ERR_LIMIT, "The clock of %s was stopped %d times already, and no more stops are kept.", question->item->ref,
                   STOPS_MAX);
  instant_write(ms, at);
  board_local(question->board, ms, local);
  json_array_append_new(question->item->stops, json_pack("{s:s, s:s}", "from", at, "reason", SUPPOSED));
  note(question, mem_format("the clock stopped on %s", local));
  return true;
}

// What is stopped from a later day on, as is supposed perhaps, cannot start again before.
static bool check_began(const struct question *question, int64_t ms, struct err *err) {
  const struct casefile *item = question->item;
  const json_t *stop = json_array_get(item->stops, json_array_size(item->stops) - 1);
  int64_t from_ms;
  char from[40], local[40];
  if (!instant_read(json_text(stop, "from"), &from_ms, err)) return false;
  if (from_ms <= ms) return true;
  board_local(question->board, from_ms, from);
  board_local(question->board, ms, local);
  return err_set(err, ERR_INVALID, "The clock of %s stops on %s, so it cannot start again on %s; name a day after that.", item->ref, from,
                 local);
}

static bool suppose_start(struct question *question, const char *when, struct err *err) {
  int64_t ms;
  char local[40];
  if (!read_when(question, when, &ms, err)) return false;
  if (!stops_is_stopped(question->item))
    return err_set(err, ERR_INVALID, "The clock of %s is not stopped, so it cannot start again.", question->item->ref);
  if (!check_began(question, ms, err)) return false;
  stops_end(question->item, ms);
  board_local(question->board, ms, local);
  note(question, mem_format("the clock started again on %s", local));
  return true;
}

// ---- the calendar

static struct calendar *with_holiday(const struct calendar *calendar, const char *date, struct err *err) {
  char *csv = mem_format("date,name\n%s,%s\n", date, SUPPOSED);
  struct calendar *day = calendar_read_local(csv, strlen(csv), err), *joined = NULL;
  if (day) joined = calendar_join(calendar_name(calendar), calendar, day);
  calendar_free(day);
  mem_free(csv);
  return joined;
}

static bool suppose_holiday(struct question *question, const char *text, struct err *err) {
  struct board *board = question->board;
  struct date date;
  char shown[40];
  if (!date_read(text, &date, err)) return false;
  date_write_long(date, shown);
  const char *why = calendar_why_not(board->calendar, date);
  if (why) return err_set(err, ERR_INVALID, "%s is no working day as it is (%s), so a holiday changes nothing.", shown, why);
  struct calendar *joined = board->calendar ? with_holiday(board->calendar, text, err) : NULL;
  if (!joined) return board->calendar == NULL; // without one, working out says so
  calendars_lend(board, joined);
  calendar_free(question->calendar); // of the holiday before
  question->calendar = joined;
  note(question, mem_format("%s were a holiday", shown));
  return true;
}

// ---- fields

static void note_field(struct question *question, const json_t *field, const json_t *value) {
  const char *name = json_text(field, "name"), *label = json_text(field, "label");
  char *shown = value_show(question->board, field, value);
  note(question, mem_format("%s were %s", label ? label : name, *shown ? shown : "empty"));
  mem_free(shown);
}

static bool put_field(struct question *question, const char *name, const json_t *value, struct err *err) {
  struct casefile *item = question->item;
  const json_t *field = chart_field(item->chart, name), *was = json_object_get(item->fields, name);
  if (!field) // form_read lets what belongs to an action pass
    return err_set(err, ERR_INVALID, "%s has no field called \"%s\".", item->ref, name);
  if (!json_equal(value, was) && !(json_is_null(value) && !was)) json_object_set(question->changed, name, (json_t *)value);
  json_object_set(item->fields, name, (json_t *)value);
  note_field(question, field, value);
  return true;
}

static bool suppose_field(struct question *question, const char *text, const char *equals, struct err *err) {
  char *name = mem_text_part(text, (size_t)(equals - text));
  json_t *given = json_pack("{s:s}", name, equals + 1), *data = NULL;
  bool ok = form_read(question->board, question->item, given, question->person, &data, err) &&
            put_field(question, name, json_object_get(data, name), err);
  json_decref(data);
  json_decref(given);
  mem_free(name);
  return ok;
}

// T6: as when an event changes them.
static bool derive_again(struct question *question, struct err *err) {
  const struct casefile *item = question->item;
  if (json_object_size(question->changed) == 0) return true;
  for (int state = 0; state < chart_state_count(item->chart); state++)
    if (config_is_active(item->config, state) && !armed_derive_again(&question->turn, state, question->changed, err)) return false;
  return true;
}

// ---- all of it

static const struct {
  const char *word;
  bool (*suppose)(struct question *question, const char *rest, struct err *err);
} words[] = {{"stop ", suppose_stop}, {"start ", suppose_start}, {"holiday ", suppose_holiday}};

static bool not_understood(const char *text, struct err *err) {
  return err_set(err, ERR_INVALID,
                 "What if \"%.200s\"? That was not understood: write \"stop today\", \"stop 2016-05-01\", \"start today\", \"holiday "
                 "2016-05-30\", or a field and what it would hold, such as due=2016-09-30.",
                 text);
}

static bool suppose_word(struct question *question, const char *text, struct err *err) {
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    size_t size = strlen(words[i].word);
    if (strncmp(text, words[i].word, size) != 0) continue;
    return words[i].suppose(question, text + size, err) || err_prefix(err, "What if \"%.200s\"? ", text);
  }
  return not_understood(text, err);
}

// Is it FIELD=VALUE? Else it begins with a word of the table, in which no name of a field holds a blank.
static const char *equals_of(const char *text) {
  const char *equals = strchr(text, '=');
  return equals && equals > text && strcspn(text, " ") > (size_t)(equals - text) ? equals : NULL;
}

static bool suppose_all(struct question *question, const json_t *texts, bool fields, struct err *err) {
  size_t i;
  json_t *text;
  json_array_foreach(texts, i, text) {
    const char *given = json_string_value(text), *equals = given ? equals_of(given) : NULL;
    if (!given) return err_set(err, ERR_INVALID, "\"what_if\" is a list of texts such as [\"stop today\"].");
    if ((equals != NULL) != fields) continue;
    if (fields ? !suppose_field(question, given, equals, err) : !suppose_word(question, given, err)) return false;
  }
  return true;
}

static bool settle(struct question *question, struct err *err) {
  json_t *moves = json_array();
  bool ok = review_timers(&question->turn, question->turn.now_ms, moves, err);
  json_decref(moves);
  return ok;
}

bool question_suppose(struct question *question, const json_t *texts, const char *person, struct err *err) {
  question->person = person;
  if (json_array_size(texts) == 0) return true;
  if (json_array_size(texts) > QUESTION_SUPPOSED_MAX)
    return err_set(err, ERR_LIMIT, "At most %d things can be supposed at once, and these are %zu; ask about fewer.", QUESTION_SUPPOSED_MAX,
                   json_array_size(texts));
  return suppose_all(question, texts, false, err) && settle(question, err) && suppose_all(question, texts, true, err) &&
         derive_again(question, err);
}
