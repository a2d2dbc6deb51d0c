// Moving items that live to another version of their workflow (run/migrate.h): looked at before, then moved, all that were asked for or
// none, each in an entry of its own; and back.
//
// Of many, whoever asks has them made ready by parts before (run/ready.h), others being served in between: then the one transaction of the
// move only writes what is as it was.
#include "run/migrate.h"

#include "base/buf.h"
#include "base/mem.h"
#include "chart/check.h"
#include "op/internal.h"
#include "run/due.h"
#include "run/ready.h"
#include "run/rights.h"
#include "run/versions.h"
#include "run/view.h"

#include <string.h>

enum { SAID_MAX = 3 }; // items that a refusal names

struct moving {
  struct op_call *call;
  const char *person, *workflow;
  struct migration migration;
  int64_t version; // of `to`
  json_t *refs;    // the items that are meant
  int64_t others;  // that this person does not see whole, and leaves as they are
  json_t *rows;    // what was found of each
};

// ---- which version

// The hash of that version; a new reference, NULL with a sentence. `version` 0: the newest.
static json_t *find_version(struct board *board, const char *workflow, int64_t version, struct err *err) {
  json_t *all = workflow_list(board->store), *row, *found = NULL;
  int64_t best = 0;
  size_t i;
  json_array_foreach(all, i, row) {
    int64_t number = json_number(row, "version", 0);
    if (strcmp(json_text(row, "name"), workflow) != 0 || number < best) continue;
    best = number;
    if (!version || number == version) found = json_object_get(row, "hash");
  }
  json_incref(found);
  json_decref(all);
  if (!found && best)
    err_set(err, ERR_NOT_FOUND, "%s has no version %lld on this board; the newest is %lld.", workflow, (long long)version, (long long)best);
  return found;
}

static bool find_target(struct moving *moving, struct err *err) {
  struct board *board = moving->call->board;
  if (!definition_newest(board, moving->workflow, err)) return false;
  json_t *hash = find_version(board, moving->workflow, json_number(moving->call->request, "to", 0), err);
  moving->migration.to = hash ? definition_get(board, json_string_value(hash), err) : NULL;
  json_decref(hash);
  if (!moving->migration.to) return false;
  moving->version = version_number(moving->migration.to);
  return true;
}

// ---- the map

// Places and rungs that older versions have, as a map may name them.
static bool knows(struct moving *moving, const char *name, json_t *places) {
  json_t *all = workflow_list(moving->call->board->store), *row;
  struct err unreadable;
  bool known = false;
  size_t i;
  json_array_foreach(all, i, row) {
    bool older = strcmp(json_text(row, "name"), moving->workflow) == 0 && json_number(row, "version", 0) < moving->version;
    const struct definition *definition = older ? definition_get(moving->call->board, json_text(row, "hash"), &unreadable) : NULL;
    if (!definition) continue;
    known = known || remap_find(definition->chart, name) || migrate_has_rung(definition->chart, name);
    json_t *ids = remap_places(definition->chart);
    json_array_extend(places, ids);
    json_decref(ids);
  }
  json_decref(all);
  return known;
}

static bool no_place(const char *name, const char *where, const json_t *places, struct err *err) {
  char near[NEAREST_WORDS];
  return err_set(err, ERR_INVALID, "\"%.80s\" of --map is no place of %s%s", name, where,
                 nearest_words(name, places, "; `waymark workflow read` names them.", near));
}

static bool check_new(struct moving *moving, const char *old, const char *new, struct err *err) {
  const struct chart *to = moving->migration.to->chart;
  if (!*new || (strchr(old, '/') ? migrate_has_rung(to, new) : remap_find(to, new) != NULL)) return true;
  json_t *places = remap_places(to);
  no_place(new, "the version that is moved to", places, err);
  json_decref(places);
  return false;
}

