// A workflow in plain form: what its own words found wrong comes along in it, and what is found in what it expands to is said in the words
// that its author wrote (workflows/README.md): steps and choices, never what they become.
#include "base/mem.h"
#include "chart/check_internal.h"

#include <ctype.h>
#include <string.h>

// ---- what the words of the plain form found

// Whatever they left out may be what leads to a state, so nothing is said of what is reached then.
void plain_mistakes_take(struct check *check) {
  struct node form = node_member(&check->root, "plain_form"), list = node_member(&form, "mistakes");
  for (size_t i = 0; json_is_array(list.value) && i < json_array_size(list.value); i++) {
    struct node item = node_place(&list, i);
    const char *text = json_text(item.value, "text");
    if (text) mistake(check, &item, "%s", text);
    check->is_lost = true;
  }
}

// ---- what the checks find, in the words of the plain form

// Whole sentences about one name: what stands before and after it.
static const struct sentence {
  const char *before, *instead_before, *instead_after; // after NULL: what stood there, in other words
} sentences[] = {
    {"Nobody can leave the state `", "Nobody can leave the step `",
     "`: give it a choice that goes to another step, or write `closed = true`."},
    {"The form asks for `", "`", "` is asked for twice."},
    {"No state waits for the event `", "No choice is named `", NULL},
    {"Nothing leads to the state `", "Nothing leads to the step `",
     "`: no choice of another step names it in `go_to`; add one, or take the step out."},
    {"Nobody can ask for `", "Nobody may choose `", "`: say who with `by = \"manager\"`."},
};

// Sentences that are about the expanded form alone.
static const struct {
  const char *begins, *instead;
} wholes[] = {
    {"This is never taken: ",
     "This is never taken: the one before it has the same name and no condition, so it is always taken first; give that one `only_if`."},
    {"The workflow has no `states`",
     "The workflow has no steps; write at least two, such as `step \"spotted\" { ... }` and `step \"closed\" { closed = true }`."},
    {"`always` ", "This happens by itself again and again: give it a condition that comes to an end, or another step to go to."},
    {"Two timers of this state ", "Two choices of this step come by themselves at the same time; make one of them come later."},
};

// Words between the quoted ones; longer ones first.
static const char *const words[][2] = {
    {"an event", "a choice"},
    {"the event", "the choice"},
    {"transitions", "choices"},
    {"transition", "choice"},
    {"states", "steps"},
    {"state", "step"},
    {"State", "Step"},
    {"event", "choice"},
    {"make a ladder of each", "count all from one date"},
    {"rungs", "rows"},
    {"rung", "row"},
    {"hang on two dates", "count from two dates"},
    {"Rung", "Row"},
};

// Quoted words that are members of the expanded form.
static const char *const quoted[][2] = {
    {"target", "go_to"},   {"guard", "only_if"}, {"form", "must_give"},     {"actions", "does"},
    {"entry", "does"},     {"on", "choices"},    {"always", "automatic"},   {"in_state", "in_step"},
    {"states", "choices"}, {"at", "automatic"},  {"open_each", "for_each"},
};

static bool begins(const char *text, const char *with) { return strncmp(text, with, strlen(with)) == 0; }

static bool is_letter(char c) { return isalnum((unsigned char)c) || c == '_'; }

// A word that stands at `at` as a whole; how much of the text it takes goes into *size.
static const char *word_at(const char *text, const char *at, size_t *size) {
  if (at > text && is_letter(at[-1])) return NULL;
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    *size = strlen(words[i][0]);
    if (begins(at, words[i][0]) && !is_letter(at[*size])) return words[i][1];
  }
  return NULL;
}

static bool ends(const struct buf *out, const char *with) {
  size_t size = strlen(with);
  return out->size >= size && memcmp(out->data + out->size - size, with, size) == 0;
}

