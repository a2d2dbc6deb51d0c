// The small pieces that views are made of: headings, labelled values, people.
#include "base/mem.h"
#include "cli/internal.h"
#include "time/instant.h"
#include "time/receipt.h"
#include "time/zone.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL = 14 }; // columns of a label; a longer one gets a line of its own

bool print_json(struct cli *cli, const json_t *answer) {
  if (!cli_has(cli, OPTION_JSON)) return false;
  char *text = json_dumps(answer, JSON_COMPACT | JSON_ENCODE_ANY);
  fprintf(cli->out, "%s\n", text ? text : "null");
  free(text);
  return true;
}

bool answer_show(struct cli *cli, json_t *answer, void (*view)(struct cli *cli, const json_t *answer)) {
  if (answer && !print_json(cli, answer)) view(cli, answer);
  json_decref(answer);
  return answer != NULL;
}

void print_section(struct cli *cli, const char *heading) { fprintf(cli->out, "\n%s\n", heading); }

void print_pair(struct cli *cli, const char *label, const char *text) {
  if (!text || !*text) return;
  char *clean = text_clean(label);
  size_t used = text_width(clean);
  fprintf(cli->out, "  %s", clean);
  mem_free(clean);
  if (used > LABEL)
    fputc('\n', cli->out), text_pad(cli->out, LABEL + 4);
  else
    text_pad(cli->out, LABEL + 2 - used);
  text_wrap(cli->out, cli->width, LABEL + 4, LABEL + 4, text);
}

void print_line(struct cli *cli, const char *format, ...) {
  char *text = NULL;
  va_list args;
  va_start(args, format);
  int size = vasprintf(&text, format, args);
  va_end(args);
  if (size < 0) return;
  size_t indent = strspn(text, " ");
  text_pad(cli->out, indent);
  text_wrap(cli->out, cli->width, (int)indent, (int)indent + 2, text + indent);
  free(text);
}

void print_receipt(struct cli *cli, const json_t *receipt) {
  char *text = receipt_text(receipt), *clean = text_clean(text);
  fputs(clean, cli->out);
  mem_free(clean);
  mem_free(text);
}

static void add_person(struct buf *out, const char *name, const char *note) {
  if (out->size) buf_text(out, ", ");
  buf_text(out, name);
  if (note && *note) buf_format(out, " (%s)", note);
}

enum { WHO_MAX = 3 }; // a group of ten names is no answer to "who holds it?"; --json has them all

char *print_who(const json_t *array) {
  struct buf out;
  size_t i;
  json_t *who;
  buf_init(&out);
  json_array_foreach(array, i, who) {
    if (i == WHO_MAX) buf_format(&out, " and %zu more", json_array_size(array) - WHO_MAX);
    if (i >= WHO_MAX) continue;
    const char *name = json_is_string(who) ? json_string_value(who) : json_text(who, "name");
    if (!name) name = json_text(who, "id");
    if (name) add_person(&out, name, json_text(who, "via"));
  }
  return buf_take(&out);
}

char *print_told(const json_t *array) {
  struct buf out;
  size_t i;
  json_t *told;
  buf_init(&out);
  json_array_foreach(array, i, told) {
    const char *name = json_text(told, "name");
    if (!name) name = json_text(told, "to");
    if (name) add_person(&out, name, json_text(told, "role"));
  }
  return buf_take(&out);
}

// Answers that carry no local time are read in UTC, and say so.
char *print_time(const char *instant) {
  int64_t ms;
  struct err err;
  char text[40];
  if (!instant) return NULL;
  if (!instant_read(instant, &ms, &err)) return mem_text(instant);
  zone_write(zone_find("UTC"), ms, text);
  return mem_format("%s UTC", text);
}

void page_as_at(struct cli *cli, const json_t *answer) {
  const char *local = json_text(answer, "as_at_local");
  if (!local) return;
  print_line(cli, "As it was on %s, %s", local, json_flag(answer, "known") ? "as it was known then" : "by what is known now");
  fputc('\n', cli->out);
}

// Quoted, and with ' before what a spreadsheet would take for a formula.
void print_csv_cell(struct cli *cli, const char *text, bool last) {
  fputc('"', cli->out);
  if (text && *text && strchr("=+-@\t\r", *text)) fputc('\'', cli->out);
  for (; text && *text; text++) {
    if (*text == '"') fputc('"', cli->out);
    fputc(*text, cli->out);
  }
  fputs(last ? "\"\r\n" : "\",", cli->out);
}
