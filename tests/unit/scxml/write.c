// Goal: what is written as SCXML reads back as the same definition, whatever is in it, and is SCXML that other tools read: what SCXML has
// no words for stands in a namespace of its own. Method: one document word for word, each awkward text, the golden workflow of chart/, and
// 500 random charts.
#include "documents.h"
#include "random.h"

static char *must_write(const json_t *definition) {
  struct err err;
  char *text = scxml_write(definition, &err);
  if (!text) fail_msg("%s", err.text);
  return text;
}

// Gives the definition up. Returns the text; the caller frees it.
static char *written(json_t *definition) {
  char *text = must_write(definition);
  json_t *again = must_read(text);
  assert_same(definition, again);
  json_decref(again);
  json_decref(definition);
  return text;
}

static void round_trip(const char *document) { mem_free(written(must_read(document))); }

static void test_words(void **state) {
  (void)state;
  json_t *definition = must_read(
      HEAD " name=\"d\" initial=\"b\"><datamodel><data id=\"n\" expr=\"1\"/><data id=\"w\">two  words</data></datamodel><state "
           "id=\"a\"><onentry><if cond=\"n &lt; 1\"><raise event=\"x\"/><else/><log expr=\"n\"/></if></onentry><transition event=\"go\" "
           "cond=\"In('b')\" target=\"b\"/></state><final id=\"b\"/></scxml>");
  char *text = must_write(definition);
  assert_string_equal(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                            "<scxml xmlns=\"http://www.w3.org/2005/07/scxml\" version=\"1.0\" name=\"d\" datamodel=\"lua\" initial=\"b\">\n"
                            "  <datamodel>\n"
                            "    <data id=\"n\" expr=\"1\"/>\n"
                            "    <data id=\"w\">\"two words\"</data>\n"
                            "  </datamodel>\n"
                            "  <state id=\"a\">\n"
                            "    <onentry>\n"
                            "      <if cond=\"n &lt; 1\">\n"
                            "        <raise event=\"x\"/>\n"
                            "        <else/>\n"
                            "        <log expr=\"n\"/>\n"
                            "      </if>\n"
                            "    </onentry>\n"
                            "    <transition event=\"go\" cond=\"In('b')\" target=\"b\"/>\n"
                            "  </state>\n"
                            "  <final id=\"b\"/>\n"
                            "</scxml>\n");
  mem_free(text);
  json_decref(definition);
}

static void test_awkward(void **state) {
  (void)state;
  round_trip(CHART("<state id=\"a\"><onentry><log label=\"&#9;&#10;&#13; &amp;&lt;&gt;&quot;'\" expr=\" x&#10;y \"/></onentry></state>"));
  round_trip(CHART("<state id=\"a'b&quot;c\"><transition target=\"a'b&quot;c\" cond=\"In('x')\"/></state>"));
  round_trip(CHART("<state id=\"a\"><onentry><script>&#13;\n  x = ']]&gt;'\n</script></onentry></state>"));
  round_trip(CHART("<state id=\"a\"><onentry><assign location=\"x\">\"\\u0001\\ufffe 12\"</assign></onentry></state>"));
  round_trip(CHART("<state id=\"root\"><transition target=\"root\"/></state><transition event=\"*\" target=\"root\"/>"));
}

// The canonical definition of a golden workflow of chart/: between them they hold everything that a workflow can say.
static json_t *golden_of(const char *name) {
  char *path = mem_format("%s/tests/unit/chart/golden/%s.canonical.json", WAYMARK_SOURCE_DIR, name);
  json_error_t why;
  json_t *definition = json_load_file(path, 0, &why);
  if (!definition) fail_msg("%s", why.text);
  mem_free(path);
  return definition;
}

static json_t *golden(void) { return golden_of("whole"); }

static void test_workflow(void **state) {
  (void)state;
  char *text = written(golden());
  assert_non_null(strstr(text, "<parallel id=\"root\" waymark:root=\"true\""));
  assert_non_null(strstr(text, "waymark:by=\"owner agency_lead\" waymark:form=\"text\""));
  mem_free(text);
}

