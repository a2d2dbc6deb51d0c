// What an option means in one command, where that is not what it means in the others. The parser knows one option of a name (options.c);
// whoever reads the help of a command is to read of that command alone. A row whose command is called otherwise, or takes the option no
// more, fails tests/unit/cli/options.c.
#include "cli/internal.h"

#include <string.h>

static const struct option_meaning meanings[] = {
    {"access", NULL, OPTION_PERSON, NULL, "only what this person did"},
    {"access", NULL, OPTION_TO, NULL, "the last day"},
    {"agency", "succeed", OPTION_ON, NULL, "the first day of the new one"},
    {"bundle", "create", OPTION_CHECKPOINT, "latest|N", "the newest signed head of the record, or the first that covers N entries"},
    {"bundle", "create", OPTION_FROM, NULL, "only items to which something happened from this day on"},
    {"bundle", "create", OPTION_OUTPUT, NULL, "where to write it; else REFERENCE.zip in the folder you stand in"},
    {"bundle", "create", OPTION_TO, NULL, "only items to which something happened up to the end of this day"},
    {"bundle", "verify", OPTION_KEY, "KEY|FILE", "the board's signing key, or a file with it, as the board itself gave it to you"},
    {"calendar", "show", OPTION_OUTPUT, NULL, "a new file for the whole list of days off of its division"},
    {"case", "share", OPTION_UNTIL, NULL, "the last day on which they see it"},
    {"case", "share", OPTION_WHAT, NULL, "what of it: everything, summary, history, or fields; else the summary"},
    {"erase", "ask", OPTION_ALL, NULL, "the item's whole content"},
    {"erase", "confirm", OPTION_SEEN, NULL, "the plan that \"waymark erase show\" printed; else as it was asked for"},
    {"evidence", "get", OPTION_OUTPUT, NULL, "where to write it; else under its own name in the folder you stand in"},
    {"hold", NULL, OPTION_ALL, NULL, "the whole board, and not one item"},
    {"init", NULL, OPTION_WITH, "NAME,NAME", "use these of the shipped workflows too"},
    {"journal", "verify", OPTION_ALL, NULL, "every signature; else the last of each key and a sample of a thousand"},
    {"meeting", "plan", OPTION_ALL, NULL, "one for each day that is on the group's list already"},
    {"meeting", "put-off", OPTION_ON, NULL, "the day on which it is held, sooner or later"},
    {"meeting", NULL, OPTION_ON, NULL, "the meeting's day"},
    {"meeting", NULL, OPTION_OUTPUT, NULL, "the file to write it to; else the terminal"},
    {"people", "absent", OPTION_FROM, NULL, "their first day away; else today"},
    {"people", "absent", OPTION_TO, NULL, "their last day away; else until they are back"},
    {"people", "back", OPTION_ON, NULL, "the day from which they act again; else today"},
    {"people", "join", OPTION_ON, NULL, "their first day; else today"},
    {"people", "leave", OPTION_ON, NULL, "their last day; else they leave now"},
    {"time", "eval", OPTION_FROM, "INSTANT|DATE", "what the rule counts from: a day, or an instant such as 2016-03-24T09:00:00Z"},
    {"workflow", "migrate", OPTION_TO, "N", "the version to move to; else the newest"},
};

const struct option_meaning *option_meaning_at(size_t index) {
  return index < sizeof meanings / sizeof meanings[0] ? &meanings[index] : NULL;
}

static const struct option_meaning *meaning_in(const struct command *command, enum option_name option) {
  const struct option_meaning *one;
  for (size_t i = 0; command && (one = option_meaning_at(i)); i++) {
    bool verb = !one->verb || (command->verb && strcmp(one->verb, command->verb) == 0);
    if (one->option == option && verb && strcmp(one->noun, command->noun) == 0) return one;
  }
  return NULL;
}

struct option_row option_said(const struct command *command, enum option_name option) {
  struct option_row row = *option_row(option);
  const struct option_meaning *own = meaning_in(command, option);
  if (own && own->value) row.value = own->value;
  if (own) row.help = own->help;
  return row;
}
