// Letters. See letter.h.
#include "run/letter.h"

#include "base/hash.h"
#include "run/address.h"
#include "time/instant.h"

#include <string.h>

enum {
  WORD_MAX = 75 - 12, // of an encoded word, without "=?UTF-8?Q?" and "?=" (RFC 2047, 2)
  PLAIN_MAX = 60,     // a header's text up to this needs no folding: with its name it stays below 78
  LINE_MAX = 76,      // of quoted-printable (RFC 2045, 6.7)
  DAY_MS = 24 * 60 * 60 * 1000
};

#define LETTERS_DIGITS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

static bool is_control(unsigned char c) { return c < ' ' || c == 0x7F; }

static bool is_plain(const char *text) {
  for (const char *c = text; *c; c++)
    if (is_control((unsigned char)*c) || (unsigned char)*c > 0x7F) return false;
  return strlen(text) <= PLAIN_MAX && !strstr(text, "=?") && text[0] != ' ' && (!*text || text[strlen(text) - 1] != ' ');
}

// Bytes of the character that begins here.
static size_t character_size(const char *text) {
  size_t size = 1;
  while (((unsigned char)text[size] & 0xC0) == 0x80) size++;
  return size;
}

// What a phrase may hold as it is (RFC 2047, 5.3); a control character reads as a blank.
static size_t encode(const char *character, size_t size, char *out) {
  size_t used = 0;
  static const char digits[] = "0123456789ABCDEF";
  for (size_t i = 0; i < size; i++) {
    unsigned char c = is_control((unsigned char)character[i]) ? ' ' : (unsigned char)character[i];
    if (c == ' ')
      out[used++] = '_';
    else if (strchr(LETTERS_DIGITS, c))
      out[used++] = (char)c;
    else {
      out[used++] = '=';
      out[used++] = digits[c >> 4];
      out[used++] = digits[c & 15];
    }
  }
  return used;
}

// Encoded words, a line each, none of which parts a character. `used`: of the first line, by the header's name.
static void write_words(const char *text, size_t used, struct buf *out) {
  char encoded[3 * 8];
  buf_text(out, "=?UTF-8?Q?");
  while (*text) {
    size_t size = character_size(text);
    if (size > 8) size = 8; // no UTF-8 has so many; it is no character, and need not stay whole
    size_t more = encode(text, size, encoded);
    if (used + more > WORD_MAX) {
      buf_text(out, "?=\r\n =?UTF-8?Q?");
      used = 1;
    }
    buf_add(out, encoded, more);
    used += more;
    text += size;
  }
  buf_text(out, "?=");
}

static void write_text(const char *name, const char *text, struct buf *out) {
  buf_format(out, "%s: ", name);
  if (is_plain(text))
    buf_text(out, text);
  else
    write_words(text, strlen(name) + 2, out);
  buf_text(out, "\r\n");
}

static void write_mailbox(const char *name, const char *person, const char *address, struct buf *out) {
  buf_format(out, "%s: ", name);
  if (person && *person && is_plain(person) && !strpbrk(person, "\"\\"))
    buf_format(out, "\"%s\"", person);
  else if (person && *person)
    write_words(person, strlen(name) + 2, out);
  buf_format(out, "%s<%s>\r\n", person && *person ? "\r\n " : "", address);
}

static void write_date(int64_t ms, struct buf *out) {
  static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  int64_t day = ms / DAY_MS - (ms % DAY_MS < 0);
  int second = (int)((ms - day * DAY_MS) / 1000);
  struct date date = date_from_days(day);
  buf_format(out, "Date: %s, %02d %s %04d %02d:%02d:%02d +0000\r\n", days[date_weekday(date) - 1], date.day, months[date.month - 1],
             date.year, second / 3600, second / 60 % 60, second % 60);
}

// The same for the same message of the same log, however often it is sent; nothing can be read from it.
static void write_id(const struct letter *letter, struct buf *out) {
  struct buf key;
  char hex[HASH_HEX_SIZE];
  buf_init(&key);
  buf_format(&key, "%s/%s", letter->log, letter->key);
  struct hash hash = hash_of(key.data, key.size);
  hex_write(hex, hash.bytes, HASH_SIZE);
  buf_format(out, "Message-ID: <waymark.%.32s@%s>\r\n", hex, ADDRESS_DOMAIN(letter->from));
  buf_clear(&key);
}

// One byte of the body, at most three places wide, after a soft break where it would not fit.
static void write_byte(unsigned char c, bool at_end, size_t *column, struct buf *out) {
  bool literal = (c > ' ' && c < 0x7F && c != '=') || (c == ' ' && !at_end);
  size_t width = literal ? 1 : 3;
  if (*column + width > LINE_MAX - 1) {
    buf_text(out, "=\r\n");
    *column = 0;
  }
  *column += width;
  if (literal)
    buf_char(out, (char)c);
  else
    buf_format(out, "=%02X", c);
}

static void write_body(const char *body, struct buf *out) {
  size_t column = 0;
  for (const char *c = body; *c; c++) {
    if (*c == '\n') {
      buf_text(out, "\r\n");
      column = 0;
    } else
      write_byte((unsigned char)*c, c[1] == '\n' || !c[1], &column, out);
  }
  if (column) buf_text(out, "\r\n");
}

bool letter_write(const struct letter *letter, struct buf *out, struct err *err) {
  if (!address_check(letter->from, "The board's mail_from", err) || !address_check(letter->to, "The addressee's", err) ||
      (letter->reply_to && !address_check(letter->reply_to, "The board's mail_reply_to", err)))
    return false;
  write_date(letter->date_ms, out);
  write_mailbox("From", letter->from_name, letter->from, out);
  if (letter->reply_to) write_mailbox("Reply-To", NULL, letter->reply_to, out);
  write_mailbox("To", letter->to_name, letter->to, out);
  write_text("Subject", letter->subject, out);
  write_id(letter, out);
  buf_text(out, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
  write_body(letter->body, out);
  return true;
}
