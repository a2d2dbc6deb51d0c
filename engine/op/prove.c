// Which file of a bundle goes to whom. See prove.h and proving.h.
#include "op/prove.h"

#include "base/mem.h"
#include "bundle/bundle.h"
#include "op/proving.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum prove_shape { SHAPE_LINES, SHAPE_WHOLE, SHAPE_HASH, SHAPE_NOTED };

// A kind of file, by its path or, of an item's, by its name in the item's folder.
struct prove_file {
  const char *name; // ending in "/": whatever lies there
  enum prove_shape shape;
  void (*begin)(struct proving *proving);
  void (*take)(struct proving *proving, const char *text, size_t size); // a line, or the whole
  void (*end)(struct proving *proving);
  bool is_proof; // read again when the checkpoint came later
};

// ---- problems

static void add_format(json_t *list, const char *format, va_list args) {
  char text[1000];
  vsnprintf(text, sizeof text, format, args);
  json_t *string = json_string(text);
  json_array_append_new(list, string ? string : json_string("Something in it is no text.")); // cut inside a character
}

void prove_say(json_t *list, const char *format, ...) {
  va_list args;
  va_start(args, format);
  add_format(list, format, args);
  va_end(args);
}

void prove_problem(struct proving *proving, const char *format, ...) {
  va_list args;
  if (json_array_size(proving->problems) >= PROVE_PROBLEMS_MAX) {
    proving->untold++;
    return;
  }
  va_start(args, format);
  add_format(proving->problems, format, args);
  va_end(args);
}

// About how many values parsing it makes: an empty object is two bytes of text and three hundred of memory.
static size_t weight_of(const char *text, size_t size) {
  size_t weight = 0;
  for (size_t i = 0; i < size; i++) weight += text[i] == '{' ? 3 : text[i] == '[' || text[i] == ',' || text[i] == ':';
  return weight;
}

json_t *prove_json(struct proving *proving, const char *text, size_t size) {
  struct err why;
  if (weight_of(text, size) > PROVE_WEIGHT_MAX) {
    prove_problem(proving, "%s holds more values at once than the format allows.", proving->path);
    return NULL;
  }
  json_t *json = json_read(text, size, proving->path, &why);
  if (!json) prove_problem(proving, "%.500s", why.text);
  if (!json || json_is_object(json)) return json;
  prove_problem(proving, "%s holds something else than it should: no JSON object.", proving->path);
  json_decref(json);
  return NULL;
}

// ---- which file is whose

static void note_calendar(struct proving *proving) { json_array_add(proving->calendars, proving->path); }
static void note_odd(struct proving *proving) { json_array_add(proving->odd, proving->path); }
static void take_sheet(struct proving *proving, const char *text, size_t size) {
  prove_evidence_sheet(proving, text, size);
  prove_evidence_sheet_done(proving);
}

static const struct prove_file item_files[] = {
    {.shape = SHAPE_LINES, .name = "journal.jsonl", .begin = prove_journal_begin, .take = prove_journal_line, .end = prove_journal_end},
    {.shape = SHAPE_LINES,
     .name = "proofs.jsonl",
     .begin = prove_proofs_begin,
     .take = prove_proof_line,
     .end = prove_proofs_end,
     .is_proof = true},
    {.shape = SHAPE_WHOLE, .name = "item.json", .take = prove_stated},
    {.shape = SHAPE_WHOLE, .name = "timeline.csv", .take = prove_timeline},
    {.shape = SHAPE_WHOLE, .name = "evidence.csv", .take = take_sheet},
    {.shape = SHAPE_HASH, .name = "evidence/"},
    {.shape = SHAPE_NOTED, .name = "index.html"},
    {.shape = SHAPE_NOTED, .name = "receipts.txt"},
    {.shape = SHAPE_NOTED, .name = "receipts.json"},
};
static const struct prove_file bundle_files[] = {
    {.shape = SHAPE_WHOLE, .name = "data/bundle.json", .take = prove_about},
    {.shape = SHAPE_WHOLE, .name = "data/checkpoint.txt", .take = prove_checkpoint},
    {.shape = SHAPE_LINES, .name = "data/keys.txt", .take = prove_key_line},
    {.shape = SHAPE_WHOLE, .name = "data/consistency.json", .take = prove_consistency},
    {.shape = SHAPE_WHOLE, .name = "data/definitions/", .take = prove_definition},
    {.shape = SHAPE_NOTED, .name = "data/calendars/", .begin = note_calendar},
    {.shape = SHAPE_NOTED, .name = "data/index.html"},
};
static const struct prove_file first_files[] = {
    {.shape = SHAPE_LINES,
     .name = "data/journal.jsonl",
     .begin = prove_journal_begin,
     .take = prove_journal_line,
     .end = prove_journal_end},
    {.shape = SHAPE_WHOLE, .name = "data/item.json", .take = prove_stated},
};
static const struct prove_file odd_file = {.shape = SHAPE_NOTED, .begin = note_odd};

