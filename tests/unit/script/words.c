// Goal: every word of formats 2 to 10 makes the structure of engine/chart/DEFINITION.md, keeps the places of what the author wrote,
// and says in one sentence with its line when it is given the wrong thing. Method: as load.c.
#include "base/mem.h"
#include "harness.h"
#include "script/internal.h"

static const struct word words[] = {
    {"branches { { has 'a', { raise 'e' } }, { { clear 'a' } } }",
     "{\"branches\":[[{\"field\":\"a\",\"op\":\"has\"},[{\"do\":\"raise\",\"event\":\"e\"}]],[[{\"do\":\"clear\",\"field\":\"a\"}]]],"
     "\"do\":\"if\"}"},
    {"block { raise 'e' }", "{\"actions\":[{\"do\":\"raise\",\"event\":\"e\"}],\"do\":\"block\"}"},
    {"block {}", "{\"actions\":{},\"do\":\"block\"}"},
    {"cond 'a > 1'", "{\"expr\":\"a > 1\",\"op\":\"cond\"}"},
    {"assign('a.b', '1')", "{\"do\":\"assign\",\"expr\":\"1\",\"location\":\"a.b\"}"},
    {"assign_value('a', { 1 })", "{\"do\":\"assign\",\"location\":\"a\",\"value\":[1]}"},
    {"assign_value('a', false)", "{\"do\":\"assign\",\"location\":\"a\",\"value\":false}"},
    {"script 'a = 1'", "{\"do\":\"script\",\"source\":\"a = 1\"}"},
    {"script ''", "{\"do\":\"script\",\"source\":\"\"}"},
    {"log('a', 'b')", "{\"do\":\"log\",\"expr\":\"b\",\"label\":\"a\"}"},
    {"log ''", "{\"do\":\"log\",\"label\":\"\"}"},
    {"cancel 'a'", "{\"do\":\"cancel\",\"sendid\":\"a\"}"},
    {"cancel { sendidexpr = 'a' }", "{\"sendidexpr\":\"a\",\"do\":\"cancel\"}"},
    {"stop_clock { reason = from_field 'why', review = '2016-09-01' }",
     "{\"reason\":{\"from\":\"field\",\"name\":\"why\"},\"review\":\"2016-09-01\",\"do\":\"stop_clock\"}"},
    {"start_clock()", "{\"do\":\"start_clock\"}"},
    {"approved 'accept'", "{\"event\":\"accept\",\"op\":\"approved\"}"},
    {"stale 'accept'", "{\"event\":\"accept\",\"op\":\"stale\"}"},
    {"all_returned 'parties'", "{\"field\":\"parties\",\"op\":\"all_returned\"}"},
    {"gather { into = 'rows', of = 'action', take = { 'due' } }",
     "{\"do\":\"gather\",\"field\":\"rows\",\"of\":\"action\",\"take\":[\"due\"]}"},
    {"returned(3, 'parties')", "{\"count\":3,\"field\":\"parties\",\"op\":\"returned\"}"},
    {"differs('a', 'b')", "{\"field\":\"a\",\"op\":\"differs\",\"other\":\"b\"}"},
    {"confirmed()", "{\"op\":\"confirmed\"}"},
    {"date_of '2 weeks'", "{\"from\":\"rule\",\"name\":\"2 weeks\"}"},
    {"from_setting 'regime'", "{\"from\":\"setting\",\"name\":\"regime\"}"},
    {"from_entry()", "{\"from\":\"entry\"}"},
    {"from_entry 'a'", "{\"from\":\"entry\",\"name\":\"a\"}"},
    {"open_each('task', 'gaps', { text = from_entry() }, 'actions')",
     "{\"do\":\"open_each\",\"field\":\"gaps\",\"fields\":{\"text\":{\"from\":\"entry\"}},\"into\":\"actions\",\"workflow\":\"task\"}"},
    {"name_parties('parties', 'Prevent')", "{\"do\":\"name_parties\",\"duty\":\"Prevent\",\"field\":\"parties\"}"},
    {"in_step 'a'", "{\"op\":\"in_state\",\"state\":\"a\"}"},
    {"all_closed 'actions'", "{\"field\":\"actions\",\"op\":\"all_closed\"}"},
    {"open_into('actions', 'task', { text = 'a' }, 'review')",
     "{\"do\":\"open\",\"fields\":{\"text\":\"a\"},\"into\":\"actions\",\"ref_in\":\"review\",\"workflow\":\"task\"}"},
    {"open_into('actions', 'task')", "{\"do\":\"open\",\"into\":\"actions\",\"workflow\":\"task\"}"},
    {"non_return 'parties'", "{\"do\":\"non_return\",\"field\":\"parties\"}"},
    {"signal('parties', 'opened')", "{\"do\":\"signal\",\"event\":\"opened\",\"field\":\"parties\"}"},
    {"confirm()", "{\"do\":\"confirm\"}"},
    {"{ 'text', seen 'evidence' }", "[\"text\",{\"seen\":\"evidence\"}]"},
    {"send { event = 'e', delay_ms = 5, params = { { name = 'p', expr = '1' } } }",
     "{\"event\":\"e\",\"delay_ms\":5,\"params\":[{\"name\":\"p\",\"expr\":\"1\"}],\"do\":\"send\"}"},
    {"foreach { array = 'l', item = 'i', actions = {} }", "{\"array\":\"l\",\"item\":\"i\",\"actions\":{},\"do\":\"foreach\"}"},
    {"invoke { src = 'file:a' }", "{\"src\":\"file:a\"}"},
};

