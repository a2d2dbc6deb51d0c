// Goal: a book tells the whole of what it is given and nothing else: no text becomes markup, corrections lead both ways (J7), what is
// withheld is neither linked nor fingerprinted, every link within it leads somewhere, and the same JSON gives the same bytes (J6). Method:
// books of small made-up items, read as text; what a browser makes of them is tests/browser.
#include "op/book.h"

#include "base/mem.h"
#include "fixture.h"

// JSON written with ' for ". A new reference.
static json_t *made(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  json_t *value = request_of(format, arguments);
  va_end(arguments);
  return value;
}

#define ROW "'number':1,'local':'Tue 6 Sep 2016 10:00','kind':'event taken'"

static json_t *cover_made(void) {
  return made(
      "{'board':'B','marking':'OFFICIAL','stood':'Tue 6 Mar 2018 14:00','items':[{'ref':'K-1','title':'T','noun':'action','entries':3}]}");
}

// An item with this as the member `name`.
static json_t *item_with(const char *name, json_t *value) {
  json_t *item =
      made("{'number':1,'view':{'ref':'K-1','title':'T','noun':'action','workflow_title':'W','workflow_version':1,'state_titles':[],"
           "'holder':[],'waits':[],'fields':[],'due':[]},'history':[]}");
  json_object_set_new(item, name, value);
  return item;
}

// The whole book. Takes both over; caller frees.
static char *book_of(json_t *cover, json_t *item) {
  struct buf out;
  buf_init(&out);
  book_begin(&out, cover);
  book_item(&out, cover, item);
  book_end(&out, cover);
  json_decref(item);
  json_decref(cover);
  return buf_take(&out);
}

static void shows(const char *html, const char *part) {
  if (!strstr(html, part)) fail_msg("the book does not say %s:\n%s", part, html);
}

static void hides(const char *html, const char *part) {
  if (strstr(html, part)) fail_msg("the book says %s", part);
}

// ---- nothing that is given becomes markup

static const char HOSTILE[] = "</style></title><zz zy=\"z\" zw='q'>&amp;\x01\xE2\x80\xAE}javascript:";

static void poison(json_t *value) {
  size_t i;
  const char *key;
  json_t *one;
  if (json_is_string(value)) json_string_set(value, HOSTILE);
  if (json_is_array(value)) json_array_foreach(value, i, one) poison(one);
  if (json_is_object(value)) json_object_foreach(value, key, one) poison(one);
}

static json_t *everything_cover(void) {
  return made("{'board':'B','title':'T','recipient':'R','purpose':'P','marking':'M','profile':'F','stood':'S','zone':'Z','asked':['A'],"
              "'checkpoint':{'size':9,'root':'ab'},'withheld':[{'what':'x','why':'y'}],"
              "'items':[{'ref':'K-1','title':'T','noun':'action','state_titles':['S'],'entries':1,'leaf':'ab','page':'p'}]}");
}

static json_t *everything_item(void) {
  json_t *item =
      made("{'number':1,'entries':1,'leaf':'ab','folder':'f','view':{'ref':'K-1','title':'T','noun':'action','workflow_title':'W',"
           "'state_titles':['S'],'holder':[{'name':'N'}],'waits':[{'title':'O','people':[{'name':'N'}],'local':'L'},"
           "{'title':'O','people':[],'why':'W'}],'fields':[{'label':'L','shown':'V'}]},"
           "'history':[{" ROW ",'what':'W','who':'w','who_name':'W','decided_by_name':'D','why':'Y','became':['S'],'withheld':['r'],"
           "'in_error':[{'entry':2,'reason':'R'}],'decision':{'meeting':'M','minute_ref':'1','given':[{'label':'L','shown':'V'}]}},"
           "{'number':2,'kind':'strange','changes':['c'],'corrects':1}],"
           "'withheld':[{'what':'x','why':'y'}],'stops':[{'shown':'s','reason':'r','authority':'a','review':'r'}]}");
  json_object_set_new(item, "evidence",
                      made("[{'id':1,'name':'n','title':'t','description':'d','date':'d','level':'l','grade':'g','type':'t','size':3,"
                           "'sha256':'h','by_name':'b','local':'l','path':'p','withdrawn':'w'},{'id':2,'name':'n','erased':'e'}]"));
  json_object_set_new(
      item, "deadlines",
      made("[{'name':'n','state_title':'s','rule':'r','then':'t','to':[{'name':'N'}],'shown':'S','missing':'m','entered':'e',"
           "'field':{'name':'f','value':'v'},'calendar':{'name':'c','version':'v'},'zone':{'name':'z'},"
           "'receipt':[{'date':'d','counted':true,'why':'w','note':'n','stopped':'s'}]},{'what':'w','then':'t','missing':'m'}]"));
  return item;
}

