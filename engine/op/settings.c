// The table of settings. See settings.h.
#include "op/settings.h"

#include "run/address.h"
#include "run/personal.h"
#include "run/quiet.h"
#include "run/terms.h"
#include "run/transport.h"

#include <string.h>
#include <sys/un.h>

enum { LINE_MAX_SIZE = 200, POSTS_MAX = 20 }; // a post that is not among twenty is no post of trust

static const struct setting settings[] = {
    {.name = "name",
     .kind = SETTING_TEXT,
     .help = "The board's name, on pages, packs and bundles.",
     .what = "the board's name, on one line of at most 200 bytes"},
    {.name = "short",
     .kind = SETTING_TEXT,
     .help = "The board's short name.",
     .what = "the board's short name, on one line of at most 200 bytes"},
    {.name = "console", .kind = SETTING_PERSON, .help = "The person as whom a command at the machine reads when it names nobody."},
    {.name = "mail_hours", .kind = SETTING_HOURS, .help = "The hours of a working day in which mail that is not urgent leaves."},
    {.name = "mail_transport",
     .kind = SETTING_MAIL,
     .help = "How mail leaves: none, a folder for .eml files, or a mail server such as smtp://mail.council.example:587."},
    {.name = "mail_from", .kind = SETTING_ADDRESS, .help = "The address that mail comes from."},
    {.name = "mail_reply_to", .kind = SETTING_ADDRESS, .help = "Where answers to mail go, if not to where it comes from."},
    {.name = "mail_url", .kind = SETTING_LINK, .help = "How links to items in mail begin, such as https://waymark.council.example/items/."},
    {.name = "mail_login",
     .kind = SETTING_PATH,
     .help = "The file with the mail server's user on its first line and the password on its second; only you may read it."},
    {.name = "mail_ca",
     .kind = SETTING_PATH,
     .help = "The file of certificates by which the mail server is known, if not the machine's own."},
    {.name = "digest_meeting_days",
     .kind = SETTING_NUMBER,
     .help = "How many working days before a meeting its people are mailed what waits, where they chose that.",
     .what = "working days",
     .max = 60},
    {.name = "regime",
     .kind = SETTING_TEXT,
     .help = "The law that the board works under: lscb2015, masa2018, masa2023, or a name of its own. What begins keeps the regime it "
             "began under.",
     .what = "a regime, such as masa2023, on one line of at most 200 bytes"},
    {.name = "council",
     .kind = SETTING_AGENCY,
     .help = "The agency that is the board's own council: it notifies a serious incident, where the referral names no other."},
    {.name = "personal_checks",
     .kind = SETTING_KINDS,
     .help = "What is warned of before text is kept: all, none, or \"all but postcode, telephone\"; else all."},
    {.name = "marking",
     .kind = SETTING_TEXT,
     .help = "What stands on every paper of a meeting; else OFFICIAL-SENSITIVE.",
     .what = "a protective marking, on one line of at most 200 bytes"},
    {.name = "papers_days",
     .kind = SETTING_NUMBER,
     .help = "How long before a meeting its papers are due, where the group does not say; else 5.",
     .what = "working days",
     .max = 60},
    {.name = "vacancy_warning",
     .kind = SETTING_NUMBER,
     .help = "How long before a reminder is due the office hears that nobody is there to get it; else 10.",
     .what = "working days",
     .max = 60},
    {.name = "evidence_max",
     .kind = SETTING_NUMBER,
     .help = "The largest file that is taken as evidence.",
     .what = "megabytes",
     .max = 1 << 20},
    {.name = "evidence_item_max",
     .kind = SETTING_NUMBER,
     .help = "The most that is taken as evidence of one item, all files together.",
     .what = "megabytes",
     .max = 1 << 24},
    {.name = "quarantine_days",
     .kind = SETTING_NUMBER,
     .help = "How long a file that nothing names waits before it is removed.",
     .what = "days",
     .max = 10 * 366},
    {.name = "virus_scan",
     .kind = SETTING_SOCKET,
     .help = "The socket of a ClamAV daemon that looks at each file before it is kept; none: nothing is looked at."},
    {.name = "clock_leap",
     .kind = SETTING_NUMBER,
     .help = "How far the machine's clock may leap before it is held.",
     .what = "minutes",
     .max = 7 * 24 * 60},
    {.name = "clock_gap",
     .kind = SETTING_NUMBER,
     .help = "How long the program may have been off before a late clock is asked about.",
     .what = "days",
     .max = 10 * 366},
    {.name = "journal_reads",
     .kind = SETTING_SWITCH,
     .help = "Whether it is put on record who looks at an item, its history, its evidence and its deadlines: on or off; else on."},
    {.name = "access_again",
     .kind = SETTING_NUMBER,
     .help = "For how long looking again at the same thing is no new entry; else 15.",
     .what = "minutes",
     .max = 24 * 60},
    {.name = "division",
     .kind = SETTING_TEXT,
     .help = "Whose days off the board counts with.",
     .instead = "calendar replace",
     .what = "a division"},
    {.name = "zone",
     .kind = SETTING_TEXT,
     .help = "The time zone that the board's days are days of.",
     .instead = "init",
     .what = "the name of a time zone such as Europe/London"},
    {.name = "zone_data", .kind = SETTING_TABLE, .help = "The data that local times were worked out with.", .instead = "clock check"},
    {.name = "terms",
     .kind = SETTING_TERMS,
     .help = "The board's own words for those of the workflows: \"LLIP = Learning Group; Board = Partnership\"."},
    {.name = "plan_outcomes",
     .kind = SETTING_TITLES,
     .help = "What the outcomes of the business plan are called, in the order of their numbers, as reports name them: TITLE; TITLE."},
    {.name = "all_leads", .kind = SETTING_NAMES, .help = "The names that mean everybody in a plan.", .instead = "init"},
    {.name = "access_readers",
     .kind = SETTING_POSTS,
     .help = "The posts whose holders see who looked at what, besides the office: post,post or none; else the data protection officer."},
    {.name = "break_glass",
     .kind = SETTING_POSTS,
     .help =
         "The posts whose holders may see an item that is not theirs in an emergency: post,post or none; else the Independent Chair, the "
         "Business Manager and the data protection officer."},
    {.name = "erasure_confirm",
     .kind = SETTING_POSTS,
     .help = "The posts whose holders may confirm that content is erased.",
     .instead = "init"},
    {0},
};

