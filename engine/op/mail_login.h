// The mail server's user and password: from a file that only its owner may read, never from the record, a command line or the environment.
#ifndef WAYMARK_OP_MAIL_LOGIN_H
#define WAYMARK_OP_MAIL_LOGIN_H
#include "base/err.h"

#include <stdbool.h>

// The file's first two lines. Refused: it is another's, or others may read it. Free the user with mem_free, the password with
// mail_login_forget.
bool mail_login_read(const char *path, char **user, char **password, struct err *err);
void mail_login_forget(char *password); // overwrites it first; NULL is fine
#endif
