// waymark workflow new: a first file to write a workflow in, on top of a shipped one or by itself, with what it needs beside it.
#include "base/mem.h"
#include "cli/internal.h"
#include "run/based.h"
#include "run/definition.h"

#include <ctype.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SHIPPED_MAX = 256 << 10 };

// Embedded (embed.S); what is to be put in their place stands in them as a name of its own.
extern const char cli_new[], cli_new_based[];

// The file's name without folder and ending; NULL with a sentence where a workflow cannot be called so. Caller frees.
static char *name_of(const char *file, struct err *err) {
  const char *slash = strrchr(file, '/'), *base = slash ? slash + 1 : file;
  size_t size = strlen(base);
  bool ends = size > 4 && strcmp(base + size - 4, ".lua") == 0;
  char *name = mem_text_part(base, ends ? size - 4 : 0);
  bool good = islower((unsigned char)name[0]) && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") == strlen(name);
  if (good) return name;
  mem_free(name);
  err_set(err, ERR_INVALID, "%s cannot be the file of a workflow: call it in small letters, such as theme-online-harm.lua.", file);
  return NULL;
}

// "theme-online-harm": "Theme online harm" and "TOH".
static void words_of(const char *name, char **title, char **initials) {
  struct buf letters;
  buf_init(&letters);
  *title = mem_text(name);
  for (char *c = *title; *c; c++) {
    bool first = c == *title || c[-1] == ' ';
    if (*c == '-' || *c == '_') *c = ' ';
    if (first && isalpha((unsigned char)*c)) buf_char(&letters, (char)toupper((unsigned char)*c));
  }
  (*title)[0] = (char)toupper((unsigned char)(*title)[0]);
  *initials = buf_take(&letters);
}

// Each of the words `from` becomes the one beside it. Caller frees.
static char *filled(const char *text, const char *const words[][2], size_t count) {
  struct buf out;
  buf_init(&out);
  while (*text) {
    size_t i = 0;
    while (i < count && strncmp(text, words[i][0], strlen(words[i][0])) != 0) i++;
    if (i == count) {
      buf_char(&out, *text++);
      continue;
    }
    buf_text(&out, words[i][1]);
    text += strlen(words[i][0]);
  }
  return buf_take(&out);
}

static char *text_of(const char *name, const char *base) {
  char *title, *initials;
  words_of(name, &title, &initials);
  char *numbered = mem_format("%s-{year}", initials);
  const char *const words[][2] = {{"new-workflow", name}, {"New workflow", title}, {"NW-{year}", numbered}, {"the-base", base ? base : ""}};
  char *text = filled(base ? cli_new_based : cli_new, words, sizeof words / sizeof words[0]);
  mem_free(numbered);
  mem_free(title);
  mem_free(initials);
  return text;
}

// ---- what it is based on, beside it

// One shipped file, where there is none of that name yet.
static bool copy_shipped(const struct cli *cli, const char *shipped, const char *target, struct err *err) {
  char *text = NULL;
  size_t size;
  if (access(target, F_OK) == 0) return true;
  bool ok = env_read_file(&cli->env, shipped, SHIPPED_MAX, &text, &size, err) && env_write_new_file(&cli->env, target, text, size, err);
  mem_free(text);
  return ok;
}

static bool copy_named(const struct cli *cli, const char *shared, const char *folder, const char *name, struct err *err) {
  char *from = mem_format("%s/workflows/%s.lua", shared, name), *to = mem_format("%s/%s.lua", folder, name);
  bool ok = access(from, R_OK) == 0
                ? copy_shipped(cli, from, to, err)
                : access(to, R_OK) == 0 || err_set(err, ERR_NOT_FOUND, "There is no workflow called %s to write on top of.", name);
  mem_free(from);
  mem_free(to);
  return ok;
}

static bool copy_lib(const struct cli *cli, const char *shared, const char *folder, struct err *err) {
  char *from = mem_format("%s/workflows/lib", shared), *to = mem_format("%s/lib", folder);
  json_t *modules = definition_modules_in(&cli->env, from, err), *text;
  const char *name;
  bool ok = modules && (access(to, F_OK) == 0 || mkdir(to, 0777) == 0 || err_set(err, ERR_REFUSED, "The folder %s cannot be made.", to));
  json_object_foreach(modules, name, text) {
    char *source = mem_format("%s/%s.lua", from, name), *target = mem_format("%s/%s.lua", to, name);
    ok = ok && copy_shipped(cli, source, target, err);
    mem_free(source);
    mem_free(target);
  }
  json_decref(modules);
  mem_free(from);
  mem_free(to);
  return ok;
}

// The base and what that one is based on, and the parts that they share.
static bool copy_base(const struct cli *cli, const char *folder, const char *base, struct err *err) {
  char *shared = share_folder();
  bool ok = copy_named(cli, shared, folder, base, err) && copy_lib(cli, shared, folder, err);
  char *path = mem_format("%s/%s.lua", folder, base), *text = ok ? file_text(cli, path, SHIPPED_MAX, err) : NULL;
  const char *at = text ? text : "";
  ok = ok && text;
  for (char *name; ok && (name = based_next(&at)); mem_free(name)) ok = copy_named(cli, shared, folder, name, err);
  mem_free(text);
  mem_free(path);
  mem_free(shared);
  return ok;
}

static bool new_run(struct cli *cli, struct err *err) {
  const char *file = cli_operand(cli, 0), *base = cli_operand(cli, 1), *slash = strrchr(file, '/');
  char *name = name_of(file, err), *folder = slash ? mem_text_part(file, (size_t)(slash - file)) : mem_text(".");
  char *text = name ? text_of(name, base) : NULL;
  bool ok = name && (access(file, F_OK) != 0 || err_set(err, ERR_REFUSED, "%s is there already; nothing was written.", file)) &&
            (!base || copy_base(cli, folder, base, err)) && env_write_new_file(&cli->env, file, text, strlen(text), err);
  if (ok) print_line(cli, "%s is written. Change it, and look at it with \"waymark workflow check %s\".", file, file);
  mem_free(text);
  mem_free(folder);
  mem_free(name);
  return ok;
}

const struct command command_workflow_new = {
    .noun = "workflow",
    .verb = "new",
    .usage = "FILE.lua [BASE]",
    .summary = "write a first file for a workflow of your own",
    .help = "Writes a small workflow in plain form, to be changed. With BASE, the name of a shipped workflow such as theme, one that is on "
            "top of it: BASE and the parts that "
            "it takes are put beside it where they are not there yet.",
    .example = "waymark workflow new theme-online-harm.lua theme",
    .operand_min = 1,
    .operand_max = 2,
    .run = new_run,
};
