// Goal: each mistake of a document is refused by one exact sentence with its exact place, and so is whatever could grow, reach out or
// exhaust (no entity, no DTD, limits on size, depth and number). Method: a row a mistake; what stands in <scxml> begins at line 2.
#include "documents.h"
#include "scxml/xml.h"

struct row {
  const char *inside, *sentence; // the sentence after "t.scxml:"
};

static const struct row rows[] = {
#include "mistake_rows.h"
};

static void expect(const char *document, const char *sentence) {
  struct err err = {0};
  json_t *definition = read_text(document, &err);
  if (definition) fail_msg("It was read: %s", document);
  assert_string_equal(err.text, sentence);
  assert_true(err.code == ERR_INVALID || err.code == ERR_LIMIT);
}

// The same, wherever expat was when it came to see it.
static void expect_words(const char *document, const char *words) {
  struct err err = {0};
  assert_null(read_text(document, &err));
  if (!strstr(err.text, words)) fail_msg("%s", err.text);
}

static void test_rows(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    char *document = mem_format(HEAD ">\n%s</scxml>", rows[i].inside), *sentence = mem_format("t.scxml:%s", rows[i].sentence);
    expect(document, sentence);
    mem_free(document);
    mem_free(sentence);
  }
}

static void test_roots(void **state) {
  (void)state;
  expect("", "t.scxml:1:1: There is no XML element in it; an SCXML document is one <scxml> element.");
  expect("<html/>", "t.scxml:1:1: The document is a <html>, not an <scxml>.");
  expect("<scxml version=\"1.0\"/>",
         "t.scxml:1:1: <scxml> is not in SCXML's namespace; write <scxml xmlns=\"http://www.w3.org/2005/07/scxml\" version=\"1.0\">.");
  expect("<scxml xmlns=\"http://www.w3.org/2005/07/scxml\"><state/></scxml>",
         "t.scxml:1:1: <scxml> needs the attribute \"version\", which is \"1.0\".");
  expect("<scxml xmlns=\"http://www.w3.org/2005/07/scxml\" version=\"2.0\"><state/></scxml>",
         "t.scxml:1:1: This is SCXML version \"2.0\"; only version=\"1.0\" is there.");
  expect(HEAD " datamodel=\"ecmascript\"><state/></scxml>",
         "t.scxml:1:1: The data model \"ecmascript\" is not supported; there are \"lua\", which is the default, and \"null\".");
  expect(HEAD " binding=\"lazy\"><state/></scxml>", "t.scxml:1:1: \"binding\" is \"early\" or \"late\", not \"lazy\".");
  expect(HEAD "/>", "t.scxml:1:1: <scxml> holds no state; it needs at least one <state>, <parallel> or <final>.");
}

static void test_null_model(void **state) {
  (void)state;
#define NULL_CHART(inside) HEAD " datamodel=\"null\">" inside "</scxml>"
  expect(NULL_CHART("<state><transition cond=\"true\"/></state>"),
         "t.scxml:1:86: Without a data model a condition can only be In('STATE'), not \"true\".");
  expect(NULL_CHART("<state><transition cond=\"In('x')\"/></state>"),
         "t.scxml:1:86: The condition asks for the state \"x\", and there is none.");
  expect(NULL_CHART("<datamodel><data id=\"x\"/></datamodel><state/>"),
         "t.scxml:1:90: <data> needs a data model, and this document has none: datamodel=\"null\".");
  expect(NULL_CHART("<state><onentry><send event=\"e\" delayexpr=\"'1s'\"/></onentry></state>"),
         "t.scxml:1:95: \"delayexpr\" of <send> needs a data model, and this document has none: datamodel=\"null\".");
  json_t *definition = must_read(NULL_CHART("<state><onentry><log label=\"x\" expr=\"'y'\"/></onentry></state>"));
  json_decref(definition);
}