// Is it an author's own name that comes after what was said so far?
static bool is_name(const struct buf *out) {
  static const char *const before[] = {"called ", "field ", "mean ", "and ", ", ", "are ", "is ", "step ", "choice `"};
  for (size_t i = 0; i < sizeof before / sizeof before[0]; i++)
    if (ends(out, before[i])) return true;
  return false;
}

// The ladder of a step has a name of ours.
static bool put_ladder(struct buf *out, const char *from, size_t size) {
  static const char late[] = "-late";
  const char *which = ends(out, "the ladder ") ? "the ladder " : ends(out, "The ladder ") ? "The ladder " : NULL;
  size_t tail = sizeof late - 1;
  if (!which || size <= tail || memcmp(from + size - tail, late, tail) != 0) return false;
  out->size -= strlen(which);
  buf_format(out, "`if_late` of `%.*s`", (int)(size - tail), from);
  return true;
}

static void put_quoted(struct buf *out, const char *from, size_t size) {
  static const char in_state[] = "in_state \"";
  if (put_ladder(out, from, size)) return;
  bool own = is_name(out);
  for (size_t i = 0; !own && i < sizeof quoted / sizeof quoted[0]; i++)
    if (strlen(quoted[i][0]) == size && memcmp(quoted[i][0], from, size) == 0) {
      buf_format(out, "`%s`", quoted[i][1]);
      return;
    }
  if (begins(from, in_state))
    buf_text(out, "`in_step \"agreed\"`"); // it is only ever an example
  else
    buf_format(out, "`%.*s`", (int)size, from);
}

static void put_words(struct buf *out, const char *text) {
  for (const char *at = text; *at;) {
    size_t size;
    const char *end = *at == '`' ? strchr(at + 1, '`') : NULL, *word = end ? NULL : word_at(text, at, &size);
    if (end) {
      put_quoted(out, at + 1, (size_t)(end - at - 1));
      at = end + 1;
    } else if (word) {
      buf_text(out, word);
      at += size;
    } else
      buf_char(out, *at++);
  }
}

// ---- advice that fits another place

// In plain form `due` is the step's own date: what happens when it is late counts from it, all else from when the step begins.
static void put_example(struct buf *out, const char *pointer) {
  static const char example[] = "`10 working days after due` or `end of due`.";
  size_t tail = sizeof example - 1;
  if (begins(pointer, "/ladders/") || !ends(out, example)) return;
  out->size -= tail;
  buf_text(out, "`10 working days after asked`, or count from a field of dates: `end of answer_by`.");
}

// What is asked for is a field, or words of the author's own, which are told from a misspelt field by a blank.
static void put_own_words(struct buf *out, const char *pointer) {
  if (begins(out->data, "No field is called `") && strstr(pointer, "/form/") && !strstr(out->data, "Did you mean"))
    buf_text(out, " Words of your own are at least two, such as `\"what was found\"`.");
}

static bool put_sentence(struct buf *out, const char *text) {
  for (size_t i = 0; i < sizeof wholes / sizeof wholes[0]; i++)
    if (begins(text, wholes[i].begins)) return buf_text(out, wholes[i].instead), true;
  for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++) {
    const struct sentence *row = &sentences[i];
    const char *name = text + strlen(row->before), *end = begins(text, row->before) ? strchr(name, '`') : NULL;
    if (!end) continue;
    buf_format(out, "%s%.*s", row->instead_before, (int)(end - name), name);
    if (row->instead_after)
      buf_text(out, row->instead_after);
    else
      buf_text(out, end);
    return true;
  }
  return false;
}

void plain_say(struct problems *problems, size_t from) {
  for (size_t i = from; i < problems->count; i++) {
    struct buf out;
    if (begins(problems->items[i].pointer, "/plain_form/")) continue; // said in these words already
    buf_init(&out);
    if (!put_sentence(&out, problems->items[i].text)) put_words(&out, problems->items[i].text);
    put_example(&out, problems->items[i].pointer);
    put_own_words(&out, problems->items[i].pointer);
    mem_free(problems->items[i].text);
    problems->items[i].text = buf_take(&out);
  }
}