const struct setting *settings_at(size_t index) { return index < sizeof settings / sizeof settings[0] - 1 ? &settings[index] : NULL; }

const struct setting *settings_find(const char *name) {
  for (const struct setting *setting = settings; setting->name; setting++)
    if (strcmp(setting->name, name) == 0) return setting;
  return NULL;
}

// It stands on every page, pack and mail: no line of theirs is to be longer, and a terminal is not to be told anything by it.
static bool is_line(const json_t *value) {
  const char *text = json_string_value(value);
  size_t size = text ? strlen(text) : 0;
  for (size_t i = 0; i < size; i++)
    if ((unsigned char)text[i] < ' ' || text[i] == 0x7F) return false;
  return size > 0 && size <= LINE_MAX_SIZE;
}

static bool is_number(const struct setting *setting, const json_t *value) {
  return json_is_integer(value) && json_integer_value(value) >= 1 && json_integer_value(value) <= setting->max;
}

// A path that the kernel can hold.
static bool is_socket(const json_t *value) {
  const char *text = json_string_value(value);
  return text && text[0] == '/' && strlen(text) < sizeof((struct sockaddr_un *)0)->sun_path;
}

static bool is_switch(const json_t *value) {
  const char *text = json_string_value(value);
  return text && (strcmp(text, "on") == 0 || strcmp(text, "off") == 0);
}

static bool is_path(const json_t *value) {
  const char *text = json_string_value(value);
  return text && text[0] == '/' && is_line(value);
}

