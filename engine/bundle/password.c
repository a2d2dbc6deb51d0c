// What may be a bundle's password. WinZip's AES takes bytes as they are, so only such are taken that any keyboard and any program give
// alike: text in UTF-8, without control characters. 8 is what is left to guess at; at 100 other people's programs may cut it.
#include "bundle/bundle.h"

#include <string.h>

enum { PASSWORD_MIN = 8, PASSWORD_MAX = 100 };

static bool is_text(const char *password) {
  json_t *text = json_string(password); // NULL when it is no UTF-8
  json_decref(text);
  for (const char *at = password; *at; at++)
    if ((unsigned char)*at < 0x20 || *at == 0x7F) return false;
  return text != NULL;
}

bool bundle_password_check(const char *password, struct err *err) {
  size_t size = strlen(password);
  if (size < PASSWORD_MIN)
    return err_set(err, ERR_INVALID, "The password was refused: it is shorter than %d characters, and could be guessed.", PASSWORD_MIN);
  if (size > PASSWORD_MAX)
    return err_set(err, ERR_INVALID, "The password was refused: it is longer than %d bytes, which some programs would cut.", PASSWORD_MAX);
  return is_text(password) ||
         err_set(err, ERR_INVALID, "The password was refused: it is no plain UTF-8 text, or holds a control character such as a tab.");
}
