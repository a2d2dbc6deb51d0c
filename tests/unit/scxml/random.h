// Random documents that SCXML permits, by a seed: for round trips over many of them.
#ifndef WAYMARK_TESTS_SCXML_RANDOM_H
#define WAYMARK_TESTS_SCXML_RANDOM_H
#include "base/buf.h"
#include "base/mem.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { RANDOM_DEPTH = 4, RANDOM_STATES = 12 };

struct dice {
  uint64_t seed;
  struct buf out;
  int made; // ids handed out: s1, s2 ...
  int inner;
};

static inline unsigned roll(struct dice *dice, unsigned sides) { // xorshift64*
  dice->seed ^= dice->seed >> 12;
  dice->seed ^= dice->seed << 25;
  dice->seed ^= dice->seed >> 27;
  return (unsigned)((dice->seed * UINT64_C(2685821657736338717)) >> 33) % sides;
}

static inline const char *pick(struct dice *dice, const char *const *of, unsigned count) { return of[roll(dice, count)]; }

static inline void random_document(struct dice *dice, const char *attributes);

static inline void random_action(struct dice *dice, int depth) {
  static const char *const plain[] = {
      "<raise event=\"r.s\"/>",
      "<log label=\"a &quot;quoted&quot; label\" expr=\"x .. 'it&apos;s'\"/>",
      "<log label=\"only\"/>",
      "<assign location=\"t[1].u\" expr=\"x + 1\"/>",
      "<assign location=\"t\">{\"deep\": [1, {\"k-k\": true}], \"text\": \"two\\nlines \\u0007 ]] ]=]\"}</assign>",
      "<assign location=\"t\">some   words</assign>",
      "<script>local a = 1\nif a &lt; 2 then\n\tx = [[ long ]] end\n</script>",
      "<script>x = '&#13;'</script>",
      "<send event=\"e.f\" delay=\"1.5s\" id=\"i\" namelist=\"x y\"><param name=\"p\" expr=\"{ 1 }\"/><param name=\"q\" "
      "location=\"t.u\"/></send>",
      "<send eventexpr=\"x\" targetexpr=\"y\" typeexpr=\"z\" idlocation=\"t.u\" delayexpr=\"'1s'\"><content expr=\"x\"/></send>",
      "<send event=\"g\" delay=\"250ms\" target=\"#_parent\"><content>\"text with \\\\ and \\u0001\"</content></send>",
      "<cancel sendid=\"i\"/>",
      "<cancel sendidexpr=\"t.u\"/>",
  };
  unsigned kind = roll(dice, depth > 2 ? 8 : 11);
  if (kind < 8) {
    buf_text(&dice->out, pick(dice, plain, sizeof plain / sizeof plain[0]));
  } else if (kind == 8) {
    buf_text(&dice->out, "<foreach array=\"t\" item=\"v\" index=\"n\">");
    for (unsigned i = roll(dice, 3); i > 0; i--) random_action(dice, depth + 1);
    buf_text(&dice->out, "</foreach>");
  } else {
    buf_text(&dice->out, "<if cond=\"x &gt; 1\">");
    random_action(dice, depth + 1);
    if (roll(dice, 2)) buf_text(&dice->out, "<elseif cond=\"In('s1')\"/>");
    if (roll(dice, 2)) buf_text(&dice->out, "<else/>");
    random_action(dice, depth + 1);
    buf_text(&dice->out, "</if>");
  }
}

static inline void random_actions(struct dice *dice) {
  for (unsigned i = roll(dice, 3); i > 0; i--) random_action(dice, 0);
}

// s1 is always there, and is made before anything names it.
static inline void random_transition(struct dice *dice) {
  static const char *const events[] = {
      "", " event=\"go\"", " event=\"go\"", " event=\"*\"", " event=\"a b.* c.d\"", " event=\"done.state.s1\""};
  static const char *const conds[] = {
      "", "", " cond=\"x == 'a' and y ~= &quot;b&quot;\"", " cond=\"In('s1')\"", " cond='In(\"s1\")'", " cond=\"In('nobody')\""};
  buf_format(&dice->out, "<transition%s%s", pick(dice, events, 6), pick(dice, conds, 6));
  if (roll(dice, 4)) buf_format(&dice->out, " target=\"s%u\"", 1 + roll(dice, (unsigned)dice->made));
  if (!roll(dice, 4)) buf_text(&dice->out, " type=\"internal\"");
  buf_char(&dice->out, '>');
  random_actions(dice);
  buf_text(&dice->out, "</transition>");
}

