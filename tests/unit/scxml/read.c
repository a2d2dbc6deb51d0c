// Goal: a document becomes exactly the definition that engine/chart/DEFINITION.md describes, whatever its namespaces, blanks and encoding.
// Method: small documents, each with the part of the definition that it must give.
#include "documents.h"

// The definition at a JSON pointer, such as "/root/states/0/entry".
static const json_t *at(const json_t *value, const char *pointer) {
  char part[64];
  while (value && *pointer == '/') {
    size_t size = strcspn(++pointer, "/");
    snprintf(part, sizeof part, "%.*s", (int)size, pointer);
    pointer += size;
    value = json_is_array(value) ? json_array_get(value, strtoul(part, NULL, 10)) : json_object_get(value, part);
  }
  return value;
}

static void expect(const char *document, const char *pointer, const char *json) {
  json_t *definition = must_read(document), *wanted = json_of(json);
  assert_same(wanted, at(definition, pointer));
  json_decref(wanted);
  json_decref(definition);
}

static void expect_action(const char *action, const char *json) {
  char *document = mem_format(CHART("<state id=\"a\"><onentry>%s</onentry></state>"), action);
  expect(document, "/root/states/0/entry/0/actions/0", json);
  mem_free(document);
}

static void test_whole(void **state) {
  (void)state;
  expect(
      HEAD " name=\"Door\" binding=\"late\"><datamodel><data id=\"n\" expr=\"1\"/></datamodel><script>n = 2</script>"
           "<state id=\"a\"><transition event=\"go\" target=\"b\"/></state><final id=\"b\"/></scxml>",
      "",
      "{'format':2,'version':1,'name':'Door','datamodel':'lua','binding':'late','data':[{'id':'n','expr':'1'}],"
      "'script':[{'do':'script','source':'n = 2'}],'root':{'id':'','kind':'compound','initial':'a','entry':[],'exit':[],'transitions':[],"
      "'states':[{'id':'a','kind':'atomic','entry':[],'exit':[],'states':[],"
      "'transitions':[{'event':'go','target':'b','internal':false,'actions':[]}]},"
      "{'id':'b','kind':'final','entry':[],'exit':[],'transitions':[],'states':[]}]}}");
}

static void test_names(void **state) {
  (void)state;
  expect(HEAD " datamodel=\"null\"><state id=\"a\"/></scxml>", "/datamodel", "'null'");
  expect(CHART("<state id=\"a\"/>"), "/name", "'t'");
  expect("<s:scxml xmlns:s=\"http://www.w3.org/2005/07/scxml\" version=\"1.0\" xmlns:o=\"urn:other\" "
         "o:author=\"x\"><o:note>text<o:b/></o:note>"
         "<s:state id=\"a\" o:x=\"1\"/></s:scxml>",
         "/root/states", "[{'id':'a','kind':'atomic','entry':[],'exit':[],'transitions':[],'states':[]}]");
}

static void test_encodings(void **state) {
  (void)state;
  expect("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" CHART("<state id=\"caf\xe9\"/>"), "/root/initial", "'caf\xc3\xa9'");
  expect("\xef\xbb\xbf" CHART("<state id=\"caf\xc3\xa9\"/>"), "/root/initial", "'caf\xc3\xa9'");
}

static void test_states(void **state) {
  (void)state;
  const char *inside =
      HEAD " initial=\"r2 s1\"><parallel id=\"p\"><state id=\"r\" initial=\"r2\"><state id=\"r1\"/><final id=\"r2\"><donedata><param "
           "name=\"x\" location=\"y\"/></donedata></final></state><state id=\"s\"><history id=\"hs\" type=\"deep\"><transition "
           "target=\"s1\"><raise event=\"e\"/></transition></history><initial><transition target=\"s1\"><raise "
           "event=\"i\"/></transition></initial><state id=\"s1\"/></state></parallel></scxml>";
  expect(inside, "/root/initials", "['r2','s1']");
  expect(inside, "/root/states/0/kind", "'parallel'");
  expect(inside, "/root/states/0/states/0/initial", "'r2'");
  expect(inside, "/root/states/0/states/0/states/1/donedata", "{'params':[{'name':'x','location':'y'}]}");
  expect(inside, "/root/states/0/states/1/initial", "'s1'");
  expect(inside, "/root/states/0/states/1/initial_actions", "[{'do':'raise','event':'i'}]");
  expect(
      inside, "/root/states/0/states/1/states/0",
      "{'id':'hs','kind':'history','deep':true,'transitions':[{'target':'s1','internal':false,'actions':[{'do':'raise','event':'e'}]}]}");
}

static void test_unnamed(void **state) {
  (void)state;
  expect(CHART("<state><state id=\"unnamed.1\"/><state/></state>"), "/root/initial", "'unnamed.2'");
  expect(CHART("<state><state id=\"unnamed.1\"/><state/></state>"), "/root/states/0/states/1/id", "'unnamed.3'");
}

static void test_transitions(void **state) {
  (void)state;
  const char *document =
      CHART("<state id=\"a\"><transition cond=\" In( 'b' ) \" target=\"b\"/><transition cond=\"In('c')\"/><transition event=\"x y.*  *\" "
            "cond=\"n == 1\" target=\"a\" type=\"internal\"/></state><state id=\"b\"/>");
  expect(document, "/root/states/0/transitions",
         "[{'guard':{'op':'in_state','state':'b'},'target':'b','internal':false,'actions':[]},"
         "{'guard':{'op':'cond','expr':'In(\\u0027c\\u0027)'},'internal':false,'actions':[]},"
         "{'event':'x y.*  *','guard':{'op':'cond','expr':'n == 1'},'target':'a','internal':true,'actions':[]}]");
}

