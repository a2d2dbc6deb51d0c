// Making a board: everything is built in a folder beside, and takes its name when it is whole. Each thing is recorded in the journal.
#include "base/mem.h"
#include "op/internal.h"
#include "op/roster.h"
#include "op/settings.h"
#include "op/shipped.h"
#include "run/based.h"
#include "run/definition.h"
#include "run/zone_data.h"
#include "time/calendar.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SEED_SIZE_MAX = 1 << 20 };

struct seeding {
  const struct env *env;
  const struct board_seed *seed;
  char *folder;      // being built
  json_t *value;     // board.lua's table
  char *source;      // its text
  json_t *zone_data; // what its zone was read from
  json_t *names;     // workflows that were published
  json_t *copied;    // files that were: one that two workflows take is copied once
  struct board *board;
  struct err *err;
};

static bool make_folder(struct seeding *seeding, const char *name) {
  char *path = mem_format("%s/%s", seeding->folder, name);
  bool ok = seeding->env->files->make_folder(seeding->env->user, path) == 0 || env_fail(seeding->err, "make the folder", path);
  mem_free(path);
  return ok;
}

// Copies SHARE/from to the new board's `to`, once; *text, when asked for, is the caller's.
static bool copy_in(struct seeding *seeding, const char *from, const char *to, char **text) {
  char *source = mem_format("%s/workflows/%s", seeding->seed->share, from), *target = mem_format("%s/%s", seeding->folder, to),
       *bytes = NULL;
  size_t size;
  bool is_new = !json_array_has(seeding->copied, to);
  bool ok = env_read_file(seeding->env, source, SEED_SIZE_MAX, &bytes, &size, seeding->err) &&
            (!is_new || env_write_new_file(seeding->env, target, bytes, size, seeding->err));
  if (ok && is_new) json_array_add(seeding->copied, to);
  if (text && ok)
    *text = bytes;
  else
    mem_free(bytes);
  mem_free(source);
  mem_free(target);
  return ok;
}

static bool check_settings(const struct seeding *seeding) {
  const struct setting *setting;
  char where[100];
  for (size_t i = 0; (setting = settings_at(i)); i++) {
    const json_t *value = json_object_get(seeding->value, setting->name);
    snprintf(where, sizeof where, "\"%s\" of the board's seed", setting->name);
    if (value && !settings_check(setting, value, where, seeding->err)) return false;
  }
  return true;
}

// What the board's time is worked out with.
static bool check_clock(struct seeding *seeding) {
  const json_t *given = json_object_get(seeding->value, "zone");
  const char *name = given ? json_string_value(given) : "Europe/London";
  if (!name)
    return err_set(seeding->err, ERR_INVALID, "\"zone\" of the board's seed must be the name of a time zone such as Europe/London.");
  const struct zone *zone = zone_data_open(seeding->env, name, seeding->err);
  if (zone) seeding->zone_data = zone_data_json(seeding->env, zone);
  zone_data_close(zone);
  return zone || err_prefix(seeding->err, "\"zone\" of the board's seed: ");
}

static bool read_seed(struct seeding *seeding) {
  const char *given = seeding->seed->seed_path;
  char *path = given ? mem_text(given) : mem_format("%s/workflows/board.lua", seeding->seed->share);
  size_t size;
  bool ok = env_read_file(seeding->env, path, SEED_SIZE_MAX, &seeding->source, &size, seeding->err);
  struct worker *worker = ok ? worker_new() : NULL;
  json_t *none = json_object(), *loaded = ok ? worker_load(worker, "board", "board.lua", seeding->source, none, seeding->err) : NULL;
  seeding->value = loaded ? json_incref(json_object_get(loaded, "value")) : NULL;
  if (ok && !loaded) err_prefix(seeding->err, "The board's seed %s has a mistake: ", path);
  ok = seeding->value && check_settings(seeding) && check_clock(seeding) && roster_check(seeding->value, seeding->err);
  json_decref(loaded);
  json_decref(none);
  worker_free(worker);
  mem_free(path);
  return ok;
}

static bool write_board_lua(struct seeding *seeding) {
  char *path = mem_format("%s/board.lua", seeding->folder);
  bool ok = env_write_new_file(seeding->env, path, seeding->source, strlen(seeding->source), seeding->err);
  mem_free(path);
  return ok;
}

static const char *division_of(const struct seeding *seeding) {
  const char *division = json_text(seeding->value, "division");
  return division ? division : "england-and-wales";
}

static bool append(struct seeding *seeding, struct entry *entry) { return board_append(seeding->board, entry, seeding->err); }

static bool record_settings(struct seeding *seeding) {
  struct entry entry;
  const struct setting *setting;
  int64_t now = board_now(seeding->board);
  entry_init(&entry, ENTRY_BOARD_MADE, now, now);
  for (size_t i = 0; (setting = settings_at(i)); i++) {
    json_t *value = json_object_get(seeding->value, setting->name);
    char *part = mem_format("setting/%s", setting->name);
    if (value) entry_part(&entry, part, json_deep_copy(value));
    mem_free(part);
  }
  entry_part(&entry, "setting/zone_data", json_incref(seeding->zone_data));
  return append(seeding, &entry) && board_refresh(seeding->board, seeding->err);
}