static bool check_pair(struct moving *moving, const char *old, const json_t *new, struct err *err) {
  json_t *before = json_array();
  const char *as = json_string_value(new);
  bool ok = as || err_set(err, ERR_INVALID, "\"map\" must say of each place, as a text, where it goes on.");
  if (ok && !knows(moving, old, before)) ok = no_place(old, "an older version", before, err);
  ok = ok && check_new(moving, old, as, err);
  json_decref(before);
  return ok;
}

static bool check_map(struct moving *moving, struct err *err) {
  const char *old;
  json_t *new;
  json_object_foreach((json_t *)moving->migration.map, old, new) if (!check_pair(moving, old, new, err)) return false;
  return true;
}

// ---- which items

static bool is_older(const struct moving *moving, const struct casefile *item) {
  return version_number(item->definition) < moving->version;
}

static bool add_open(void *user, json_t *row) {
  struct moving *moving = user;
  struct err unreadable;
  if (json_flag(row, "closed") || strcmp(json_text(row, "definition"), moving->migration.to->hash) == 0) return true;
  struct casefile *item = casefile_from_row(moving->call->board, row, false, &unreadable);
  bool meant = item && is_older(moving, item), seen = meant && rights_see_all(moving->call->board, item, moving->person);
  if (seen) json_array_add(moving->refs, item->ref);
  moving->others += meant && !seen;
  casefile_free(item);
  return true;
}

static bool is_of_workflow(const struct moving *moving, const struct casefile *item, struct err *err) {
  const char *name = json_text(casefile_structure(item), "name");
  return strcmp(name, moving->workflow) == 0 ||
         err_set(err, ERR_INVALID, "%s is of the workflow %s, not of %s.", item->ref, name, moving->workflow);
}

static bool is_to_move(const struct moving *moving, const struct casefile *item, struct err *err) {
  long long version = (long long)version_number(item->definition), to = (long long)moving->version;
  if (!is_of_workflow(moving, item, err)) return false;
  if (is_older(moving, item)) return true;
  return err_set(err, ERR_REFUSED, version == to ? "%s is on version %lld already." : "%s is on version %lld, which is newer than %lld.",
                 item->ref, version, to);
}

static bool add_named(struct moving *moving, const char *ref, struct err *err) {
  struct casefile *item = rights_open_whole(moving->call->board, ref, moving->person, "move to another version", err);
  bool undo = json_flag(moving->call->request, "undo");
  bool ok = item && (undo ? is_of_workflow(moving, item, err) : is_to_move(moving, item, err));
  if (ok && !json_array_has(moving->refs, item->ref)) json_array_add(moving->refs, item->ref);
  casefile_free(item);
  return ok;
}

// A part of those that there were when they were asked for: what somebody moved or hid since is passed over, and whoever asks sees that it
// is not among the answers.
static bool add_part(struct moving *moving, const json_t *refs) {
  struct err gone;
  size_t i;
  const json_t *ref;
  json_array_foreach(refs, i, ref) add_named(moving, json_string_value(ref), &gone);
  return true;
}

static bool find_items(struct moving *moving, struct err *err) {
  const json_t *named = json_object_get(moving->call->request, "cases"), *ref;
  size_t i;
  if (json_flag(moving->call->request, "part")) return add_part(moving, named);
  json_array_foreach(named, i, ref) if (!add_named(moving, json_string_value(ref), err)) return false;
  return i > 0 || case_each(moving->call->board->store, moving->workflow, add_open, moving, err);
}

static bool begin(struct moving *moving, struct op_call *call, struct err *err) {
  const json_t *map = json_object_get(call->request, "map");
  *moving = (struct moving){.call = call, .refs = json_array(), .rows = json_array()};
  moving->person = ask_person(call, err);
  moving->workflow = moving->person ? ask_text(call, "workflow", err) : NULL;
  moving->migration = (struct migration){.map = map, .actor = moving->person, .reason = ask_maybe(call, "reason")};
  return moving->workflow && find_target(moving, err) && check_map(moving, err) && find_items(moving, err);
}

