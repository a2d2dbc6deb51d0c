// Mail addresses. See address.h.
#include "run/address.h"

#include <string.h>

enum { LOCAL_MAX = 64, DOMAIN_MAX = 253, LABEL_MAX = 63, ALL_MAX = 254 }; // RFC 5321, 4.5.3.1, and the path's two brackets

#define LETTERS_DIGITS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

// Runs of `good` characters, each of 1 to size_max, parted by single dots.
static bool is_dotted(const char *text, size_t size, const char *good, size_t size_max) {
  size_t run = 0;
  for (size_t i = 0; i < size; i++) {
    if (text[i] == '.' ? run == 0 : !strchr(good, text[i])) return false;
    run = text[i] == '.' ? 0 : run + 1;
    if (run > size_max) return false;
  }
  return run > 0;
}

static bool has_hyphen_at_an_end(const char *domain) {
  size_t size = strlen(domain);
  return domain[0] == '-' || domain[size - 1] == '-' || strstr(domain, ".-") || strstr(domain, "-.");
}

bool address_is_good(const char *text) {
  const char *at = text ? strchr(text, '@') : NULL;
  if (!at || strlen(text) > ALL_MAX) return false;
  size_t local = (size_t)(at - text), domain = strlen(at + 1);
  return local <= LOCAL_MAX && domain <= DOMAIN_MAX && is_dotted(text, local, LETTERS_DIGITS "!#$%&'*+-/=?^_`{|}~", LOCAL_MAX) &&
         is_dotted(at + 1, domain, LETTERS_DIGITS "-", LABEL_MAX) && !has_hyphen_at_an_end(at + 1);
}

bool address_check(const char *text, const char *whose, struct err *err) {
  return address_is_good(text) ||
         err_set(err, ERR_INVALID,
                 "%s must be one mail address such as h.dixon@council.example, in plain letters and without a name round it.", whose);
}