static void every_word_makes_what_the_definition_says(void **state) { expect_words(state, words, sizeof words / sizeof words[0]); }

// A table that is used for two words says for each what it is.
static void a_table_used_twice_is_both(void **state) {
  expect_load(state, "local t = { sendid = 'a' } return { send(t), cancel(t) }",
              "[{\"sendid\":\"a\",\"do\":\"send\"},{\"do\":\"cancel\",\"sendid\":\"a\"}]");
  expect_load(state, "local t = { reason = 'x' } return { stop_clock(t), stop_clock(t) }",
              "[{\"reason\":\"x\",\"do\":\"stop_clock\"},{\"do\":\"stop_clock\",\"reason\":\"x\"}]");
}

static const struct {
  const char *lua, *sentence;
} wrong[] = {
    {"send 'e'", "`send` wants a table in curly brackets, like send { ... }; it was given the text \"e\"."},
    {"invoke()", "`invoke` wants a table in curly brackets, like invoke { src = \"file:child.scxml\" }; it was given nothing."},
    {"stop_clock 'ill'",
     "`stop_clock` wants a table in curly brackets, like stop_clock { reason = \"...\" }; it was given the text \"ill\"."},
    {"start_clock { reason = 'x' }", "`start_clock` wants nothing in its brackets: start_clock()."},
    {"approved(5)", "`approved` wants the name of an event as text, like approved \"accept\"; it was given `5`."},
    {"stale()", "`stale` wants the name of an event as text, like stale \"accept\"; it was given nothing."},
    {"seen { 'evidence' }", "`seen` wants the name of a field as text, like seen \"evidence\"; it was given a table."},
    {"all_returned()", "`all_returned` wants the name of a field as text, like all_returned \"parties\"; it was given nothing."},
    {"gather { of = 'action' }",
     "`gather` does not say into which field; write gather { into = \"actions\", of = \"plan-action\", where = { "
     "indicator = from_field \"indicator\" }, take = { \"text\", \"due\" } }."},
    {"returned(0, 'parties')", "`returned` wants a whole number from 1 first, like returned(3, \"parties\"); it was given `0`."},
    {"differs('a')",
     "`differs` wants the name of a field second, like differs(\"self_grade\", \"moderated_grade\"); it was given nothing."},
    {"confirmed(true)", "`confirmed` wants nothing in its brackets: confirmed()."},
    {"signal('parties')",
     "`signal` wants the name of an event second, like signal(\"parties\", \"opened_to_others\"); it was given nothing."},
    {"all_closed()", "`all_closed` wants the name of a field as text, like all_closed \"actions\"; it was given nothing."},
    {"open_into('actions')", "`open_into` wants the name of a workflow second as text, like open_into(\"actions\", \"review-action\", { "
                             "text = from_event \"text\" }, "
                             "\"review\"); it was given nothing."},
    {"open_into('actions', 'task', 'text')", "`open_into` wants fields third, like open_into(\"actions\", \"review-action\", { text = "
                                             "from_event \"text\" }, \"review\"); it was given "
                                             "a string."},
    {"cancel(5)", "`cancel` wants a table in curly brackets, like cancel { ... }; it was given `5`."},
    {"branches {}", "`branches` wants at least one branch, like branches { { has \"due\", { raise \"late\" } }, { { raise \"open\" } } }; "
                    "it was given a table."},
    {"block 'a'", "`block` wants a table in curly brackets, like block { raise \"late\" }; it was given the text \"a\"."},
    {"cond(true)", "`cond` wants an expression as text, like cond \"count > 3\"; it was given `true`."},
    {"assign('a', 1)", "`assign` wants an expression as text second (`assign_value` takes a value), like assign(\"count\", \"count + 1\"); "
                       "it was given `1`."},
    {"assign_value('a', print)", "Nothing is called `print` here."},
    {"assign_value('a')", "`assign_value` wants a value second, like assign_value(\"count\", 1); it was given nothing."},
    {"script(function() end)", "`script` wants its source as text, like script \"count = 0\"; it was given a function."},
    {"log(1)", "`log` wants a label as text first, like log(\"count\", \"count + 1\"); it was given `1`."},
};