static void test_bad_xml(void **state) {
  (void)state;
  expect("<scxml", "t.scxml:1:1: This is not well-formed XML: unclosed token.");
  expect(HEAD "><state></scxml>", "t.scxml:1:71: This is not well-formed XML: mismatched tag.");
  expect(HEAD " version=\"1.0\"/>", "t.scxml:1:62: This is not well-formed XML: duplicate attribute.");
  expect(CHART("<state id=\"a\xff\"/>"),
         "t.scxml:1:74: Here stands something that is no XML: a sign that must be written &lt; or &amp;, or bytes that "
         "are not in the document's encoding.");
  expect(CHART("<state><transition cond=\"a < b\"/></state>"), "t.scxml:1:89: Here stands something that is no XML: a sign that must be "
                                                               "written &lt; or &amp;, or bytes that are not in the document's "
                                                               "encoding.");
  expect("<?xml version=\"1.0\" encoding=\"EBCDIC-X\"?><scxml/>",
         "t.scxml:1:31: Its encoding is not known here; save the document as UTF-8.");
}

// Nothing that is declared is ever expanded or fetched.
static void test_entities(void **state) {
  (void)state;
#define NO_DTD                                                                                                                             \
  "A document type with declarations is not read, so that no text can grow or be fetched from elsewhere; leave \"<!DOCTYPE "               \
  "...>\" out."
  expect_words("<!DOCTYPE scxml [<!ENTITY a \"b\">]>" CHART("<state id=\"&a;\"/>"), NO_DTD);
  expect_words("<!DOCTYPE scxml [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>" CHART("<state id=\"x\"/>&a;"), NO_DTD);
  expect_words("<!DOCTYPE scxml SYSTEM \"http://localhost/x.dtd\">" CHART("<state/>"), NO_DTD);
  expect_words("<!DOCTYPE scxml PUBLIC \"x\" \"y\">" CHART("<state/>"), NO_DTD);
  expect_words("<!DOCTYPE scxml [<!ENTITY % p SYSTEM \"x\">%p;]>" CHART("<state/>"), NO_DTD);
  expect_words("<!DOCTYPE scxml [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>" CHART("<state id=\"&b;\"/>"),
               NO_DTD);
  expect(CHART("<state id=\"&nbsp;\"/>"), "t.scxml:1:62: This is not well-formed XML: undefined entity.");
  json_t *definition = must_read("<!DOCTYPE scxml>" CHART("<state id=\"&lt;&#65;\"/>"));
  assert_string_equal(json_text(json_object_get(definition, "root"), "initial"), "<A");
  json_decref(definition);
}

static char *repeated(const char *before, const char *text, size_t count, const char *after) {
  struct buf out;
  buf_init(&out);
  buf_text(&out, before);
  for (size_t i = 0; i < count; i++) buf_text(&out, text);
  buf_text(&out, after);
  return buf_take(&out);
}

static void expect_limit(char *document, const char *part) {
  struct err err = {0};
  assert_null(read_text(document, &err));
  assert_int_equal(err.code, ERR_LIMIT);
  if (!strstr(err.text, part)) fail_msg("%s", err.text);
  mem_free(document);
}

static void test_limits(void **state) {
  (void)state;
  expect_limit(repeated(HEAD ">", "<state>", XML_DEPTH_MAX, ""), "Elements stand more than 256 deep in one another, the limit");
  expect_limit(repeated(HEAD "><state>", "<transition/>", XML_ELEMENTS_MAX, "</state></scxml>"), "more than 200000 elements, the limit");
  expect_limit(repeated(HEAD "><!--", "0123456789abcdef", XML_SIZE_MAX / 16, "--></scxml>"), "larger than 8 MiB, the limit");
  char *inner = repeated("", "<invoke><content><scxml version=\"1.0\"><state>", 9, ""), *document = mem_format(HEAD "><state>%s", inner);
  char *ended = repeated(document, "</state></scxml></content></invoke>", 9, "</state></scxml>");
  expect(ended, "t.scxml:1:446: More than 8 documents stand in one another, the limit.");
  mem_free(inner);
  mem_free(document);
  mem_free(ended);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_rows),    cmocka_unit_test(test_roots),    cmocka_unit_test(test_null_model),
      cmocka_unit_test(test_bad_xml), cmocka_unit_test(test_entities), cmocka_unit_test(test_limits),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