#define FIND(files, name) find_file(files, sizeof(files) / sizeof(files)[0], name)

static const struct prove_file *find_file(const struct prove_file *files, size_t count, const char *name) {
  for (size_t i = 0; i < count; i++) {
    size_t size = strlen(files[i].name);
    bool is_folder = files[i].name[size - 1] == '/';
    if (strncmp(files[i].name, name, size) == 0 && (is_folder || !name[size])) return &files[i];
  }
  return NULL;
}

// The item of that folder, made when it is the first that is heard of it.
static struct prove_item *item_at(struct proving *proving, const char *folder) {
  const json_t *place = json_object_get(proving->item_places, folder);
  if (place) return &proving->items[json_integer_value(place)];
  if (proving->item_count == PROVE_ITEMS_MAX) return NULL;
  proving->items = mem_grow(proving->items, proving->item_count + 1, sizeof *proving->items);
  struct prove_item *item = &proving->items[proving->item_count];
  *item = (struct prove_item){.folder = mem_text(folder),
                              .withheld = json_object(),
                              .expected = json_object(),
                              .by_number = json_object(),
                              .met = json_object(),
                              .fold = {.fields = json_object()}};
  json_put_number(proving->item_places, folder, (int64_t)proving->item_count++);
  return item;
}

// data/items/RA-1/evidence/0001.pdf: the item's folder and what is left of the path.
static const struct prove_file *file_of_item(struct proving *proving, const char *path) {
  static const char ITEMS[] = "data/items/";
  const char *slash = strncmp(path, ITEMS, sizeof ITEMS - 1) == 0 ? strchr(path + sizeof ITEMS - 1, '/') : NULL;
  if (!slash) return NULL;
  char *folder = mem_text_part(path, (size_t)(slash - path));
  proving->item = item_at(proving, folder);
  mem_free(folder);
  return proving->item ? FIND(item_files, slash + 1) : NULL;
}

static const struct prove_file *file_of(struct proving *proving, const char *path) {
  const struct prove_file *file = FIND(first_files, path);
  proving->item = NULL;
  if (file) return (proving->item = item_at(proving, "data")) ? file : &odd_file;
  if (!(file = FIND(bundle_files, path))) file = file_of_item(proving, path);
  return file ? file : &odd_file;
}

// ---- a file comes in, in pieces

static bool begin_file(void *user, const char *path, int64_t size) {
  struct proving *proving = user;
  const struct prove_file *file = file_of(proving, path);
  if (proving->is_second && !file->is_proof) return false;
  mem_free(proving->path);
  proving->path = mem_text(path);
  proving->file = file;
  proving->text.size = 0;
  proving->is_too_long = file->shape == SHAPE_WHOLE && size > PROVE_PIECE_MAX;
  if (proving->is_too_long) prove_problem(proving, "%s is larger than the format allows.", path);
  if (file->begin) file->begin(proving);
  if (file->shape == SHAPE_HASH) proving->stream = hash_stream_new("SHA256");
  return file->shape != SHAPE_NOTED;
}

