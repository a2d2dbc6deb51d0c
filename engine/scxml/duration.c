// Times as SCXML writes them (W3C SCXML 1.0, 6.2.4): digits, perhaps a fraction, and a unit.
#include "scxml/run.h"

#include <stdlib.h>
#include <string.h>

static const struct unit {
  const char *name;
  double ms;
} units[] = {{"ms", 1}, {"s", 1e3}, {"m", 6e4}, {"h", 36e5}, {"d", 864e5}};

bool scxml_duration(const char *text, int64_t *ms) {
  const char *at = text + strspn(text, " \t");
  size_t digits = strspn(at, "0123456789"), size = digits;
  if (at[size] == '.') size += 1 + strspn(at + size + 1, "0123456789");
  size_t unit_size = strcspn(at + size, " \t");
  bool ends = at[size + unit_size + strspn(at + size + unit_size, " \t")] == '\0', has_digits = size > (size_t)(at[digits] == '.');
  double number = strtod(at, NULL);
  for (size_t i = 0; ends && has_digits && size < 20 && i < sizeof units / sizeof units[0]; i++) {
    if (strlen(units[i].name) != unit_size || strncmp(units[i].name, at + size, unit_size) != 0 || number * units[i].ms > 1e15) continue;
    *ms = (int64_t)(number * units[i].ms + 0.5);
    return true;
  }
  return false;
}