static void no_text_becomes_markup(void **state) {
  (void)state;
  json_t *cover = everything_cover(), *item = everything_item();
  poison(cover);
  poison(item);
  struct buf out;
  buf_init(&out);
  book_page(&out, cover, item, "../../index.html");
  char *html = book_of(cover, item), *page = buf_take(&out);
  static const char *const never[] = {"<zz", "zy=\"", "zw='", "&amp;amp;amp", "\x01", "\xE2\x80\xAE", "href=\"javascript", "</style></"};
  for (size_t i = 0; i < sizeof never / sizeof never[0]; i++) {
    hides(html, never[i]);
    hides(page, never[i]);
  }
  shows(html, "&lt;zz zy=&quot;z&quot; zw=&#39;q&#39;&gt;&amp;amp;\xEF\xBF\xBD\xEF\xBF\xBD}javascript:");
  mem_free(page);
  mem_free(html);
}

// ---- what it tells

static void a_correction_leads_both_ways(void **state) {
  (void)state;
  char *html = book_of(cover_made(), item_with("history", made("[{" ROW ",'what':'Post','in_error':[{'entry':2,'reason':'A slip'}],"
                                                               "'changes':['Due: 1','in error: A slip (see 2)']},"
                                                               "{'number':2,'kind':'recorded in error','what':'Entry 1 recorded in error',"
                                                               "'corrects':1,'changes':[]}]")));
  shows(html, "Recorded in error:</b> <bdi>A slip</bdi> (put right by <a href=\"#i1-e2\">entry 2</a>)");
  shows(html, "It puts right <a href=\"#i1-e1\">entry 1</a>.");
  shows(html, "<tr role=\"row\" id=\"i1-e1\" class=\"error\">");
  shows(html, ">Due: 1</li>");
  hides(html, "(see 2)"); // said already
  mem_free(html);
}

static void a_decision_has_its_minute(void **state) {
  (void)state;
  char *html = book_of(cover_made(), item_with("history", made("[{" ROW ",'what':'Accept it','who_name':'Helen','decided_by_name':'Anna',"
                                                               "'decision':{'meeting':'LLIP 6 December','minute_ref':'5.1',"
                                                               "'given':[{'label':'Reason','shown':'Seen'}]}}]")));
  shows(html, "<bdi>Anna, recorded by Helen</bdi>");
  shows(html, "<bdi>LLIP 6 December</bdi>, minute <bdi>5.1</bdi>");
  shows(html, "<b><bdi>Reason</bdi>:</b> <bdi>Seen</bdi>");
  hides(html, "No decision is recorded");
  mem_free(html);
  html = book_of(cover_made(), item_with("history", made("[{" ROW ",'what':'Post'}]")));
  shows(html, "No decision is recorded");
  mem_free(html);
}

static void what_is_withheld_is_said_and_not_given(void **state) {
  (void)state;
  char *html = book_of(cover_made(), item_with("history", made("[{" ROW ",'withheld':['third party']}]")));
  shows(html, "class=\"withheld\"");
  shows(html, "<b>Withheld:</b> <bdi>third party</bdi>");
  shows(html, "<bdi>not said</bdi>"); // who
  mem_free(html);
  html = book_of(cover_made(), item_with("evidence", made("[{'id':1,'name':'A file','withheld':'third party','path':'evidence/1.txt',"
                                                          "'sha256':'0123456789abcdef'}]")));
  hides(html, "evidence/1.txt");
  hides(html, "01234567");
  shows(html, "<b><bdi>Withheld</bdi>:</b> <bdi>third party</bdi>");
  mem_free(html);
}

