// The password of a bundle, from --password-file, from --password-fd, or typed at the terminal and not shown. Never from the command line
// or the environment: both can be read by others on the same machine, and are kept in histories.
#ifndef WAYMARK_CLI_PASSWORD_H
#define WAYMARK_CLI_PASSWORD_H
#include "base/err.h"

#include <stdbool.h>

struct cli;

// The first line of the file or descriptor, without its line end; else asked for at the terminal, where it is to be chosen twice. Refused
// if bundle_password_check refuses it. NULL with err. The caller gives it up with password_free.
char *password_read(const struct cli *cli, bool is_new, struct err *err);
bool password_is_given(const struct cli *cli); // by an option, so that nobody has to be asked
void password_free(char *password);            // its bytes are overwritten first; NULL is fine
#endif