static bool record_directory(struct seeding *seeding) {
  struct entry entry;
  int64_t now = board_now(seeding->board);
  entry_init(&entry, ENTRY_DIRECTORY, now, now);
  roster_parts(seeding->env, seeding->value, &entry);
  return append(seeding, &entry);
}

static bool record_calendar(struct seeding *seeding) {
  char *from = mem_format("calendars/%s.csv", division_of(seeding)), *csv = NULL;
  bool ok = copy_in(seeding, from, from, &csv);
  struct calendar *calendar = ok ? calendar_read(division_of(seeding), csv, strlen(csv), seeding->err) : NULL;
  ok = calendar != NULL;
  if (ok) {
    struct entry entry;
    int64_t now = board_now(seeding->board);
    char *part = mem_format("calendar/%s", division_of(seeding));
    entry_init(&entry, ENTRY_CALENDAR, now, now);
    entry_part(&entry, part, json_pack("{s:s, s:s}", "version", calendar_version(calendar), "csv", csv));
    mem_free(part);
    ok = append(seeding, &entry) && board_refresh(seeding->board, seeding->err);
  }
  calendar_free(calendar);
  mem_free(csv);
  mem_free(from);
  return ok;
}

static bool copy_modules(struct seeding *seeding) {
  json_t *modules = NULL, *text;
  const char *name;
  char *path = mem_format("%s/workflows/lib", seeding->seed->share);
  bool ok = make_folder(seeding, "workflows/lib") && (modules = definition_modules_in(seeding->env, path, seeding->err));
  json_object_foreach(modules, name, text) {
    char *file = mem_format("lib/%s.lua", name), *to = mem_format("workflows/lib/%s.lua", name);
    ok = ok && copy_in(seeding, file, to, NULL);
    mem_free(file);
    mem_free(to);
  }
  json_decref(modules);
  mem_free(path);
  return ok;
}

static bool is_copied(const struct seeding *seeding, const char *to) {
  char *target = mem_format("%s/%s", seeding->folder, to);
  bool there = access(target, F_OK) == 0;
  mem_free(target);
  return there;
}

static bool copy_workflow(struct seeding *seeding, const char *name, char **source) {
  char *from = mem_format("%s.lua", name), *to = mem_format("workflows/%s.lua", name), *path = mem_format("%s/%s", seeding->folder, to);
  size_t size;
  bool ok = is_copied(seeding, to) ? env_read_file(seeding->env, path, SEED_SIZE_MAX, source, &size, seeding->err)
                                   : copy_in(seeding, from, to, source);
  mem_free(path);
  mem_free(from);
  mem_free(to);
  return ok;
}

// With what it is based on, which lies beside it on the board too; what is there already came with its own.
static bool copy_all(struct seeding *seeding, const char *name, char **source) {
  char *to = mem_format("workflows/%s.lua", name);
  bool was = is_copied(seeding, to), ok = copy_workflow(seeding, name, source);
  const char *at = ok && !was ? *source : "";
  mem_free(to);
  for (char *base; ok && (base = based_next(&at)); mem_free(base)) {
    char *text = NULL;
    ok = copy_all(seeding, base, &text);
    mem_free(text);
  }
  return ok;
}

// What a workflow cannot do without comes with it, where it is shipped too.
static void add_missing(const json_t *answer, const json_t *shipped, json_t *names) {
  json_t *name;
  size_t i;
  struct err none;
  json_array_foreach(json_object_get(answer, "missing"), i, name) {
    const char *text = json_string_value(name);
    if (!json_array_has(names, text) && shipped_has(shipped, text, &none)) json_array_add(names, text);
  }
}

static bool publish_one(struct seeding *seeding, const char *name, const json_t *shared, const json_t *shipped, json_t *names) {
  if (!shipped_has(shipped, name, seeding->err)) return false;
  char *from = mem_format("%s.lua", name), *folder = mem_format("%s/workflows", seeding->folder), *source = NULL;
  json_t *answer = NULL, *modules = json_copy((json_t *)shared);
  bool ok = copy_all(seeding, name, &source) && based_add(seeding->env, folder, source, modules, seeding->err) &&
            definition_publish(seeding->board, from, source, modules, NULL, &answer, seeding->err);
  if (ok) add_missing(answer, shipped, names);
  json_decref(modules);
  json_decref(answer);
  mem_free(source);
  mem_free(folder);
  mem_free(from);
  return ok;
}

// Those of the seed and those that were asked for besides, each once.
static json_t *workflow_names(const struct seeding *seeding) {
  json_t *names = json_array(), *more = seeding->seed->with ? shipped_names(seeding->seed->with) : json_array(), *name;
  size_t i;
  json_array_foreach(json_object_get(seeding->value, "workflows"), i, name) json_array_add(names, json_string_value(name));
  json_array_foreach(more, i, name) if (!json_array_has(names, json_string_value(name))) json_array_add(names, json_string_value(name));
  json_decref(more);
  return names;
}