static void what_was_erased_leaves_a_tombstone(void **state) {
  (void)state;
  char *html = book_of(cover_made(), item_with("evidence", made("[{'id':1,'withdrawn':'erased','erased':true,'path':'evidence/1.txt'}]")));
  shows(html, "<tr role=\"row\" class=\"withheld\">");
  shows(html, "<b>Withdrawn:</b> <bdi>erased</bdi>");
  hides(html, "evidence/1.txt");
  mem_free(html);
}

static void what_was_withdrawn_keeps_its_row(void **state) {
  (void)state;
  char *html =
      book_of(cover_made(), item_with("evidence", made("[{'id':1,'name':'A file','withdrawn':'The wrong one','path':'evidence/1.txt',"
                                                       "'sha256':'0123456789abcdef'}]")));
  shows(html, "<b>Withdrawn:</b> <bdi>The wrong one</bdi>");
  shows(html, "<a href=\"evidence/1.txt\"><bdi>A file</bdi></a>");
  shows(html, "<summary><code>01234567</code>&hellip;</summary><code>0123456789abcdef</code>");
  mem_free(html);
}

static void a_receipt_can_be_counted_along(void **state) {
  (void)state;
  json_t *rows =
      made("[{'name':'late','rule':'2 working days','then':'it is late','to':[],'shown':'Thu 7 Apr 2016 23:59',"
           "'entered':'2016-04-04T09:00:00.000Z','receipt':[{'date':'2016-04-05','counted':false,'why':'good_friday'},"
           "{'date':'2016-04-06','counted':true,'note':'the first'}],'calendar':{'name':'c','version':'1'},'zone':{'name':'Z'}}]");
  char *html = book_of(cover_made(), item_with("deadlines", rows));
  shows(html, "<bdi>2 working days</bdi>&rdquo; came to <bdi>Thu 7 Apr 2016 23:59</bdi></summary>");
  shows(html, "<bdi>2016-04-04 09:00 UTC</bdi>");
  shows(html, "<bdi>Tue 5 Apr 2016</bdi></th><td role=\"cell\" data-label=\"Counted?\"><bdi>not counted</bdi>");
  shows(html, "<bdi>Good friday</bdi>");
  mem_free(html);
}

// A book is read years later: lateness, colours and what could be done next are the day's that it was made on.
static void nothing_hangs_on_the_day_of_reading(void **state) {
  (void)state;
  json_t *item = item_with("entries", json_integer(1)), *view = json_object_get(item, "view");
  json_object_set_new(view, "rag", made("{'colour':'purple','why':'much too late'}"));
  json_object_set_new(view, "warnings", made("['a warning']"));
  json_object_set_new(view, "waits",
                      made("[{'title':'Owner','people':[],'late':true,'since':'Monday','text':'late: Owner since Monday',"
                           "'local':'Fri 29 Jun 2018 23:59'}]"));
  char *html = book_of(cover_made(), item);
  static const char *const never[] = {"purple", "much too late", "a warning", "since Monday"};
  for (size_t i = 0; i < sizeof never / sizeof never[0]; i++) hides(html, never[i]);
  shows(html, "Fri 29 Jun 2018 23:59");
  mem_free(html);
}

static void an_entry_that_ran_late_says_so(void **state) {
  (void)state;
  char *html = book_of(cover_made(), item_with("history", made("[{" ROW ",'what':'Near','late_ms':1681200001},{" ROW
                                                               ",'late_ms':60000},{" ROW ",'late_ms':59000}]")));
  shows(html, "recorded 19 days later");
  shows(html, "recorded 1 minute later");
  hides(html, "0 minutes");
  mem_free(html);
}

static void what_is_not_given_is_left_out(void **state) {
  (void)state;
  char *html = book_of(made("{'board':'B','items':[]}"), made("{'view':{},'history':[{}]}"));
  shows(html, "</html>\n");
  hides(html, "(null)");
  mem_free(html);
}

// ---- links

static size_t count_of_text(const char *text, const char *part) {
  size_t count = 0;
  for (; (text = strstr(text, part)); text += strlen(part)) count++;
  return count;
}

