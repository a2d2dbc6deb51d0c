// Goal: what is done with data has one of the six words of the law, whatever it is (J3; DPA 2018 s.62). Method: the table of kinds of
// entries and the table of operations are held against the two tables of words, row by row and both ways.
#include "op/doing.h"

#include "fixture.h"
#include "store/entry.h"

static void every_kind_has_a_word(void **state) {
  (void)state;
#define KIND_CHECK(name, number, words, content)                                                                                           \
  if (!doing_has_kind(number)) fail_msg("entries of kind %d, %s, have no word in op/doing.c", number, words);
  ENTRY_KINDS(KIND_CHECK)
#undef KIND_CHECK
}

static void every_operation_has_a_word(void **state) {
  (void)state;
  const struct op *op;
  const struct doing_op *row;
  for (size_t i = 0; (op = op_each(i)); i++)
    if (!doing_of_op(op->name)) fail_msg("%s has no word in op/doing.c", op->name);
  for (size_t i = 0; (row = doing_op_each(i)); i++) {
    if (!op_find(row->op)) fail_msg("op/doing.c has a word for %s, which there is not", row->op);
    assert_ptr_equal(doing_of_op(row->op), row); // once
    assert_in_range(row->doing, 0, DOING_COUNT - 1);
    if (row->looks) assert_int_equal(row->doing, DOING_CONSULTED);
  }
}

// What shows an item to a reader is a look, unless it says here why it is none.
static void what_opens_an_item_is_a_look(void **state) {
  struct world *world = *state;
  const struct op *op;
  static const char *const others[] = {"outbox.list", "access.list", "journal.prove"}; // lists, and hashes
  for (size_t i = 0; (op = op_each(i)); i++) {
    bool other = op->writes || op->fires || op->named || op->who != OP_PERSON;
    for (size_t o = 0; o < sizeof others / sizeof others[0]; o++) other = other || strcmp(op->name, others[o]) == 0;
    if (other) continue;
    struct err err = {0};
    json_t *answer = NULL, *request = json_pack("{s:s, s:s, s:s, s:s, s:s}", "op", op->name, "as", "m.test", "case", "NONE", "event",
                                                "count", "name", "all");
    json_object_set_new(request, "all", json_true());
    try_file(world, request, -1, &answer, &err);
    bool asks_for_it = !answer && strstr(err.text, "no item \"NONE\"");
    json_decref(answer);
    if (asks_for_it && !doing_of_op(op->name)->looks) fail_msg("%s shows an item, and op/doing.c does not say what of it", op->name);
  }
}

static const struct CMUnitTest tests[] = {TEST(every_kind_has_a_word), TEST(every_operation_has_a_word),
                                          TEST(what_opens_an_item_is_a_look)};
MAIN_OF(tests)
