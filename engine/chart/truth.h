// Three-valued truth of a condition (S5), combined as Kleene did.
#ifndef WAYMARK_CHART_TRUTH_H
#define WAYMARK_CHART_TRUTH_H

enum truth { TRUTH_FALSE, TRUTH_TRUE, TRUTH_UNKNOWN };

static inline enum truth truth_not(enum truth a) { return a == TRUTH_UNKNOWN ? a : a == TRUTH_TRUE ? TRUTH_FALSE : TRUTH_TRUE; }
static inline enum truth truth_and(enum truth a, enum truth b) {
  if (a == TRUTH_FALSE || b == TRUTH_FALSE) return TRUTH_FALSE;
  return a == TRUTH_TRUE && b == TRUTH_TRUE ? TRUTH_TRUE : TRUTH_UNKNOWN;
}
static inline enum truth truth_or(enum truth a, enum truth b) { return truth_not(truth_and(truth_not(a), truth_not(b))); }
static inline const char *truth_word(enum truth a) { return a == TRUTH_TRUE ? "true" : a == TRUTH_FALSE ? "false" : "unknown"; }
#endif