static void a_word_used_wrongly_names_its_line(void **state) {
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    char source[200];
    snprintf(source, sizeof source, "return {\n  x = %s,\n}", wrong[i].lua);
    char *text = load_in(*state, "workflow", source, NULL);
    if (!strstr(text, "test.lua:2:") || !strstr(text, wrong[i].sentence)) fail_msg("%s\n%s", text, wrong[i].sentence);
    free(text);
  }
}

static void expect_place(const json_t *positions, const char *pointer, int line, int column) {
  const json_t *at = json_object_get(positions, pointer);
  if (!at) fail_msg("no position for %s", pointer);
  assert_int_equal(json_integer_value(json_array_get(at, 1)), line);
  assert_int_equal(json_integer_value(json_array_get(at, 2)), column);
}

static void members_keep_their_places(void **state) {
  struct err err = {0};
  const char *source = "return {\n"                  // 1
                       "  entry = { send {\n"        // 2
                       "    event = 'e',\n"          // 3
                       "    delay_ms = 5 },\n"       // 4
                       "    branches { { has 'a',\n" // 5
                       "      { raise 'b' } } } },\n"
                       "}\n";
  json_t *answer = worker_load(*state, "workflow", "test.lua", source, NULL, &err), *positions = json_object_get(answer, "positions");
  if (!answer) fail_msg("%s", err.text);
  expect_place(positions, "/entry/0/event", 3, 5);
  expect_place(positions, "/entry/0/delay_ms", 4, 5);
  expect_place(positions, "/entry/1/branches/0", 5, 16);
  expect_place(positions, "/entry/1/branches/0/1", 6, 7);
  json_decref(answer);
}

// The words themselves stand among a definition's modules, under names that no module can have.
static void a_module_cannot_be_called_as_the_words(void **state) {
  json_t *modules = json_object();
  for (int i = 0; i < PRELUDES; i++) json_put_text(modules, chunk_prelude_name(i), "return {}");
  for (int i = 0; i < PRELUDES; i++) {
    const char *name = chunk_prelude_name(i);
    char *source = mem_format("return { x = use '%s' }", name), *text = load_in(*state, "workflow", source, modules);
    char *expected = mem_format("[invalid] test.lua:1:1: `%s` is the program's own name; call the module something else.", name);
    assert_string_equal(text, expected);
    mem_free(expected);
    mem_free(source);
    free(text);
  }
  json_decref(modules);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_word_makes_what_the_definition_says), cmocka_unit_test(a_table_used_twice_is_both),
    cmocka_unit_test(a_word_used_wrongly_names_its_line),        cmocka_unit_test(members_keep_their_places),
    cmocka_unit_test(a_module_cannot_be_called_as_the_words),
};

MAIN_OF(tests)
