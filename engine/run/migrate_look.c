// What moving one item would do to it, by the code that moves it, on a copy. See migrate.h.
#include "base/buf.h"
#include "base/join.h"
#include "base/mem.h"
#include "chart/field.h"
#include "run/migrate.h"
#include "run/stranded.h"
#include "run/versions.h"

#include <assert.h>
#include <string.h>

enum { PLACES_SAID_MAX = 8 };

static json_t *row_of(const struct casefile *item) {
  return json_pack("{s:s, s:s, s:I, s:[], s:[], s:[], s:[]}", "ref", item->ref, "title", item->title, "version",
                   (json_int_t)version_number(item->definition), "dates", "places", "left", "entered");
}

// Takes over `text`. False, so that whoever found something is done.
static bool verdict(json_t *row, const char *word, char *text) {
  json_put_text(row, "verdict", word);
  json_put_text(row, "text", text);
  mem_free(text);
  return false;
}

// ---- at rest

static bool is_at_rest(struct board *board, const struct casefile *item, json_t *row) {
  json_t *all = incident_list(board->store, item->hex), *one, *open = NULL;
  size_t i;
  json_array_foreach(all, i, one) if (strcmp(json_text(one, "status"), "open") == 0) open = one;
  bool rests = !open || verdict(row, "busy",
                                mem_format("a stuck step is open; `waymark incident retry %s` or skip it first", json_text(open, "id")));
  json_decref(all);
  return rests;
}

// ---- fields

static bool same_type(const json_t *was, const json_t *is) { return json_equal(json_object_get(was, "type"), json_object_get(is, "type")); }

// A value that no page of the new version would show is hidden, and could not be put right any more: so it is no warning. Whoever no longer
// asks for something leaves the field in.
static bool field_goes(const struct casefile *item, const struct chart *to, const char *name, const json_t *value, json_t *row) {
  const json_t *was = chart_field(item->chart, name), *is = chart_field(to, name);
  struct err why;
  if (json_is_null(value)) return true;
  if (!is)
    return verdict(row, "does not fit",
                   mem_format("it holds \"%s\" (%s), which that version has no field for: leave the field in, without asking for it",
                              chart_label(item->chart, name), name));
  struct field field = field_read(is);
  if (!same_type(was, is))
    return verdict(row, "does not fit",
                   mem_format("\"%s\" (%s) is a field of type %s there and of type %s here", chart_label(to, name), name,
                              json_text(is, "type"), json_text(was, "type")));
  return field_fits(&field, value, &why) || verdict(row, "does not fit", mem_format("%s", why.text));
}

static bool fields_go(const struct casefile *item, const struct chart *to, json_t *row) {
  const char *name;
  json_t *value;
  bool go = true;
  json_object_foreach(item->fields, name, value) go = go && field_goes(item, to, name, value, row);
  return go;
}

// ---- places

static const char *title_of(const struct chart *chart, const char *id) {
  const char *title = json_text(chart_state(chart, chart_state_find(chart, id)), "title");
  return title ? title : id;
}

static void say_places(const struct chart *to, struct buf *out) {
  json_t *places = remap_places(to);
  buf_text(out, "; there are ");
  join_some(out, places, PLACES_SAID_MAX);
  json_decref(places);
}

static char *lost_words(const struct casefile *item, const struct chart *to, const char *id) {
  const char *likely = remap_likely(item->chart, id, to);
  struct buf out;
  buf_init(&out);
  buf_format(&out, "that version has no place \"%s\" (%s)", title_of(item->chart, id), id);
  if (likely) buf_format(&out, "; say --map %s=%s if that is where it goes on", id, likely);
  say_places(to, &out);
  return buf_take(&out);
}

static bool places_go(const struct casefile *item, const struct chart *to, const struct remap *remap, json_t *row) {
  const json_t *lost = json_array_get(remap->lost, 0), *one = json_array_get(remap->clash, 0), *two = json_array_get(remap->clash, 1);
  if (lost) {
    json_object_set(row, "lost", remap->lost);
    return verdict(row, "needs a mapping", lost_words(item, to, json_string_value(lost)));
  }
  if (one)
    return verdict(row, "needs a mapping",
                   mem_format("\"%s\" (%s) and \"%s\" (%s) would have to be two places at once of which that version knows only one or the "
                              "other; say --map OLD=NEW for one of them, or OLD= where it is left",
                              title_of(item->chart, json_string_value(one)), json_string_value(one),
                              title_of(item->chart, json_string_value(two)), json_string_value(two)));
  return true;
}

static void put_titles(const struct chart *chart, const json_t *ids, json_t *titles) {
  size_t i;
  json_t *id;
  json_array_foreach(ids, i, id) if (*json_string_value(id)) json_array_add(titles, title_of(chart, json_string_value(id)));
}

static void put_places(const struct casefile *item, const struct chart *to, const struct remap *remap, json_t *row) {
  const char *state;
  json_t *as;
  json_object_foreach(remap->kept, state, as) if (strcmp(state, json_string_value(as)) != 0) json_array_append_new(
      json_object_get(row, "places"), json_pack("{s:s, s:O, s:s, s:s}", "was", state, "is", as, "was_title", title_of(item->chart, state),
                                                "is_title", title_of(to, json_string_value(as))));
  put_titles(item->chart, remap->left, json_object_get(row, "left"));
  put_titles(to, remap->entered, json_object_get(row, "entered"));
}

// ---- afterwards

