// Goal: whatever stands in names, subjects, texts and addresses, a letter is one head and one body: its headers are the ones that it should
// have, no line is longer than a mail may have, and no byte is one that a mail server could take for something else (RELIABILITY 6.6).
// Method: hostile texts and 5,000 random ones, the letter's lines looked at one by one; addresses good and bad from a table.
#include "run/letter.h"

#include "run/address.h"
#include "run/transport.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const heads[] = {"Date: ",       "From: ",           "Reply-To: ",     "To: ",           "Subject: ",
                                    "Message-ID: ", "Auto-Submitted: ", "MIME-Version: ", "Content-Type: ", "Content-Transfer-Encoding: "};

static void look_at_lines(const char *text) {
  size_t head = 0;
  bool in_body = false;
  for (const char *line = text; *line;) {
    const char *end = strstr(line, "\r\n");
    assert_non_null(end);
    size_t size = (size_t)(end - line);
    assert_true(size <= 78);
    for (size_t i = 0; i < size; i++) assert_true(line[i] >= ' ' && line[i] <= '~');
    if (!in_body && size && line[0] != ' ') {
      assert_true(head < sizeof heads / sizeof heads[0]);
      assert_true(strncmp(line, heads[head], strlen(heads[head])) == 0);
      head++;
    }
    in_body = in_body || size == 0;
    line = end + 2;
  }
  assert_true(in_body);
  assert_int_equal(head, sizeof heads / sizeof heads[0]);
}

static void write_and_look(const char *name, const char *subject, const char *body) {
  struct buf out;
  struct err err;
  buf_init(&out);
  struct letter letter = {.from_name = name,
                          .from = "board@board.example",
                          .reply_to = "office@board.example",
                          .to_name = name,
                          .to = "o.owner@north.example",
                          .subject = subject,
                          .body = body,
                          .key = "digest/o.owner/2016-09-01",
                          .log = "0123456789abcdef",
                          .date_ms = 1472720400000};
  assert_true(letter_write(&letter, &out, &err));
  look_at_lines(out.data);
  buf_clear(&out);
}

static void hostile_texts_stay_where_they_are_put(void **state) {
  static const char *const texts[] = {
      "x\r\nBcc: evil@evil.example",
      "x\nTo: evil@evil.example\n\nBody",
      "x\r\n.\r\nMAIL FROM:<evil@evil.example>\r\n",
      "\r\n\r\n",
      "=?UTF-8?Q?=0D=0ABcc:_evil?=",
      "\"quoted\" \\ <evil@evil.example>, other@evil.example (comment); group:;",
      "Ünïcödé Ñame \xE2\x80\xA8 line \xE2\x80\xAE turned \xF0\x9F\x98\x80",
      "tab\there \x01\x02\x1B[31m bell\a",
      " ",
      ".",
      "..",
      ". leading\n.\n..\nFrom nobody\n",
      "blank at the end \n and \t\n",
      "",
      "averylongwordwithoutanyblankinitaverylongwordwithoutanyblankinitaverylongwordwithoutanyblankinitaverylongwordwithoutanyblankinit",
  };
  (void)state;
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) write_and_look(texts[i], texts[i], texts[i]);
}

static void so_do_random_ones(void **state) {
  static const char *const pieces[] = {"\r\n", "\n", "\r", ".",  "=",  "?", "=?", "?=", "é", "\xF0\x9F\x98\x80", " ", "\t", "\x7F", "a",
                                       "Zz9",  "<",  ">",  "\"", "\\", ",", ":",  "_",  "@", "\xE2\x80\xA8"};
  uint32_t seed = 1;
  (void)state;
  for (int round = 0; round < 5000; round++) {
    struct buf text;
    buf_init(&text);
    buf_text(&text, "");
    for (uint32_t i = round % 97; i > 0; i--) {
      seed = seed * 1664525u + 1013904223u;
      buf_text(&text, pieces[(seed >> 16) % (sizeof pieces / sizeof pieces[0])]);
    }
    write_and_look(text.data, text.data, text.data);
    buf_clear(&text);
  }
}

