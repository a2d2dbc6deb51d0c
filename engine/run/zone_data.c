// Zones from the machine's files. See zone_data.h.
#include "run/zone_data.h"

#include "base/mem.h"
#include "run/board.h"
#include "run/people.h"
#include "run/sweep.h"

#include <string.h>

enum { ZONE_SIZE_MAX = 256 * 1024, RELEASE_SIZE_MAX = 1 << 20, NAME_SIZE_MAX = 64 };
static const char ZONES[] = "/usr/share/zoneinfo"; // where Linux keeps them, whatever the distribution

// A name becomes part of a path, so it is made of the letters that such names have; no dots, so it cannot lead elsewhere.
static bool check_name(const char *name, struct err *err) {
  size_t size = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+/");
  if (*name && *name != '/' && !name[size] && size <= NAME_SIZE_MAX) return true;
  return err_set(err, ERR_INVALID, "\"%.80s\" is not the name of a zone; it is written like Europe/London.", name);
}

// A file of the zones' folder. Caller frees *bytes.
static bool read_file(const struct env *env, const char *name, size_t size_max, char **bytes, size_t *size, struct err *err) {
  char *path = mem_format("%s/%s", env->zones ? env->zones : ZONES, name);
  bool ok = env_read_file(env, path, size_max, bytes, size, err);
  mem_free(path);
  return ok;
}

static const struct zone *built_in(const char *name, struct err *err) {
  const struct zone *zone = zone_find(name);
  if (!zone)
    err_set(err, ERR_NOT_FOUND,
            "There is no time zone \"%s\" on this machine; write it like Europe/London, and see that tzdata is installed.", name);
  return zone;
}

const struct zone *zone_data_open(const struct env *env, const char *name, struct err *err) {
  struct err missing;
  char *bytes = NULL;
  size_t size = 0;
  if (!check_name(name, err)) return NULL;
  if (!read_file(env, name, ZONE_SIZE_MAX, &bytes, &size, &missing)) return built_in(name, err); // none, or a folder of zones
  struct zone *zone = zone_read(name, bytes, size, err);
  mem_free(bytes);
  return zone;
}

void zone_data_close(const struct zone *zone) {
  if (zone && zone_find(zone_name(zone)) != zone) zone_free((struct zone *)zone);
}

json_t *zone_data_json(const struct env *env, const struct zone *zone) {
  struct err err;
  char *text = NULL, release[TZDATA_VERSION] = "";
  size_t size = 0;
  if (read_file(env, "tzdata.zi", RELEASE_SIZE_MAX, &text, &size, &err)) tzdata_version(text, size, release);
  mem_free(text);
  return json_pack("{s:s, s:s, s:s}", "zone", zone_name(zone), "version", zone_version(zone), "release", release);
}

static bool same(const json_t *one, const json_t *other, const char *member) {
  return json_equal(json_object_get(one, member), json_object_get(other, member));
}

static bool record(struct board *board, const char *actor, json_t *data, struct err *err) {
  struct entry entry;
  int64_t now_ms = board_now(board);
  entry_init(&entry, ENTRY_SETTING, now_ms, now_ms);
  if (actor) people_key(board, actor, &entry.actor_id);
  entry_part(&entry, "setting/zone_data", json_incref(data));
  return board_append(board, &entry, err);
}

static bool record_change(struct board *board, const char *actor, json_t *data, bool moves, struct err *err) {
  if (!store_begin(board->store, err)) return false;
  if (record(board, actor, data, err) && (!moves || sweep_begin(board, "zone", actor, NULL, err))) return store_commit(board->store, err);
  store_rollback(board->store);
  return false;
}

bool zone_data_check(struct board *board, const char *actor, bool *changed, struct err *err) {
  *changed = false;
  const struct zone *zone = zone_data_open(&board->env, zone_name(board->zone), err);
  if (!zone) return false;
  json_t *kept = setting_find(board->store, "zone_data"), *data = zone_data_json(&board->env, zone);
  bool differs = !json_equal(kept, data), moves = !same(kept, data, "version") || !same(kept, data, "zone");
  bool ok = !differs || record_change(board, actor, data, moves, err);
  *changed = ok && differs;
  if (ok) board_zone_set(board, zone);
  if (!ok) zone_data_close(zone);
  board->zone_is_known = board->zone_is_known || ok;
  json_decref(data);
  json_decref(kept);
  return ok;
}

static bool is_as_recorded(struct board *board) {
  json_t *kept = setting_find(board->store, "zone_data");
  const char *name = json_text(kept, "zone"), *version = json_text(kept, "version");
  bool as_recorded = name && version && strcmp(name, zone_name(board->zone)) == 0 && strcmp(version, zone_version(board->zone)) == 0;
  json_decref(kept);
  return as_recorded;
}

bool zone_data_keep_up(struct board *board, bool *changed, struct err *err) {
  *changed = false;
  if (!board->zone_is_known && !is_as_recorded(board)) return zone_data_check(board, NULL, changed, err);
  board->zone_is_known = true;
  return true;
}
