// How mail leaves. See transport.h.
#include "run/transport.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

enum { HOST_MAX = 253, TEXT_MAX = 300, PORT_DIGITS_MAX = 5, PORT_MAX = 65535 };

#define LETTERS_DIGITS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

static bool fail(const char *text, struct err *err) {
  if (strchr(text, '@'))
    return err_set(err, ERR_INVALID,
                   "How mail leaves is written without user and password, since settings are kept for ever: those belong in a file of your "
                   "own that the setting mail_login names.");
  return err_set(
      err, ERR_INVALID,
      "\"%.80s\" is no way for mail to leave: write none, a folder from the root such as /var/mail/board, or a mail server such as "
      "smtp://mail.council.example:587.",
      text);
}

// The host's size; 0: it is none. An address of version 6 stands in brackets.
static size_t host_size(const char *host) {
  char inner[64] = "";
  struct in6_addr address;
  if (host[0] != '[') {
    size_t size = strspn(host, LETTERS_DIGITS ".-");
    return size <= HOST_MAX && host[0] != '-' && host[0] != '.' ? size : 0;
  }
  size_t size = strcspn(host, "]");
  if (host[size] != ']' || size - 1 >= sizeof inner) return 0;
  memcpy(inner, host + 1, size - 1);
  return inet_pton(AF_INET6, inner, &address) == 1 ? size + 1 : 0;
}

// "127.evil.example" is no address of this machine.
static bool is_loopback(const char *host, size_t size) {
  char text[64] = "";
  struct in_addr address;
  if (size >= sizeof text) return false;
  memcpy(text, host, size);
  if (inet_pton(AF_INET, text, &address) == 1) return ntohl(address.s_addr) >> 24 == 127;
  return strcmp(text, "localhost") == 0 || strcmp(text, "[::1]") == 0;
}

static bool is_port(const char *text) {
  size_t digits = strspn(text, "0123456789");
  long port = strtol(text, NULL, 10);
  return digits > 0 && digits <= PORT_DIGITS_MAX && port >= 1 && port <= PORT_MAX && (!text[digits] || strcmp(text + digits, "/") == 0);
}

static bool read_smtp(const char *text, const char *host, struct transport *transport, struct err *err) {
  size_t size = host_size(host);
  const char *rest = host + size;
  bool ok = size > 0 && (!*rest || strcmp(rest, "/") == 0 || (*rest == ':' && is_port(rest + 1)));
  if (!ok) return fail(text, err);
  *transport = (struct transport){.kind = TRANSPORT_SMTP, .is_loopback = is_loopback(host, size)};
  return true;
}

static bool is_path(const char *text) {
  for (const char *c = text; *c; c++)
    if ((unsigned char)*c < ' ' || *c == 0x7F) return false;
  return true;
}

bool transport_read(const char *text, struct transport *transport, struct err *err) {
  *transport = (struct transport){.kind = TRANSPORT_NONE};
  if (strcmp(text, "none") == 0) return true;
  if (strlen(text) > TEXT_MAX) return fail(text, err);
  if (strncmp(text, "smtp://", 7) == 0) return read_smtp(text, text + 7, transport, err);
  if (strncmp(text, "smtps://", 8) == 0) return read_smtp(text, text + 8, transport, err);
  transport->kind = TRANSPORT_FOLDER;
  return (text[0] == '/' && text[1] && is_path(text)) || fail(text, err);
}

bool transport_link_is_good(const char *text) {
  size_t size = strlen(text), scheme = strncmp(text, "https://", 8) == 0 ? 8 : strncmp(text, "http://", 7) == 0 ? 7 : 0;
  return scheme && size > scheme && size <= TEXT_MAX && strspn(text, LETTERS_DIGITS ":/.-_~?=&%+#[]") == size;
}
