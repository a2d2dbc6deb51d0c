// A table that fits its screen. Columns start as wide as their widest cell; when that is too much, the flexible ones are narrowed,
// widest first, and wrapped between words; when even that is too much, the spare ones are left out and a line says so.
// A spare column that no row fills is not there at all.
#include "base/mem.h"
#include "cli/internal.h"

#include <assert.h>
#include <string.h>

enum { COLUMNS_MAX = 12, GAP = 2, WORD_MAX = 16, NARROWEST = 8, TORN = 4, CELL_LINES_MAX = 4 };

struct grid {
  const char *headings[COLUMNS_MAX];
  enum grid_kind kinds[COLUMNS_MAX];
  size_t widths[COLUMNS_MAX]; // 0: left out
  size_t words[COLUMNS_MAX];  // the longest word, up to WORD_MAX: narrower than that would tear it
  size_t column_count;
  char **cells;
  size_t cell_count;
};

struct grid *grid_new(void) {
  return mem_new(sizeof(struct grid));
}

void grid_free(struct grid *grid) {
  for (size_t i = 0; i < grid->cell_count; i++) mem_free(grid->cells[i]);
  mem_free(grid->cells);
  mem_free(grid);
}

void grid_column(struct grid *grid, const char *heading, enum grid_kind kind) {
  assert(grid->column_count < COLUMNS_MAX && grid->cell_count == 0);
  grid->headings[grid->column_count] = heading;
  grid->kinds[grid->column_count++] = kind;
}

// A cell is one run of words: line ends in it would tear the table.
void grid_cell(struct grid *grid, const char *text) {
  char *clean = text_clean(text ? text : "");
  for (char *at = clean; *at; at++)
    if (*at == '\n') *at = ' ';
  grid->cells = mem_grow(grid->cells, grid->cell_count + 1, sizeof *grid->cells);
  grid->cells[grid->cell_count++] = clean;
}

static size_t longest_word(const char *text) {
  size_t longest = 0;
  while (*text) {
    size_t size = strcspn(text, " ");
    char *word = mem_text_part(text, size);
    size_t width = text_width(word);
    mem_free(word);
    if (width > longest) longest = width;
    text += size + (text[size] == ' ');
  }
  return longest < WORD_MAX ? longest : WORD_MAX;
}

static void measure_cell(struct grid *grid, size_t column, const char *text) {
  size_t width = text_width(text), word = longest_word(text);
  if (width > grid->widths[column]) grid->widths[column] = width;
  if (word > grid->words[column]) grid->words[column] = word;
}

// A flexible column is what the table is about: it keeps a quarter of the room, or spare ones make way.
static void claim(struct grid *grid, size_t room) {
  for (size_t i = 0; i < grid->column_count; i++) {
    size_t least = grid->widths[i] < room / 4 ? grid->widths[i] : room / 4;
    if (grid->kinds[i] == GRID_FLEX && grid->words[i] < least) grid->words[i] = least;
  }
}

static bool is_filled(const struct grid *grid, size_t column) {
  for (size_t i = column; i < grid->cell_count; i += grid->column_count)
    if (*grid->cells[i]) return true;
  return false;
}

static void measure(struct grid *grid) {
  for (size_t i = 0; i < grid->column_count; i++) grid->widths[i] = 0;
  for (size_t i = 0; i < grid->column_count; i++)
    if (grid->kinds[i] != GRID_SPARE || is_filled(grid, i)) measure_cell(grid, i, grid->headings[i]);
  for (size_t i = 0; i < grid->cell_count; i++) measure_cell(grid, i % grid->column_count, grid->cells[i]);
}

static size_t total(const struct grid *grid) {
  size_t sum = 0;
  for (size_t i = 0; i < grid->column_count; i++)
    if (grid->widths[i]) sum += grid->widths[i] + GAP;
  return sum ? sum - GAP : 0;
}

// The widest column that may still be narrowed; column_count when there is none. `least` 0: no word may be torn.
static size_t widest(const struct grid *grid, size_t least) {
  size_t found = grid->column_count;
  for (size_t i = 0; i < grid->column_count; i++) {
    bool may = grid->kinds[i] != GRID_FIXED && grid->widths[i] > (least ? least : grid->words[i]);
    if (may && (found == grid->column_count || grid->widths[i] > grid->widths[found])) found = i;
  }
  return found;
}

