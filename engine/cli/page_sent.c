// What an event came to, as whoever sent it reads it: where the item stands now, what that opened, and whom it told what.
#include "base/buf.h"
#include "base/mem.h"
#include "cli/internal.h"

#include <string.h>

enum { NAMED_MAX = 6 }; // items of a workflow, people with one message: it is a line, not a list; --json has them all

// "ER-001, ER-002 and 11 more (Errand)" for each workflow, at the first of its items.
static void add_opened(const json_t *opened, size_t first, struct buf *out) {
  const char *title = json_text(json_array_get(opened, first), "workflow_title");
  size_t count = 0;
  for (size_t i = 0; i < json_array_size(opened); i++) {
    const json_t *one = json_array_get(opened, i);
    if (strcmp(json_text(one, "workflow_title"), title) != 0) continue;
    if (i < first) return;
    if (count++ < NAMED_MAX) buf_format(out, "%s%s", count > 1 ? ", " : out->size ? "; " : "", json_text(one, "ref"));
  }
  if (count > NAMED_MAX) buf_format(out, " and %zu more", count - NAMED_MAX);
  buf_format(out, " (%s)", title);
}

char *print_opened(const json_t *opened) {
  struct buf out;
  buf_init(&out);
  for (size_t i = 0; i < json_array_size(opened); i++) add_opened(opened, i, &out);
  return buf_take(&out);
}

static bool is_same_message(const json_t *one, const json_t *other) {
  const json_t *text = json_object_get(one, "text"), *others = json_object_get(other, "text");
  return text == others || json_equal(text, others);
}

// "Priya Shah (Action owner)"; of another item than the one that was sent for, with its reference.
static void add_name(const json_t *one, bool first, struct buf *out) {
  const char *name = json_text(one, "name"), *role = json_text(one, "role"), *ref = json_text(one, "ref");
  buf_format(out, "%s%s", first ? out->size ? "; " : "" : ", ", name ? name : json_text(one, "to"));
  if (role && *role) buf_format(out, " (%s%s%s)", role, ref ? ", " : "", ref ? ref : "");
}

// Everybody who got the message of the first that it was told to.
static void add_told(const json_t *told, size_t first, struct buf *out) {
  const json_t *message = json_array_get(told, first);
  size_t count = 0;
  for (size_t i = 0; i < json_array_size(told); i++) {
    const json_t *one = json_array_get(told, i);
    if (!is_same_message(one, message)) continue;
    if (i < first) return;
    if (count++ < NAMED_MAX) add_name(one, count == 1, out);
  }
  if (count > NAMED_MAX) buf_format(out, " and %zu more", count - NAMED_MAX);
  const char *text = json_text(message, "text");
  if (text) buf_format(out, ": %s", text);
}

static char *told_words(const json_t *told) {
  struct buf out;
  buf_init(&out);
  for (size_t i = 0; i < json_array_size(told); i++) add_told(told, i, &out);
  return buf_take(&out);
}

void print_outcome(struct cli *cli, const json_t *answer) {
  char *opened = print_opened(json_object_get(answer, "opened")), *told = told_words(json_object_get(answer, "told"));
  if (*opened) print_line(cli, "  opened: %s", opened);
  if (*told) print_line(cli, "  told: %s", told);
  mem_free(opened);
  mem_free(told);
}

void page_sent(struct cli *cli, const json_t *answer) {
  const json_t *titles = json_object_get(answer, "state_titles");
  char *state = json_join(titles ? titles : json_object_get(answer, "state"), ", ");
  const char *event = json_text(answer, "event"), *label = json_text(answer, "label");
  print_line(cli, "%s: %s%s%snow %s (version %lld).", json_text(answer, "ref"), event ? "\"" : "", event ? (label ? label : event) : "",
             event ? "\" is done; " : "started; ", state, (long long)json_number(answer, "revision", 0));
  print_outcome(cli, answer);
  mem_free(state);
}