static void take_text(struct proving *proving, const char *text, size_t size) {
  if (proving->is_too_long) return;
  proving->is_too_long = proving->text.size + size > PROVE_PIECE_MAX;
  if (proving->is_too_long)
    prove_problem(proving, "%s has a line longer than the format allows.", proving->path);
  else
    buf_add(&proving->text, text, size);
}

static void end_text(struct proving *proving) {
  if (!proving->is_too_long && (proving->text.size || proving->file->shape == SHAPE_WHOLE))
    proving->file->take(proving, proving->text.data ? proving->text.data : "", proving->text.size);
  proving->text.size = 0;
}

static void take_lines(struct proving *proving, const char *at, size_t size) {
  const char *end = at + size, *stop;
  while (at < end && (stop = memchr(at, '\n', (size_t)(end - at)))) {
    take_text(proving, at, (size_t)(stop - at));
    end_text(proving);
    proving->is_too_long = false;
    at = stop + 1;
  }
  if (at < end) take_text(proving, at, (size_t)(end - at));
}

static void take_bytes(void *user, const void *bytes, size_t size) {
  struct proving *proving = user;
  if (proving->file->shape == SHAPE_LINES) take_lines(proving, bytes, size);
  if (proving->file->shape == SHAPE_WHOLE) take_text(proving, bytes, size);
  if (proving->file->shape == SHAPE_HASH) hash_stream_add(proving->stream, bytes, size);
}

static void end_hash(struct proving *proving) {
  char hex[HASH_HEX_SIZE];
  uint8_t out[64];
  hash_stream_end(proving->stream, out);
  proving->stream = NULL;
  hex_write(hex, out, HASH_SIZE);
  prove_evidence(proving, hex);
}

static void end_file(void *user) {
  struct proving *proving = user;
  if (proving->file->shape == SHAPE_HASH)
    end_hash(proving);
  else
    end_text(proving);
  if (proving->file->end) proving->file->end(proving);
}

// ---- all of it

static bool read_again(struct proving *proving, const struct bundle_reader *reader, struct err *err) {
  json_t *ignored = NULL;
  proving->is_second = true;
  bool ok = bundle_verify(proving->asked->path, proving->asked->password, reader, &ignored, err);
  json_decref(ignored);
  return ok;
}

static void end_stream(struct hash_stream **stream) {
  uint8_t ignored[64];
  if (*stream) hash_stream_end(*stream, ignored);
  *stream = NULL;
}

void proving_end(struct proving *proving) {
  prove_items_clear(proving);
  prove_log_clear(&proving->log);
  json_decref(proving->problems);
  json_decref(proving->proven);
  json_decref(proving->not_proven);
  json_decref(proving->about);
  json_decref(proving->definitions);
  json_decref(proving->calendars);
  json_decref(proving->odd);
  mem_free(proving->path);
  buf_clear(&proving->text);
  end_stream(&proving->stream); // of a file that ended too early
  end_stream(&proving->rows);
}

void proving_begin(struct proving *proving, const struct prove_asked *asked) {
  *proving = (struct proving){.asked = asked,
                              .problems = json_array(),
                              .proven = json_array(),
                              .not_proven = json_array(),
                              .item_places = json_object(),
                              .definitions = json_object(),
                              .calendars = json_array(),
                              .odd = json_array(),
                              .log = {.keys = json_array()}};
}

struct bundle_reader proving_reader(struct proving *proving) {
  return (struct bundle_reader){.user = proving, .begin = begin_file, .bytes = take_bytes, .end = end_file};
}

// A bag that failed is not read further.
bool bundle_prove(const struct prove_asked *asked, json_t **report, struct err *err) {
  struct proving proving;
  proving_begin(&proving, asked);
  struct bundle_reader reader = proving_reader(&proving);
  bool ok = bundle_verify(asked->path, asked->password, &reader, report, err);
  if (ok && proving.log.is_late && json_flag(*report, "ok")) ok = read_again(&proving, &reader, err);
  if (ok) proving_report(&proving, *report);
  proving_end(&proving);
  return ok;
}