static bool record_workflows(struct seeding *seeding) {
  if (!copy_modules(seeding)) return false;
  json_t *modules = definition_modules(seeding->env, seeding->folder, seeding->err);
  json_t *shipped = modules ? shipped_list(seeding->env, seeding->seed->share, seeding->err) : NULL;
  bool ok = shipped != NULL;
  seeding->names = workflow_names(seeding);
  for (size_t i = 0; ok && i < json_array_size(seeding->names); i++)
    ok = publish_one(seeding, json_string_value(json_array_get(seeding->names, i)), modules, shipped, seeding->names);
  json_decref(shipped);
  json_decref(modules);
  return ok;
}

// Each file made its own name durable in its folder; the folders' own names are left.
static bool sync_folders(struct seeding *seeding) {
  char *path = mem_format("%s/workflows/lib", seeding->folder);
  bool ok = env_sync_name(seeding->env, path, seeding->err);
  mem_free(path);
  path = mem_format("%s/workflows", seeding->folder);
  ok = ok && env_sync_name(seeding->env, path, seeding->err);
  mem_free(path);
  return ok;
}

static bool set_clock(struct seeding *seeding) {
  if (!seeding->seed->manual_clock) return true;
  char text[INSTANT_TEXT];
  instant_write(seeding->seed->now_ms, text);
  return meta_put(seeding->board->store, "manual_clock", text, seeding->err);
}

static bool record_all(struct seeding *seeding) {
  struct store *store = seeding->board->store;
  if (!store_begin(store, seeding->err)) return false;
  bool ok = record_settings(seeding) && record_directory(seeding) && record_calendar(seeding) && record_workflows(seeding);
  if (ok) return store_commit(store, seeding->err);
  store_rollback(store);
  return false;
}

static bool build(struct seeding *seeding) {
  static const char *const folders[] = {"calendars", "workflows", "plugins"};
  for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
    if (!make_folder(seeding, folders[i])) return false;
  struct store *store = write_board_lua(seeding) ? store_create(seeding->env, seeding->folder, seeding->err) : NULL;
  if (!store) return false;
  store_close(store);
  seeding->board = board_open(seeding->env, seeding->folder, seeding->err);
  bool ok = seeding->board && set_clock(seeding);
  if (ok && seeding->seed->manual_clock) {
    seeding->board->manual = true;
    seeding->board->manual_ms = seeding->seed->now_ms;
  }
  ok = ok && record_all(seeding);
  board_close(seeding->board);
  return ok && sync_folders(seeding);
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where) {
  (void)info, (void)kind, (void)where;
  return remove(path);
}

static bool put_in_place(struct seeding *seeding) {
  const char *folder = seeding->seed->folder;
  const struct env *env = seeding->env;
  bool gone = rmdir(folder) == 0 || errno == ENOENT; // an empty one gives way
  if (gone && env->files->rename_new(env->user, seeding->folder, folder) == 0) return env_sync_name(env, folder, seeding->err);
  if (errno == ENOTEMPTY || errno == EEXIST)
    return err_set(seeding->err, ERR_REFUSED, "%s holds files already; name a folder that is new or empty.", folder);
  return env_fail(seeding->err, "make the board", folder);
}

static bool is_free(const struct board_seed *seed, struct err *err) {
  char *path = mem_format("%s/waymark.db", seed->folder);
  bool taken = access(path, F_OK) == 0;
  mem_free(path);
  return !taken || err_set(err, ERR_REFUSED, "There is a board in %s already; nothing was changed.", seed->folder);
}

static json_t *answer_of(const struct seeding *seeding) {
  return json_pack("{s:s, s:O, s:i, s:i, s:O?}", "folder", seeding->seed->folder, "name", json_object_get(seeding->value, "name"), "people",
                   (int)json_object_size(json_object_get(seeding->value, "people")), "agencies",
                   (int)json_object_size(json_object_get(seeding->value, "agencies")), "workflows", seeding->names);
}

bool board_create(const struct env *env, const struct board_seed *seed, json_t **answer, struct err *err) {
  if (!is_free(seed, err)) return false;
  struct seeding seeding = {.env = env, .seed = seed, .copied = json_array(), .err = err};
  seeding.folder = mem_format("%s.part", seed->folder);
  bool ok = read_seed(&seeding);
  if (ok) {
    nftw(seeding.folder, remove_one, 16, FTW_DEPTH | FTW_PHYS); // what a broken attempt left
    ok = env->files->make_folder(env->user, seeding.folder) == 0 || env_fail(err, "make the folder", seeding.folder);
    ok = ok && build(&seeding) && put_in_place(&seeding);
    if (ok)
      *answer = answer_of(&seeding);
    else
      nftw(seeding.folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  }
  json_decref(seeding.value);
  json_decref(seeding.zone_data);
  json_decref(seeding.names);
  json_decref(seeding.copied);
  mem_free(seeding.source);
  mem_free(seeding.folder);
  return ok;
}