static void end(struct moving *moving) {
  json_decref(moving->refs);
  json_decref(moving->rows);
}

static void put_about(struct moving *moving) {
  const json_t *structure = chart_definition(moving->migration.to->chart);
  json_put_text(moving->call->answer, "workflow", moving->workflow);
  json_put_number(moving->call->answer, "to", moving->version);
  json_object_set(moving->call->answer, "noun", json_object_get(structure, "noun"));
  if (moving->others) json_put_number(moving->call->answer, "others", moving->others);
}

// ---- looking

// As the item will be once what is overdue has run, which comes first (T11).
static bool look_at(struct moving *moving, const char *ref, struct err *err) {
  struct casefile *item = casefile_open(moving->call->board, ref, err);
  struct casefile *then = item ? forecast_now(moving->call->board, item) : NULL;
  if (then) json_array_append_new(moving->rows, migrate_look(moving->call->board, then, &moving->migration));
  casefile_free(then);
  casefile_free(item);
  return then != NULL;
}

// Only which they are, so that whoever asks for thousands may ask of them by parts while others are served.
static void answer_refs(struct moving *moving) {
  moving->call->answer = json_pack("{s:O}", "refs", moving->refs);
  put_about(moving);
}

static bool look_at_all(struct moving *moving, struct err *err) {
  size_t i;
  json_t *ref;
  moving->migration.previews = true;
  json_array_foreach(moving->refs, i, ref) if (!look_at(moving, json_string_value(ref), err)) return false;
  moving->call->answer = json_pack("{s:O}", "items", moving->rows);
  put_about(moving);
  return true;
}

// What is asked of them before they are moved; or, with `refs`, only which they are.
static bool ask_of(struct op_call *call, bool (*all)(struct moving *moving, struct err *err), struct err *err) {
  struct moving moving;
  bool ok = begin(&moving, call, err), names = json_flag(call->request, "refs");
  if (ok && names) answer_refs(&moving);
  ok = ok && (names || all(&moving, err));
  end(&moving);
  return ok;
}

static bool look(struct op_call *call, struct err *err) { return ask_of(call, look_at_all, err); }

// ---- moving

static bool say_refused(const struct moving *moving, const json_t *refused, struct err *err) {
  const char *noun = json_text(chart_definition(moving->migration.to->chart), "noun");
  size_t i, count = json_array_size(refused), all = json_array_size(moving->refs);
  json_t *row;
  struct buf out;
  buf_init(&out);
  json_array_foreach(refused, i, row) {
    if (i == SAID_MAX) break;
    buf_format(&out, "%s%s %s (%s)", i ? "; " : "", json_text(row, "ref"), json_text(row, "verdict"), json_text(row, "text"));
  }
  if (count > SAID_MAX) buf_format(&out, "; and %zu more", count - SAID_MAX);
  err_set(err, ERR_REFUSED,
          "None was moved, since %zu of %zu %s%s cannot be: %s. `waymark workflow migrate %s --dry-run` says of each what moving it would "
          "do; name those that can be moved, or say how the others go on.",
          count, all, noun ? noun : "item", all == 1 ? "" : "s", out.data, moving->workflow);
  buf_clear(&out);
  return false;
}

// T11: what is overdue runs first, and is kept whatever becomes of the move.
static bool make_ready(struct moving *moving, json_t *refused, struct err *err) {
  struct ready_asked asked = {.migration = &moving->migration, .refused = refused, .wrote = &moving->call->recorded};
  size_t i;
  json_t *ref;
  json_array_foreach(moving->refs, i, ref) if (!ready_make(moving->call->board, json_string_value(ref), &asked, err)) return false;
  return true;
}

static bool all_may(struct moving *moving, struct err *err) {
  json_t *refused = json_array();
  bool ok = make_ready(moving, refused, err) && (json_array_size(refused) == 0 || say_refused(moving, refused, err));
  json_decref(refused);
  return ok;
}