static bool is_list_of_texts(const json_t *value) {
  size_t i;
  json_t *one;
  json_array_foreach(value, i, one) if (!json_is_string(one)) return false;
  return json_is_array(value) && json_array_size(value) <= POSTS_MAX;
}

static bool is_list_of_lines(const json_t *value) {
  size_t i;
  json_t *one;
  json_array_foreach(value, i, one) if (!is_line(one)) return false;
  return is_list_of_texts(value);
}

static bool check_mail(const json_t *value, const char *where, struct err *err) {
  struct transport transport;
  const char *text = json_string_value(value);
  if (!text) return err_set(err, ERR_INVALID, "%s must be text such as none.", where);
  return transport_read(text, &transport, err);
}

static bool check_link(const json_t *value, const char *where, struct err *err) {
  const char *text = json_string_value(value);
  return (text && transport_link_is_good(text)) ||
         err_set(err, ERR_INVALID, "%s must be how links begin, such as https://waymark.council.example/items/.", where);
}

static bool check_hours(const json_t *value, const char *where, struct err *err) {
  struct quiet hours;
  const char *text = json_string_value(value);
  if (!text) return err_set(err, ERR_INVALID, "%s must be text such as \"%s\".", where, QUIET_DEFAULT);
  return quiet_read(text, &hours, err);
}

static bool check_kinds(const json_t *value, const char *where, struct err *err) {
  unsigned wanted;
  const char *text = json_string_value(value);
  if (!text) return err_set(err, ERR_INVALID, "%s must be text such as \"all\" or \"all but postcode\".", where);
  return personal_read(text, &wanted, err) || err_prefix(err, "%s: ", where);
}

bool settings_check(const struct setting *setting, const json_t *value, const char *where, struct err *err) {
  switch (setting->kind) {
  case SETTING_HOURS:
    return check_hours(value, where, err);
  case SETTING_KINDS:
    return check_kinds(value, where, err);
  case SETTING_NUMBER:
    return is_number(setting, value) ||
           err_set(err, ERR_INVALID, "%s must be a whole number of %s from 1 to %lld.", where, setting->what, (long long)setting->max);
  case SETTING_SWITCH:
    return is_switch(value) || err_set(err, ERR_INVALID, "%s must be \"on\" or \"off\".", where);
  case SETTING_SOCKET:
    return is_socket(value) ||
           err_set(err, ERR_INVALID, "%s must be the path of a socket, such as /run/clamav/clamd.ctl, of at most 107 bytes.", where);
  case SETTING_PERSON:
    return is_line(value) || err_set(err, ERR_INVALID, "%s must be the id of a person.", where);
  case SETTING_AGENCY:
    return is_line(value) || err_set(err, ERR_INVALID, "%s must be the short name of an agency.", where);
  case SETTING_TEXT:
    return is_line(value) || err_set(err, ERR_INVALID, "%s must be %s.", where, setting->what);
  case SETTING_PATH:
    return is_path(value) || err_set(err, ERR_INVALID, "%s must be the path of a file from the root, of at most 200 bytes.", where);
  case SETTING_MAIL:
    return check_mail(value, where, err);
  case SETTING_ADDRESS:
    return address_check(json_string_value(value), where, err);
  case SETTING_LINK:
    return check_link(value, where, err);
  case SETTING_POSTS:
    return is_list_of_texts(value) || err_set(err, ERR_INVALID, "%s must be a list of at most %d posts, or none.", where, POSTS_MAX);
  case SETTING_NAMES:
    return json_is_array(value) || err_set(err, ERR_INVALID, "%s must be a list of names.", where);
  case SETTING_TITLES:
    return is_list_of_lines(value) ||
           err_set(err, ERR_INVALID, "%s must be a list of at most %d titles, each one line of at most 200 bytes.", where, POSTS_MAX);
  case SETTING_TERMS:
    return terms_check(value, where, err);
  case SETTING_TABLE:
    return json_is_object(value) || err_set(err, ERR_INVALID, "%s must be a table.", where);
  }
  return false;
}
