// Every command, in the order that --help lists them. A new one is a file with its row, and a line here.
#include "base/mem.h"
#include "chart/check.h"
#include "cli/internal.h"

#include <string.h>

#define COMMANDS(X)                                                                                                                        \
  X(init)                                                                                                                                  \
  X(serve)                                                                                                                                 \
  X(status)                                                                                                                                \
  X(workflow_new)                                                                                                                          \
  X(workflow_check)                                                                                                                        \
  X(workflow_publish)                                                                                                                      \
  X(workflow_migrate)                                                                                                                      \
  X(workflow_shipped)                                                                                                                      \
  X(workflow_add)                                                                                                                          \
  X(workflow_read)                                                                                                                         \
  X(workflow_draw)                                                                                                                         \
  X(workflow_expand)                                                                                                                       \
  X(workflow_list)                                                                                                                         \
  X(todo)                                                                                                                                  \
  X(case_start)                                                                                                                            \
  X(case_send)                                                                                                                             \
  X(case_form)                                                                                                                             \
  X(case_show)                                                                                                                             \
  X(case_list)                                                                                                                             \
  X(case_share)                                                                                                                            \
  X(case_unshare)                                                                                                                          \
  X(case_open)                                                                                                                             \
  X(case_count)                                                                                                                            \
  X(case_seen)                                                                                                                             \
  X(case_history)                                                                                                                          \
  X(case_correct)                                                                                                                          \
  X(case_explain)                                                                                                                          \
  X(case_forecast)                                                                                                                         \
  X(case_deadline)                                                                                                                         \
  X(evidence_add)                                                                                                                          \
  X(evidence_get)                                                                                                                          \
  X(evidence_list)                                                                                                                         \
  X(evidence_scrub)                                                                                                                        \
  X(bundle_create)                                                                                                                         \
  X(bundle_verify)                                                                                                                         \
  X(import_plan)                                                                                                                           \
  X(run_due)                                                                                                                               \
  X(timers_check)                                                                                                                          \
  X(simulate)                                                                                                                              \
  X(outbox_list)                                                                                                                           \
  X(outbox_send)                                                                                                                           \
  X(outbox_digest)                                                                                                                         \
  X(outbox_resolve)                                                                                                                        \
  X(incident_skip)                                                                                                                         \
  X(incident_retry)                                                                                                                        \
  X(people_list)                                                                                                                           \
  X(people_set)                                                                                                                            \
  X(people_show)                                                                                                                           \
  X(people_check)                                                                                                                          \
  X(people_join)                                                                                                                           \
  X(people_leave)                                                                                                                          \
  X(people_absent)                                                                                                                         \
  X(people_back)                                                                                                                           \
  X(people_hand_over)                                                                                                                      \
  X(people_export)                                                                                                                         \
  X(people_import)                                                                                                                         \
  X(agency_list)                                                                                                                           \
  X(agency_set)                                                                                                                            \
  X(agency_succeed)                                                                                                                        \
  X(agency_export)                                                                                                                         \
  X(agency_import)                                                                                                                         \
  X(group_list)                                                                                                                            \
  X(group_set)                                                                                                                             \
  X(group_export)                                                                                                                          \
  X(group_import)                                                                                                                          \
  X(post_list)                                                                                                                             \
  X(post_set)                                                                                                                              \
  X(post_export)                                                                                                                           \
  X(post_import)                                                                                                                           \
  X(handover_list)                                                                                                                         \
  X(handover_withdraw)                                                                                                                     \
  X(meeting_plan)                                                                                                                          \
  X(meeting_list)                                                                                                                          \
  X(meeting_agenda)                                                                                                                        \
  X(meeting_add)                                                                                                                           \
  X(meeting_drop)                                                                                                                          \
  X(meeting_issue)                                                                                                                         \
  X(meeting_open)                                                                                                                          \
  X(meeting_attend)                                                                                                                        \
  X(meeting_declare)                                                                                                                       \
  X(meeting_sheet)                                                                                                                         \
  X(meeting_record)                                                                                                                        \
  X(meeting_strike)                                                                                                                        \
  X(meeting_confirm)                                                                                                                       \
  X(meeting_minutes)                                                                                                                       \
  X(meeting_actions)                                                                                                                       \
  X(meeting_challenges)                                                                                                                    \
  X(meeting_since)                                                                                                                         \
  X(meeting_attendance)                                                                                                                    \
  X(meeting_put_off)                                                                                                                       \
  X(meeting_cancel)                                                                                                                        \
  X(report_list)                                                                                                                           \
  X(report_make)                                                                                                                           \
  X(redaction_add)                                                                                                                         \
  X(redaction_list)                                                                                                                        \
  X(redaction_show)                                                                                                                        \
  X(redaction_preview)                                                                                                                     \
  X(redaction_remove)                                                                                                                      \
  X(access_list)                                                                                                                           \
  X(rights_print)                                                                                                                          \
  X(rights_allow)                                                                                                                          \
  X(rights_deny)                                                                                                                           \
  X(rights_remove)                                                                                                                         \
  X(rights_operations)                                                                                                                     \
  X(setting_list)                                                                                                                          \
  X(setting_set)                                                                                                                           \
  X(calendar_show)                                                                                                                         \
  X(calendar_add)                                                                                                                          \
  X(calendar_remove)                                                                                                                       \
  X(calendar_replace)                                                                                                                      \
  X(clock_show)                                                                                                                            \
  X(clock_check)                                                                                                                           \
  X(clock_confirm)                                                                                                                         \
  X(time_eval)                                                                                                                             \
  X(erase_preview)                                                                                                                         \
  X(erase_ask)                                                                                                                             \
  X(erase_show)                                                                                                                            \
  X(erase_confirm)                                                                                                                         \
  X(erase_withdraw)                                                                                                                        \
  X(erase_list)                                                                                                                            \
  X(hold_set)                                                                                                                              \
  X(hold_lift)                                                                                                                             \
  X(hold_list)                                                                                                                             \
  X(journal_verify)                                                                                                                        \
  X(journal_checkpoint)                                                                                                                    \
  X(journal_prove)                                                                                                                         \
  X(journal_consistency)                                                                                                                   \
  X(journal_witness)                                                                                                                       \
  X(journal_accept_older)                                                                                                                  \
  X(scxml_run)                                                                                                                             \
  X(scxml_import)                                                                                                                          \
  X(scxml_export)                                                                                                                          \
  X(rebuild)                                                                                                                               \
  X(backup)                                                                                                                                \
  X(restore)                                                                                                                               \
  X(batch)

