// The paths of a bundle, case folded: is one in it already? A table of where each lies in the names' text, kept at most half full; so it
// costs eight bytes a file, and asking costs the same whether there are ten files or 100,000.
#include "bundle/name_set.h"

#include "base/mem.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static uint32_t hash_name(const char *name) { // FNV-1a
  uint32_t hash = 2166136261U;
  for (; *name; name++) hash = (hash ^ (uint32_t)tolower((unsigned char)*name)) * 16777619U;
  return hash;
}

// The place of a name, or the empty one where it belongs.
static uint32_t *place(uint32_t *places, size_t room, const char *names, const char *name) {
  size_t at = hash_name(name) & (room - 1);
  while (places[at] && strcasecmp(names + places[at] - 1, name) != 0) at = (at + 1) & (room - 1);
  return &places[at];
}

static void grow(struct name_set *set, const char *names) {
  size_t room = set->room ? 2 * set->room : 256;
  uint32_t *places = mem_new(room * sizeof *places);
  for (size_t i = 0; i < set->room; i++)
    if (set->places[i]) *place(places, room, names, names + set->places[i] - 1) = set->places[i];
  mem_free(set->places);
  set->places = places;
  set->room = room;
}

bool name_set_has(const struct name_set *set, const char *names, const char *name) {
  return set->room && *place(set->places, set->room, names, name);
}

void name_set_add(struct name_set *set, const char *names, uint32_t at) {
  if (2 * (set->count + 1) > set->room) grow(set, names);
  *place(set->places, set->room, names, names + at) = at + 1;
  set->count++;
}

void name_set_clear(struct name_set *set) { mem_free(set->places); }
