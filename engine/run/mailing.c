// The board's mail. See mailing.h.
#include "run/mailing.h"

#include "base/mem.h"
#include "run/address.h"
#include "run/letter.h"
#include "run/people.h"

#include <string.h>

static void read_all(struct board *board, struct mailing *mailing) {
  static const char *const names[] = {"mail_transport", "mail_from", "mail_reply_to", "mail_url", "mail_ca", "mail_login", "name"};
  mailing->settings = json_object();
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    json_t *value = setting_find(board->store, names[i]);
    if (value) json_object_set_new(mailing->settings, names[i], value);
  }
}

bool mailing_read(struct board *board, struct mailing *mailing, struct err *err) {
  *mailing = (struct mailing){.log = meta_find(board->store, "log")};
  read_all(board, mailing);
  const json_t *settings = mailing->settings;
  mailing->to = json_text(settings, "mail_transport");
  mailing->from = json_text(settings, "mail_from");
  mailing->reply_to = json_text(settings, "mail_reply_to");
  mailing->url = json_text(settings, "mail_url");
  mailing->ca = json_text(settings, "mail_ca");
  mailing->login = json_text(settings, "mail_login");
  mailing->name = json_text(settings, "name");
  if (!mailing->to) return true;
  if (!transport_read(mailing->to, &mailing->transport, err)) return err_prefix(err, "No mail leaves: ");
  if (mailing->transport.kind == TRANSPORT_NONE || address_is_good(mailing->from)) return true;
  return err_set(err, ERR_REFUSED,
                 "No mail leaves: the board does not know from whom. Set it with `waymark setting set mail_from ADDRESS --reason TEXT`.");
}

void mailing_clear(struct mailing *mailing) {
  json_decref(mailing->settings);
  mem_free(mailing->log);
}

const char *mailing_address(struct board *board, const char *person, const char **why) {
  const char *address = json_text(board_document(board, "person", person), "email");
  struct err gone;
  json_t *there = people_find(board, person, &gone);
  json_decref(there);
  if (!there)
    *why = "has left";
  else if (!address)
    *why = "has no mail address";
  else if (!address_is_good(address))
    *why = "has a mail address that is none";
  else
    return address;
  return NULL;
}

void mailing_link(const struct mailing *mailing, const char *ref, const char *indent, struct buf *out) {
  if (!mailing->url) return;
  buf_format(out, "\n%s%s", indent, mailing->url);
  for (const char *c = ref; *c; c++) {
    if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~", *c))
      buf_char(out, *c);
    else
      buf_format(out, "%%%02X", (unsigned char)*c);
  }
}

// Of a message about an item: its link. A digest has its own, and one about the board has none.
static char *body_of(struct board *board, const struct mailing *mailing, const json_t *row) {
  struct buf body;
  struct err none;
  const char *text = json_text(row, "body"), *hex = json_text(row, "case");
  json_t *item = hex && hex[strspn(hex, "0")] ? case_find(board->store, hex, &none) : NULL;
  buf_init(&body);
  buf_text(&body, text ? text : "");
  if (item) mailing_link(mailing, json_text(item, "ref"), "", &body);
  buf_format(&body, "\n\nWaymark sent this for %s by itself.\n", mailing->name ? mailing->name : "the board");
  json_decref(item);
  return buf_take(&body);
}

bool mailing_letter(struct board *board, const struct mailing *mailing, const json_t *row, struct buf *out, struct err *err) {
  char name[200];
  const char *why, *person = json_text(row, "to"), *subject = json_text(row, "subject");
  int64_t made = json_number(row, "made", 0), from = json_number(row, "from", 0);
  people_name(board, person, name, sizeof name);
  const char *address = mailing_address(board, person, &why);
  if (!address) return err_set(err, ERR_REFUSED, "%s %s.", name, why);
  char *body = body_of(board, mailing, row);
  bool ok = letter_write(&(struct letter){.from_name = mailing->name,
                                          .from = mailing->from,
                                          .reply_to = mailing->reply_to,
                                          .to_name = name,
                                          .to = address,
                                          .subject = subject ? subject : "Waymark",
                                          .body = body,
                                          .key = json_text(row, "key"),
                                          .log = mailing->log ? mailing->log : "",
                                          .date_ms = from > made ? from : made},
                         out, err);
  mem_free(body);
  return ok;
}