#define COMMAND_EXTERN(name) extern const struct command command_##name;
COMMANDS(COMMAND_EXTERN)

static const struct command *const commands[] = {
#define COMMAND_ROW(name) &command_##name,
    COMMANDS(COMMAND_ROW)};

const struct command *command_at(size_t index) { return index < sizeof commands / sizeof commands[0] ? commands[index] : NULL; }

void command_name(const struct command *command, char *out, size_t size) {
  snprintf(out, size, "waymark %s%s%s", command->noun, command->verb ? " " : "", command->verb ? command->verb : "");
}

static bool fail_noun(const char *noun, struct err *err) {
  json_t *nouns = json_array();
  for (size_t i = 0; command_at(i); i++) json_array_add(nouns, command_at(i)->noun);
  const char *near = nearest_name(noun, nouns);
  if (near)
    err_set(err, ERR_MISUSE, "There is no command \"%s\"; did you mean \"%s\"?", noun, near);
  else
    err_set(err, ERR_MISUSE, "There is no command \"%s\"; \"waymark --help\" lists them all.", noun);
  json_decref(nouns);
  return false;
}

static bool fail_verb(const char *noun, const char *verb, struct err *err) {
  json_t *verbs = json_array();
  for (size_t i = 0; command_at(i); i++)
    if (strcmp(command_at(i)->noun, noun) == 0) json_array_add(verbs, command_at(i)->verb);
  const char *near = verb ? nearest_name(verb, verbs) : NULL;
  char *all = json_join(verbs, ", ");
  if (near)
    err_set(err, ERR_MISUSE, "There is no command \"%s %s\"; did you mean \"%s %s\"?", noun, verb, noun, near);
  else if (verb)
    err_set(err, ERR_MISUSE, "There is no command \"%s %s\"; after \"%s\" comes one of: %s.", noun, verb, noun, all);
  else
    err_set(err, ERR_MISUSE, "\"waymark %s\" needs one more word: %s.", noun, all);
  mem_free(all);
  json_decref(verbs);
  return false;
}

static bool is_noun(const char *word) {
  for (size_t i = 0; command_at(i); i++)
    if (strcmp(command_at(i)->noun, word) == 0) return true;
  return false;
}

const struct command *command_find(const struct args *args, size_t *used, struct err *err) {
  if (args->operand_count == 0) {
    err_set(err, ERR_MISUSE, "Say what to do, for example \"waymark case list\"; \"waymark --help\" lists every command.");
    return NULL;
  }
  const char *noun = args->operands[0], *verb = args->operand_count > 1 ? args->operands[1] : NULL;
  for (size_t i = 0; command_at(i); i++) {
    const struct command *command = command_at(i);
    if (strcmp(command->noun, noun) != 0) continue;
    if (command->verb && (!verb || strcmp(command->verb, verb) != 0)) continue;
    *used = command->verb ? 2 : 1;
    return command;
  }
  if (is_noun(noun))
    fail_verb(noun, verb, err);
  else
    fail_noun(noun, err);
  return NULL;
}

static const option_set everywhere = TAKES(AS) | TAKES(BOARD) | TAKES(NOW) | TAKES(JSON) | TAKES(SURE) | TAKES(HELP);

static bool check_options(const struct command *command, const struct args *args, const char *name, struct err *err) {
  for (int i = 0; i < OPTION_COUNT; i++) {
    struct option_row row = option_said(command, (enum option_name)i);
    bool given = args->values[i] != NULL, taken = (everywhere | command->takes | command->needs) >> i & 1;
    if (given && !taken) return err_set(err, ERR_MISUSE, "\"%s\" takes no --%s; see \"%s --help\".", name, row.word, name);
    if (!given && (command->needs >> i & 1))
      return err_set(err, ERR_MISUSE, "\"%s\" needs --%s %s: %s.", name, row.word, row.value, row.help);
  }
  return true;
}

bool command_check(const struct command *command, const struct args *args, struct err *err) {
  char name[80];
  command_name(command, name, sizeof name);
  if (args->operand_count < command->operand_min)
    return err_set(err, ERR_MISUSE, "\"%s\" needs %s after it; see \"%s --help\".", name, command->usage, name);
  if (args->operand_count > command->operand_max)
    return err_set(err, ERR_MISUSE, "\"%s\" does not know what to do with \"%s\"; it is written \"%s%s%s\".", name,
                   args->operands[command->operand_max], name, command->usage[0] ? " " : "", command->usage);
  return check_options(command, args, name, err);
}
