// How mail leaves: the setting `mail_transport`, read. Pure.
#ifndef WAYMARK_RUN_TRANSPORT_H
#define WAYMARK_RUN_TRANSPORT_H
#include "base/err.h"

#include <stdbool.h>

enum transport_kind {
  TRANSPORT_NONE,   // nothing leaves
  TRANSPORT_FOLDER, // a file NAME.eml each, in this folder
  TRANSPORT_SMTP
};

struct transport {
  enum transport_kind kind;
  bool is_loopback; // of SMTP: it goes to this machine alone, and only then may do without TLS
};

// "none", "/var/mail/board", "smtp://mail.council.example:587", "smtps://mail.council.example".
bool transport_read(const char *text, struct transport *transport, struct err *err);
// The beginning of links, such as "https://waymark.council.example/items/".
bool transport_link_is_good(const char *text);
#endif