static void each_link_leads_somewhere_once(const char *html) {
  static const char link[] = "href=\"#";
  for (const char *at = html; (at = strstr(at, link)); at++) {
    char target[64];
    size_t size = strcspn(at + strlen(link), "\"");
    snprintf(target, sizeof target, " id=\"%.*s\"", (int)size, at + strlen(link));
    if (count_of_text(html, target) != 1) fail_msg("%zu places are called%s", count_of_text(html, target), target);
  }
}

static void every_link_within_leads_somewhere(void **state) {
  (void)state;
  json_t *cover = everything_cover(), *items = json_object_get(cover, "items");
  json_object_del(json_array_get(items, 0), "page");
  json_array_append_new(items, json_deep_copy(json_array_get(items, 0)));
  struct buf out;
  buf_init(&out);
  book_begin(&out, cover);
  for (int number = 1; number <= 2; number++) {
    json_t *item = everything_item();
    json_object_set_new(item, "number", json_integer(number));
    book_item(&out, cover, item);
    json_decref(item);
  }
  book_end(&out, cover);
  shows(out.data, "href=\"#i2\"");
  each_link_leads_somewhere_once(out.data);
  buf_clear(&out);
  json_decref(cover);
  char *only = book_of(cover_made(), everything_item());
  shows(only, "href=\"#i1-timeline\"");
  each_link_leads_somewhere_once(only);
  mem_free(only);
}

static void a_file_is_found_from_either_page(void **state) {
  (void)state;
  json_t *cover = cover_made(), *item = item_with("evidence", made("[{'id':1,'name':'A','path':'evidence/1 a.txt'}]"));
  json_object_set_new(item, "folder", json_string("items/K-1"));
  struct buf out;
  buf_init(&out);
  book_page(&out, cover, item, "../../index.html");
  shows(out.data, "href=\"evidence/1%20a.txt\"");
  shows(out.data, "href=\"../../index.html\"");
  each_link_leads_somewhere_once(out.data);
  buf_clear(&out);
  char *html = book_of(cover, item);
  shows(html, "href=\"items/K-1/evidence/1%20a.txt\"");
  mem_free(html);
}

// ---- what the board is asked

static void evidence_gets_names_and_places(void **state) {
  struct world *world = *state;
  json_t *rows = book_evidence(world->board, NULL, NAMED_BY_HASH);
  assert_int_equal(json_array_size(rows), 0);
  json_decref(rows);
  json_t *given = made("[{'id':2,'name':'a.PDF','by':'o.owner','at':'2016-09-01T09:00:00.000Z','sha256':'3fa2c1d0ffff'},{'id':3}]");
  rows = book_evidence(world->board, given, NAMED_BY_HASH);
  const json_t *row = json_array_get(rows, 0);
  assert_string_equal(json_text(row, "by_name"), "Owen Owner");
  assert_string_equal(json_text(row, "local"), "Thu 1 Sep 2016 10:00");
  assert_string_equal(json_text(row, "path"), "evidence/0002-3fa2c1d0.pdf");
  assert_null(json_object_get(json_array_get(given, 0), "path")); // a copy
  assert_null(json_object_get(json_array_get(rows, 1), "path"));  // nothing lies there
  json_decref(rows);
  rows = book_evidence(world->board, given, NAMED_BY_NUMBER);
  assert_string_equal(json_text(json_array_get(rows, 0), "path"), "evidence/0002.pdf");
  json_decref(rows);
  json_decref(given);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(no_text_becomes_markup),
    cmocka_unit_test(a_correction_leads_both_ways),
    cmocka_unit_test(a_decision_has_its_minute),
    cmocka_unit_test(what_is_withheld_is_said_and_not_given),
    cmocka_unit_test(what_was_erased_leaves_a_tombstone),
    cmocka_unit_test(what_was_withdrawn_keeps_its_row),
    cmocka_unit_test(a_receipt_can_be_counted_along),
    cmocka_unit_test(nothing_hangs_on_the_day_of_reading),
    cmocka_unit_test(an_entry_that_ran_late_says_so),
    cmocka_unit_test(what_is_not_given_is_left_out),
    cmocka_unit_test(every_link_within_leads_somewhere),
    cmocka_unit_test(a_file_is_found_from_either_page),
    TEST(evidence_gets_names_and_places),
};
MAIN_OF(tests)