static void narrow(struct grid *grid, size_t room, size_t least) {
  while (total(grid) > room) {
    size_t column = widest(grid, least);
    if (column == grid->column_count) return;
    grid->widths[column]--;
  }
}

// Leaves the last spare column out and gives its room to the others; NULL when none is left.
static const char *leave_out(struct grid *grid) {
  size_t spare = grid->column_count;
  while (spare > 0 && (grid->kinds[spare - 1] != GRID_SPARE || grid->widths[spare - 1] == 0)) spare--;
  if (spare == 0) return NULL;
  measure(grid);
  for (size_t i = spare - 1; i < grid->column_count; i++)
    if (grid->kinds[i] == GRID_SPARE) grid->widths[i] = 0;
  return grid->headings[spare - 1];
}

// What is left out, as "Holder, Workflow". Caller frees.
static char *fit(struct grid *grid, size_t room) {
  struct buf out;
  const char *heading;
  buf_init(&out);
  measure(grid);
  claim(grid, room);
  narrow(grid, room, 0);
  while (total(grid) > room && (heading = leave_out(grid))) {
    buf_format(&out, "%s%s", out.size ? ", " : "", heading);
    narrow(grid, room, 0);
  }
  narrow(grid, room, NARROWEST);
  narrow(grid, room, TORN); // a screen too small even so: better torn words than a torn table
  return buf_take(&out);
}

// Adds one line of one cell; returns what is left of it. The last line that is allowed ends in "…" when more is left.
static char *add_part(struct buf *line, char *text, size_t width, bool last_line) {
  size_t size = text_fit(text, width), rest = size;
  while (text[rest] == ' ') rest++;
  bool cut = last_line && text[rest];
  if (cut) size = text_fit(text, width - 1);
  char kept = text[size];
  text[size] = '\0';
  size_t used = text_width(text) + cut;
  buf_format(line, "%s%s", text, cut ? "…" : "");
  text[size] = kept;
  for (; used < width + GAP; used++) buf_char(line, ' ');
  return cut ? text + strlen(text) : text + rest;
}

static void end_line(struct buf *line, FILE *out) {
  while (line->size && line->data[line->size - 1] == ' ') line->size--;
  fwrite(line->data, 1, line->size, out);
  fputc('\n', out);
  buf_clear(line);
}

static bool print_line_of(const struct grid *grid, FILE *out, char **rests, bool last_line, int indent) {
  struct buf line;
  bool more = false;
  buf_init(&line);
  buf_format(&line, "%*s", indent, "");
  for (size_t i = 0; i < grid->column_count; i++) {
    if (!grid->widths[i]) continue;
    rests[i] = add_part(&line, rests[i], grid->widths[i], last_line);
    more = more || *rests[i];
  }
  end_line(&line, out);
  return more;
}

static void print_row(const struct grid *grid, FILE *out, char *const *cells, int indent) {
  char *rests[COLUMNS_MAX];
  memcpy(rests, cells, grid->column_count * sizeof *rests);
  for (int line = 1; print_line_of(grid, out, rests, line == CELL_LINES_MAX, indent); line++) continue;
}

static void print_headings(const struct grid *grid, FILE *out, int indent) {
  char *copies[COLUMNS_MAX];
  for (size_t i = 0; i < grid->column_count; i++) copies[i] = mem_text(grid->headings[i]);
  print_row(grid, out, copies, indent);
  for (size_t i = 0; i < grid->column_count; i++) mem_free(copies[i]);
  struct buf line;
  buf_init(&line);
  buf_format(&line, "%*s", indent, "");
  for (size_t i = 0; i < grid->column_count; i++) {
    for (size_t dash = 0; dash < grid->widths[i]; dash++) buf_char(&line, '-');
    if (grid->widths[i]) buf_format(&line, "%*s", GAP, "");
  }
  end_line(&line, out);
}

void grid_print(struct grid *grid, FILE *out, int width, int indent) {
  if (grid->cell_count == 0) return;
  assert(grid->cell_count % grid->column_count == 0);
  char *missing = fit(grid, (size_t)(width - indent));
  print_headings(grid, out, indent);
  for (size_t i = 0; i < grid->cell_count; i += grid->column_count) print_row(grid, out, grid->cells + i, indent);
  if (*missing) {
    char *note = mem_format("(Left out on a screen %d columns wide: %s. Widen it, or use --json.)", width, missing);
    text_wrap(out, width, 0, 0, note);
    mem_free(note);
  }
  mem_free(missing);
}