static bool is_late_at_once(struct board *board, const json_t *move) {
  int64_t is = INT64_MAX;
  struct err unread;
  const char *text = json_text(move, "is");
  return text && instant_read(text, &is, &unread) && is <= board_now(board);
}

// The entry keeps its own words of them.
static void put_dates(struct board *board, const json_t *moves, json_t *row) {
  json_t *dates = json_deep_copy(moves), *date;
  size_t i;
  json_array_foreach(dates, i, date) {
    if (is_late_at_once(board, date)) json_put_flag(date, "late", true);
    json_object_del(date, "ref");
  }
  json_object_set_new(row, "dates", dates);
}

static bool stands(struct board *board, const struct casefile *after, json_t *row) {
  return !stranded_is(board, after) || verdict(row, "stranded", stranded_why(board, after));
}

static bool keeps(struct board *board, const struct casefile *before, const struct casefile *after, const char *actor, json_t *row) {
  char *text = migrate_loses(board, before, after, actor);
  return !text || verdict(row, "does not fit", text);
}

// One that is closed by it is off every list of what is open.
static void put_closes(const struct casefile *before, const struct casefile *after, json_t *row) {
  if (before->closed != after->closed) json_object_set_new(row, "closes", json_boolean(after->closed));
}

static void judge(struct board *board, const struct casefile *before, const struct casefile *after, const char *actor, json_t *row) {
  bool moves = json_array_size(json_object_get(row, "places")) || json_array_size(json_object_get(row, "left")) ||
               json_array_size(json_object_get(row, "entered")) || before->closed != after->closed;
  put_closes(before, after, row);
  if (!keeps(board, before, after, actor, row) || !stands(board, after, row)) return;
  json_put_text(row, "verdict", json_array_size(json_object_get(row, "dates")) ? "dates move" : moves ? "places move" : "unchanged");
}

// What nobody is refused for, and whoever moves it must know.
static void put_previewed(struct board *board, const struct casefile *before, const struct casefile *after, json_t *row) {
  json_t *kept = migrate_set(board, before, after), *sight = migrate_sight(board, before, after);
  if (json_array_size(kept)) json_object_set(row, "kept", kept);
  if (json_object_size(sight)) json_object_set(row, "sight", sight);
  json_decref(kept);
  json_decref(sight);
}

// The rungs that a map names are no places, so they stand beside it: whoever reads later why somebody was not told finds them there.
static json_t *event_of(const struct casefile *item, const struct migration *migration, json_t *map) {
  json_t *data =
             json_pack("{s:I, s:I}", "from", (json_int_t)version_number(item->definition), "to", (json_int_t)version_number(migration->to)),
         *rungs = migrate_rungs(migration, item->chart);
  json_put_text(data, "reason", migration->reason);
  if (json_object_size(map)) json_object_set(data, "map", map);
  if (json_object_size(rungs)) json_object_set(data, "rungs", rungs);
  json_decref(rungs);
  return json_pack("{s:s, s:o, s:s*}", "name", "migrated", "data", data, "actor", migration->actor);
}

// What only fails for this item is a verdict on it.
static void carry(struct board *board, const struct casefile *item, const struct migration *migration, const struct remap *remap,
                  json_t *map, struct migrate_tried *tried) {
  struct err why;
  json_t *moves = json_array();
  tried->after = casefile_copy(item);
  turn_init(&tried->turn, board, tried->after, ENTRY_MIGRATION, board_now(board), event_of(item, migration, map));
  if (migrate_turn(&tried->turn, migration, remap, moves, &why)) {
    put_dates(board, moves, tried->row);
    judge(board, item, tried->after, migration->actor, tried->row);
    if (migration->previews) put_previewed(board, item, tried->after, tried->row);
  } else
    verdict(tried->row, "does not fit", mem_text(why.text));
  json_decref(moves);
}

void migrate_try(struct board *board, const struct casefile *item, const struct migration *migration, struct migrate_tried *tried) {
  const struct chart *to = migration->to->chart;
  json_t *map = migrate_map(migration, item->chart);
  struct remap remap;
  *tried = (struct migrate_tried){.row = row_of(item)};
  remap_run(item->chart, item->config, to, map, &remap);
  if (is_at_rest(board, item, tried->row) && fields_go(item, to, tried->row) && places_go(item, to, &remap, tried->row)) {
    put_places(item, to, &remap, tried->row);
    carry(board, item, migration, &remap, map, tried);
  }
  remap_clear(&remap);
  json_decref(map);
}

void migrate_tried_clear(struct migrate_tried *tried) {
  if (tried->after) turn_clear(&tried->turn);
  casefile_free(tried->after);
  json_decref(tried->row);
}

json_t *migrate_look(struct board *board, const struct casefile *item, const struct migration *migration) {
  struct migrate_tried tried;
  migrate_try(board, item, migration, &tried);
  json_t *row = json_incref(tried.row);
  migrate_tried_clear(&tried);
  return row;
}

bool migrate_may(const json_t *looked) {
  static const char *const words[] = {"unchanged", "places move", "dates move"};
  const char *verdict = json_text(looked, "verdict");
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (strcmp(words[i], verdict) == 0) return true;
  return false;
}

// What was worked out some time ago is recorded now, as any entry is.
bool migrate_tried_append(struct migrate_tried *tried, struct err *err) {
  struct turn *turn = &tried->turn;
  assert(tried->after && migrate_may(tried->row));
  turn->entry.recorded_ms = turn->entry.logical_ms = board_now(turn->board);
  return turn_append(turn, err);
}