// Cycles, clock stops and rungs of several times have no words there, and must not get lost.
static void test_words_about_time(void **state) {
  (void)state;
  char *text = written(golden_of("three"));
  assert_non_null(strstr(text, "<waymark:timer catch_up=\"skip\" kind=\"every\" name=\"monthly\" rule=\"every 1 month\">"));
  assert_non_null(strstr(text, "\"do\":\"stop_clock\""));
  mem_free(text);
}

static void test_by_when_a_holder_is_done(void **state) {
  (void)state;
  char *text = written(golden_of("holder"));
  assert_non_null(strstr(text, "waymark:holder=\"panel\" waymark:due=\"the next meeting of panel\""));
  mem_free(text);
}

static void test_what_a_decision_binds(void **state) {
  (void)state;
  char *text = written(golden_of("four"));
  assert_non_null(strstr(text, "waymark:binds=\"text evidence!\""));
  assert_non_null(strstr(text, "waymark:lapses=\"accept sign\""));
  mem_free(text);
}

static void test_what_parties_are_asked_for(void **state) {
  (void)state;
  char *text = written(golden_of("six"));
  assert_non_null(strstr(text, "waymark:invoke='{"));
  mem_free(text);
}

// Also what no workflow of ours has today: blanks in tags, controls in texts.
static void test_odd_workflow(void **state) {
  (void)state;
  json_t *definition = golden(), *first = json_array_get(json_object_get(json_object_get(definition, "root"), "states"), 0);
  json_object_set_new(first, "tags", json_pack("[s, s]", "two words", "[x"));
  json_put_text(definition, "notice", "bell \a and <tag>");
  mem_free(written(definition));
}

// An eventless transition whose condition others cannot know must not spin there; what SCXML can say of a mixed list is said.
static void test_for_others(void **state) {
  (void)state;
  json_t *definition = golden(), *work = json_array_get(json_object_get(json_object_get(definition, "root"), "states"), 0);
  json_array_insert_new(
      json_object_get(work, "transitions"), 0,
      json_of("{'label':'Automatic','internal':false,'by':[],'decided_by':[],'recorded_by':[],'at_meeting':false,'form':[],"
              "'guard':{'op':'has','field':'due'},'actions':[{'do':'raise','event':'submit'},{'do':'set','field':'due','value':null}]}"));
  char *text = written(definition);
  assert_non_null(
      strstr(text, "<transition event=\"waymark.when\" waymark:label=\"Automatic\" waymark:guard='{\"field\":\"due\",\"op\":\"has\"}' "
                   "waymark:actions='[{\"do\":\"raise\",\"event\":\"submit\"},{\"do\":\"set\",\"field\":\"due\",\"value\":null}]'>\n"
                   "        <raise event=\"submit\"/>\n"));
  mem_free(text);
}

static void test_refused(void **state) {
  (void)state;
  json_t *definition = golden();
  struct err err;
  json_put_text(json_object_get(definition, "root"), "title", "bell \a");
  assert_null(scxml_write(definition, &err));
  assert_string_equal(err.text, "\"review-action\" holds a character that XML cannot.");
  json_put_text(json_object_get(definition, "root"), "title", "Bell");
  json_put_text(json_object_get(definition, "root"), "colour", "red"); // a member that nothing writes must not be lost in silence
  assert_null(scxml_write(definition, &err));
  assert_string_equal(err.text, "\"review-action\" cannot be written as SCXML that says the same.");
  json_decref(definition);
}

static void test_random(void **state) {
  (void)state;
  for (uint64_t seed = 0; seed < 500; seed++) {
    char *document = random_text(seed);
    round_trip(document);
    mem_free(document);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_words),
      cmocka_unit_test(test_awkward),
      cmocka_unit_test(test_workflow),
      cmocka_unit_test(test_odd_workflow),
      cmocka_unit_test(test_for_others),
      cmocka_unit_test(test_refused),
      cmocka_unit_test(test_random),
      cmocka_unit_test(test_words_about_time),
      cmocka_unit_test(test_by_when_a_holder_is_done),
      cmocka_unit_test(test_what_a_decision_binds),
      cmocka_unit_test(test_what_parties_are_asked_for),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
