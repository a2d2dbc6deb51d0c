// A set of paths that lie in one growing text, by where in it they begin.
#ifndef WAYMARK_BUNDLE_NAME_SET_H
#define WAYMARK_BUNDLE_NAME_SET_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct name_set {
  uint32_t *places; // one more than where a name begins; 0: empty
  size_t room, count;
};

bool name_set_has(const struct name_set *set, const char *names, const char *name);
void name_set_add(struct name_set *set, const char *names, uint32_t at); // it is not in the set
void name_set_clear(struct name_set *set);
#endif