static inline void random_invoke(struct dice *dice) {
  buf_text(&dice->out,
           roll(dice, 2) ? "<invoke type=\"scxml\" autoforward=\"true\">" : "<invoke idlocation=\"x\"><param name=\"p\" expr=\"1\"/>");
  buf_text(&dice->out, "<content>");
  random_document(dice, " version=\"1.0\"");
  buf_text(&dice->out, "</content>");
  buf_text(&dice->out,
           roll(dice, 2) ? "<finalize/></invoke>" : "<finalize><assign location=\"x\" expr=\"_event.data\"/></finalize></invoke>");
}

static inline void random_content(struct dice *dice) {
  for (unsigned i = roll(dice, 3); i > 0; i--) {
    buf_text(&dice->out, roll(dice, 2) ? "<onentry>" : "<onexit>");
    size_t at = dice->out.size - 2; // "...entry>" or "...exit>"
    bool is_entry = dice->out.data[at] == 'y';
    random_actions(dice);
    buf_text(&dice->out, is_entry ? "</onentry>" : "</onexit>");
  }
  for (unsigned i = roll(dice, 4); i > 0; i--) random_transition(dice);
  if (dice->inner == 0 && !roll(dice, 12)) random_invoke(dice);
}

static inline void random_state(struct dice *dice, int depth, bool is_region) {
  int id = ++dice->made;
  unsigned children = depth < RANDOM_DEPTH && dice->made < RANDOM_STATES ? roll(dice, 4) : 0;
  const char *name = children && roll(dice, 3) == 0                           ? "parallel"
                     : !children && depth && !is_region && roll(dice, 5) == 0 ? "final"
                                                                              : "state";
  buf_format(&dice->out, "<%s id=\"s%d\">", name, id);
  if (*name == 'f') {
    if (roll(dice, 2)) buf_text(&dice->out, "<donedata><content>{\"a\": 1}</content></donedata>");
  } else {
    if (*name == 's' && !roll(dice, 4))
      buf_text(&dice->out, "<datamodel><data id=\"z\">[1, 2]</data><data id=\"w\" expr=\"{}\"/></datamodel>");
    if (children && *name == 's' && roll(dice, 3) == 0)
      buf_format(&dice->out, "<initial><transition target=\"s%d\"><log label=\"i\"/></transition></initial>", id + 1);
    random_content(dice);
    for (unsigned i = 0; i < children; i++) random_state(dice, depth + 1, *name == 'p');
    if (children && roll(dice, 3) == 0)
      buf_format(&dice->out, "<history id=\"h%d\" type=\"%s\"><transition target=\"s%d\"/></history>", id,
                 roll(dice, 2) ? "deep" : "shallow", id + 1);
  }
  buf_format(&dice->out, "</%s>", name);
}

static inline void random_document(struct dice *dice, const char *attributes) {
  struct dice outer = *dice;
  dice->made = 0;
  dice->inner = outer.inner + 1;
  buf_format(&dice->out, "<scxml%s%s>", attributes, roll(dice, 2) ? " binding=\"late\"" : "");
  if (roll(dice, 2))
    buf_text(&dice->out, "<datamodel><data id=\"x\" expr=\"1\"/><data id=\"y\"/><data id=\"t\">{\"u\": 1.5}</data></datamodel>");
  if (roll(dice, 3) == 0) buf_text(&dice->out, "<script>x = 1</script>");
  for (unsigned i = 1 + roll(dice, 3); i > 0; i--) random_state(dice, 0, false);
  buf_text(&dice->out, "</scxml>");
  dice->made = outer.made;
  dice->inner = outer.inner;
}

// Caller frees.
static inline char *random_text(uint64_t seed) {
  struct dice dice = {.seed = seed * UINT64_C(11400714819323198485) + 1, .inner = -1};
  random_document(&dice, " xmlns=\"http://www.w3.org/2005/07/scxml\" version=\"1.0\" name=\"any\"");
  return buf_take(&dice.out);
}
#endif