static void test_blocks(void **state) {
  (void)state;
  expect(CHART("<state id=\"a\"><onentry><raise event=\"x\"/></onentry><onexit/><onentry/></state>"), "/root/states/0/entry",
         "[{'do':'block','actions':[{'do':'raise','event':'x'}]},{'do':'block','actions':[]}]");
}

static void test_actions(void **state) {
  (void)state;
  expect_action("<log expr=\"x\"/>", "{'do':'log','label':'','expr':'x'}");
  expect_action("<if cond=\"a\"><raise event=\"x\"/><elseif cond=\"b\"/><else/><raise event=\"y\"/></if>",
                "{'do':'if','branches':[{'guard':{'op':'cond','expr':'a'},'actions':[{'do':'raise','event':'x'}]},"
                "{'guard':{'op':'cond','expr':'b'},'actions':[]},{'actions':[{'do':'raise','event':'y'}]}]}");
  expect_action("<foreach array=\"l\" item=\"i\" index=\"n\"><log label=\"x\"/></foreach>",
                "{'do':'foreach','array':'l','item':'i','index':'n','actions':[{'do':'log','label':'x'}]}");
  expect_action("<script>\n  a = '&lt;'\n</script>", "{'do':'script','source':'\\n  a = \\u0027<\\u0027\\n'}");
  expect_action(
      "<send event=\"e\" delay=\"1.5s\" target=\"#_parent\" id=\"i\" namelist=\"a b\"><param name=\"p\" expr=\"1\"/></send>",
      "{'do':'send','event':'e','delay_ms':1500,'target':'#_parent','id':'i','namelist':['a','b'],'params':[{'name':'p','expr':'1'}]}");
  expect_action("<send eventexpr=\"e\" delayexpr=\"d\" targetexpr=\"t\" typeexpr=\"y\" idlocation=\"l\"><content expr=\"c\"/></send>",
                "{'do':'send','eventexpr':'e','delayexpr':'d','targetexpr':'t','typeexpr':'y','idlocation':'l','contentexpr':'c'}");
  expect_action("<cancel sendidexpr=\"s\"/>", "{'do':'cancel','sendidexpr':'s'}");
}

static void test_delays(void **state) {
  (void)state;
  static const char *const delays[][2] = {{"0s", "0"},      {".5s", "500"},    {"100ms", "100"},
                                          {"2m", "120000"}, {"1h", "3600000"}, {"1.0004s", "1000"}};
  for (size_t i = 0; i < sizeof delays / sizeof delays[0]; i++) {
    char *action = mem_format("<send event=\"e\" delay=\"%s\"/>", delays[i][0]),
         *json = mem_format("{'do':'send','event':'e','delay_ms':%s}", delays[i][1]);
    expect_action(action, json);
    mem_free(action);
    mem_free(json);
  }
}

// What reads as JSON is that, a Lua table is an expression, markup is text, and other text has its blanks put in order.
static void test_values(void **state) {
  (void)state;
  expect_action("<assign location=\"x\">{\"a\": [1, 2.5, true], \"b\": null, \"c\": []}</assign>",
                "{'do':'assign','location':'x','value':{'a':[1,2.5,true],'c':{}}}");
  expect_action("<assign location=\"x\"> two\n  words </assign>", "{'do':'assign','location':'x','value':'two words'}");
  expect_action("<assign location=\"x\">{1,2,3}</assign>", "{'do':'assign','location':'x','expr':'{1,2,3}'}");
  expect_action("<assign location=\"x\">[1,null]</assign>", "{'do':'assign','location':'x','value':'[1,null]'}");
  expect_action("<send event=\"e\"><content>27</content></send>", "{'do':'send','event':'e','content':27}");
  expect_action("<assign location=\"x\"><b xmlns=\"urn:b\" c=\"&lt;\">t<d/></b></assign>",
                "{'do':'assign','location':'x','value':'<b xmlns=\\\"urn:b\\\" c=\\\"&lt;\\\">t<d/></b>'}");
  expect(CHART("<datamodel><data id=\"x\"/><data id=\"y\"> </data><data id=\"z\">null</data></datamodel><state id=\"a\"/>"), "/data",
         "[{'id':'x'},{'id':'y'},{'id':'z'}]");
}

static void test_invoke(void **state) {
  (void)state;
  const char *document =
      CHART("<state id=\"a\"><invoke type=\"scxml\" autoforward=\"true\" id=\"i\"><param name=\"p\" expr=\"1\"/><content><scxml "
            "version=\"1.0\"><final id=\"f\"/></scxml></content><finalize/></invoke><invoke src=\"file:x.scxml\" "
            "namelist=\"q\"/><invoke><content "
            "expr=\"e\"/></invoke><invoke><content>&lt;scxml/&gt;</content></invoke></state>");
  expect(document, "/root/states/0/invokes/0/definition/root/states/0/id", "'f'");
  expect(document, "/root/states/0/invokes/0/definition/name", "'invoked'");
  expect(document, "/root/states/0/invokes/0/finalize", "[]");
  expect(document, "/root/states/0/invokes/0/autoforward", "true");
  expect(document, "/root/states/0/invokes/1", "{'src':'file:x.scxml','namelist':['q']}");
  expect(document, "/root/states/0/invokes/2", "{'contentexpr':'e'}");
  expect(document, "/root/states/0/invokes/3", "{'contentexpr':'\\\"<scxml/>\\\"'}");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_whole),       cmocka_unit_test(test_names),  cmocka_unit_test(test_encodings), cmocka_unit_test(test_states),
      cmocka_unit_test(test_unnamed),     cmocka_unit_test(test_blocks), cmocka_unit_test(test_actions),   cmocka_unit_test(test_delays),
      cmocka_unit_test(test_transitions), cmocka_unit_test(test_values), cmocka_unit_test(test_invoke),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