static void the_same_letter_is_the_same_bytes(void **state) {
  struct letter letter = {
      .from_name = "B", .from = "b@b.example", .to_name = "O", .to = "o@o.example", .subject = "S", .body = "T\n", .key = "k", .log = "l"};
  struct buf one, other;
  struct err err;
  (void)state;
  buf_init(&one);
  buf_init(&other);
  assert_true(letter_write(&letter, &one, &err) && letter_write(&letter, &other, &err));
  assert_string_equal(one.data, other.data);
  assert_non_null(strstr(one.data, "Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n"));
  buf_clear(&other);
  letter.to = "o@o.example>\r\nRCPT TO:<evil@evil.example";
  assert_false(letter_write(&letter, &other, &err));
  buf_clear(&one);
  buf_clear(&other);
}

static void an_address_is_one_address(void **state) {
  static const char *const good[] = {"a@b", "h.dixon@council.example", "o'brien+x/y=z?{~}!#$%&*^_`|-@a-b.c-d.example", "A.B@C.D"};
  static const char *const bad[] = {"",       "@",          "a@",
                                    "@b",     "a",          "a@b@c",
                                    "a b@c",  "a@b c",      "a@b\r\nRCPT TO:<x@y>",
                                    "a\n@b",  "a@b\n",      "<a@b>",
                                    "a@b>",   "\"a\"@b",    "a(c)@b",
                                    "a@b(c)", "a@b,c@d",    "a@b;c@d",
                                    "a..b@c", ".a@b",       "a.@b",
                                    "a@.b",   "a@b.",       "a@b..c",
                                    "a@-b",   "a@b-",       "a@b.-c",
                                    "é@b",    "a@é",        "a@[127.0.0.1]",
                                    "a\\@b",  "a@b SIZE=1", "a@b\t",
                                    "a:b@c",  "Name <a@b>"};
  (void)state;
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) assert_true(address_is_good(good[i]));
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) assert_false(address_is_good(bad[i]));
  assert_false(address_is_good(NULL));
}

static void a_way_is_read_strictly(void **state) {
  struct transport way;
  struct err err;
  static const char *const bad[] = {
      "",           "smtp://",  "smtp://a b",   "smtp://u:p@h", "smtp://h:0", "smtp://h:65536", "smtp://h:25x", "smtp://h/path",
      "smtp://h?x", "http://h", "smtp://h\r\n", "mail",         "/",          "/a\nb",          "smtp://[::1",  "smtp://[x]",
      "SMTP://h",   "smtp://-h"};
  static const char *const far[] = {"smtp://mail.council.example:587",
                                    "smtps://h",
                                    "smtp://127.0.0.1.evil.example",
                                    "smtp://128.0.0.1",
                                    "smtp://LOCALHOST",
                                    "smtp://[::2]:25"};
  static const char *const near[] = {"smtp://127.0.0.1:25", "smtp://localhost", "smtp://[::1]:2525/"};
  (void)state;
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) assert_false(transport_read(bad[i], &way, &err));
  for (size_t i = 0; i < sizeof far / sizeof far[0]; i++)
    assert_true(transport_read(far[i], &way, &err) && way.kind == TRANSPORT_SMTP && !way.is_loopback);
  for (size_t i = 0; i < sizeof near / sizeof near[0]; i++) assert_true(transport_read(near[i], &way, &err) && way.is_loopback);
  assert_true(transport_read("none", &way, &err) && way.kind == TRANSPORT_NONE);
  assert_true(transport_read("/var/mail/board", &way, &err) && way.kind == TRANSPORT_FOLDER);
  assert_true(transport_link_is_good("https://waymark.example/items/") && !transport_link_is_good("javascript:x") &&
              !transport_link_is_good("https://a b") && !transport_link_is_good("https://"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(hostile_texts_stay_where_they_are_put),
      cmocka_unit_test(so_do_random_ones),
      cmocka_unit_test(the_same_letter_is_the_same_bytes),
      cmocka_unit_test(an_address_is_one_address),
      cmocka_unit_test(a_way_is_read_strictly),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