static bool all_rest(struct moving *moving, struct err *err) {
  struct board *board = moving->call->board;
  json_t *ref;
  bool ok = true;
  size_t i;
  json_array_foreach(moving->refs, i, ref) {
    struct casefile *item = ok ? casefile_open(board, json_string_value(ref), err) : NULL;
    ok = item && due_run_case(board, &item, &moving->call->recorded, err);
    casefile_free(item);
  }
  return ok;
}

static bool move_one(struct moving *moving, const char *ref, struct err *err) {
  int64_t from;
  if (!ready_move(moving->call->board, ref, &moving->migration, &from, err)) return false;
  json_array_append_new(moving->rows, json_pack("{s:s, s:I}", "ref", ref, "from", (json_int_t)from));
  return true;
}

static bool back_one(struct moving *moving, const char *ref, struct err *err) {
  struct board *board = moving->call->board;
  struct casefile *item = casefile_open(board, ref, err);
  int64_t from = item ? version_number(item->definition) : 0;
  bool ok = item && migrate_back(board, item, moving->migration.reason, moving->person, err);
  if (ok)
    json_array_append_new(moving->rows, json_pack("{s:s, s:I, s:I}", "ref", item->ref, "from", (json_int_t)from, "to",
                                                  (json_int_t)version_number(item->definition)));
  casefile_free(item);
  return ok;
}

// Where one fails in the middle, nothing of all of it is kept but what was overdue.
static bool each(struct moving *moving, bool (*one)(struct moving *moving, const char *ref, struct err *err), struct err *err) {
  struct store *store = moving->call->board->store;
  bool ok = store_begin(store, err);
  size_t i;
  json_t *ref;
  if (!ok) return moving->call->recorded = false;
  json_array_foreach(moving->refs, i, ref) ok = ok && one(moving, json_string_value(ref), err);
  if (ok) return store_commit(store, err);
  store_rollback(store);
  return false;
}

static bool names_items(const struct op_call *call, struct err *err) {
  return json_array_size(json_object_get(call->request, "cases")) ||
         err_set(err, ERR_INVALID, "Name the items that are to be moved back; `waymark case history ITEM` says whether one was moved.");
}

static bool move(struct moving *moving, struct err *err) {
  if (json_flag(moving->call->request, "undo")) return all_rest(moving, err) && each(moving, back_one, err);
  bool ok = all_may(moving, err) && each(moving, move_one, err);
  ready_forget(moving->call->board); // what was undone is ready no more
  return ok;
}

static bool migrate(struct op_call *call, struct err *err) {
  struct moving moving;
  bool undo = json_flag(call->request, "undo");
  if (!ask_text(call, "reason", err) || (undo && !names_items(call, err))) return false;
  bool ok = begin(&moving, call, err) && move(&moving, err);
  if (ok) {
    call->answer = json_pack("{s:O}", "moved", moving.rows);
    put_about(&moving);
  }
  end(&moving);
  return ok;
}

// Those that cannot be moved are no failure here: the move says so of all together.
static bool ready_all(struct moving *moving, struct err *err) {
  json_t *refused = json_array();
  bool ok = make_ready(moving, refused, err);
  size_t barred = json_array_size(refused);
  if (ok) {
    moving->call->answer =
        json_pack("{s:I, s:I}", "ready", (json_int_t)(json_array_size(moving->refs) - barred), "barred", (json_int_t)barred);
    put_about(moving);
  }
  json_decref(refused);
  return ok;
}

static bool ready(struct op_call *call, struct err *err) { return ask_text(call, "reason", err) && ask_of(call, ready_all, err); }

const struct op ops_migrate[] = {
    {.name = "workflow.migration", .who = OP_OFFICE, .what = "look at moving items to another version", .run = look},
    {.name = "workflow.ready", .who = OP_OFFICE, .what = "move items to another version", .writes = true, .run = ready},
    {.name = "workflow.migrate", .who = OP_OFFICE, .what = "move items to another version", .writes = true, .run = migrate},
    {0},
};
