# The record inside a bundle of format 2 (engine/bundle/FORMAT.md): the head and its keys, each item, and what bundle.json says of it all.
import re

import canon
import entry
import item
import journal
import note
import tree

CALENDAR = re.compile(r'data/calendars/[^/]+\.csv')
DEFINITION = re.compile(r'data/definitions/([^/]+)\.json')
ITEM = re.compile(r'(data/items/[^/]+)/.*')
MEMBERS = ('format', 'log', 'checkpoint', 'items', 'definitions', 'calendars', 'withheld')


def read_json(files, path, say):
    if path not in files:
        return say('There is no %s.' % path)
    try:
        return canon.read(files[path])
    except canon.NotCanonical as error:
        return say('%s cannot be read: %s.' % (path, error))


def read_note(data, say, what):
    try:
        return note.Note(data)
    except ValueError as error:
        return say('%s cannot be read: %s.' % (what, error))


def check_keys(files, head, key, say):
    where = 'data/keys.txt'
    lines = journal.read_lines(files.get(where, b''), where, say)
    if not lines or not all(canon.has_exactly(line, ('epoch', 'key'), ('endorsement', 'sequence')) and canon.is_whole(line['epoch'])
                            and isinstance(line.get('endorsement', ''), str) for line in lines):
        say('%s is no list of keys.' % where)
        return []
    keys, since = note.chain([(l['epoch'], l['key'], l.get('endorsement')) for l in lines], head.log, say)
    if len(keys) < len(lines):
        return keys
    if not head.is_signed(keys[-1]):
        say('data/checkpoint.txt is not signed by the last key of %s.' % where)
    if key is not None and key not in [one.word for one in keys[since:]]:
        say('The key that was given does not vouch for this bundle.')
    return keys


def is_head(value):
    return canon.has_exactly(value, ('root', 'size')) and canon.is_hex(value['root'], 64) and canon.is_whole(value['size'], 0)


# consistency.json holds by itself; and a checkpoint that was kept is this log's, by it or by the same size.
def check_kept(files, head, keys, kept, say):
    path, older = 'data/consistency.json', None
    if path in files:
        told = read_json(files, path, say)
        if not (canon.has_exactly(told, ('from', 'proof', 'to')) and is_head(told['from']) and is_head(told['to'])
                and journal.is_hashes(told['proof'])):
            say('%s is no proof.' % path)
        elif told['to'] != {'root': head.root.hex(), 'size': head.size} or not tree.continues(
                told['from']['size'], bytes.fromhex(told['from']['root']), head.size, head.root, list(map(bytes.fromhex, told['proof']))):
            say('%s does not prove that the log continues another head.' % path)
        else:
            older = (told['from']['size'], told['from']['root'])
    if kept is None:
        return
    if kept.log != head.log or not any(kept.is_signed(key) for key in keys):
        say('The kept checkpoint is not signed by a key of this log.')
    elif (kept.size, kept.root.hex()) not in ((head.size, head.root.hex()), older):
        say('It cannot be told that this is the log of the kept checkpoint.')


def check_definitions(files, items, told, say):
    there = {}
    for path in files:
        match = DEFINITION.fullmatch(path)
        if match:
            there[match[1]] = path
            if entry.sha256(files[path]) != match[1]:
                say('%s is not the definition that its name says.' % path)
    for one in items:
        if any(hash_ not in list(there) for hash_ in one.outcome['definitions']):
            say('A definition of %s is not there.' % one.folder)
    wanted = [[hash_, path, *named(files, path, say)] for hash_, path in there.items()]
    if not is_list(told, ('hash', 'name', 'version', 'title', 'path')) or sorted_text(
            [[one['hash'], one['path'], one['name'], one['version'], one['title']] for one in told]) != sorted_text(wanted):
        say('data/bundle.json lists other definitions than are there.')


def named(files, path, say):
    structure = (read_json(files, path, say) or {}).get('structure') or {}
    return [structure.get(name) for name in ('name', 'version', 'title')]


def is_list(value, members):
    return isinstance(value, list) and all(canon.has_exactly(one, members) for one in value)


def sorted_text(rows):
    return sorted(map(canon.write, rows))


def check_about(files, head, items, say):
    about = read_json(files, 'data/bundle.json', say)
    if not canon.has_exactly(about, MEMBERS, ('asked', 'recipient', 'purpose', 'profile')):
        return say('data/bundle.json has other members than a bundle has.')
    if about['format'] != 2 or type(about['format']) is not int or about['log'] != head.log:
        say('data/bundle.json is of another format or log.')
    if not is_head(about['checkpoint']) or about['checkpoint'] != {'root': head.root.hex(), 'size': head.size}:
        say('data/bundle.json names another checkpoint.')
    if not is_list(about['items'], ('ref', 'path', 'entries')) or sorted_text(
            [[one['ref'], one['path'], one['entries']] for one in about['items']]) != sorted_text(
            [[one.outcome['ref'], one.folder, len(one.lines)] for one in items]):
        say('data/bundle.json lists other items than are there.')
    check_definitions(files, items, about['definitions'], say)
    calendars = [path for path in files if CALENDAR.fullmatch(path)]
    if not is_list(about['calendars'], ('name', 'version', 'path')) or sorted_text([one['path'] for one in about['calendars']]) != sorted_text(calendars):
        say('data/bundle.json lists other calendars than are there.')
    withheld = [[one.outcome['ref'], why, *counts] for one in items for why, counts in one.withheld().items()]
    if not is_list(about['withheld'], ('ref', 'why', 'entries', 'parts')) or sorted_text(
            [[one['ref'], one['why'], one['entries'], one['parts']] for one in about['withheld']]) != sorted_text(withheld):
        say('data/bundle.json counts other parts that are withheld than there are.')


# What is of no file that the format names: it is told, and nothing hangs on it.
def unproven(files):
    known = re.compile(r'data/(index\.html|bundle\.json|checkpoint\.txt|keys\.txt|consistency\.json|definitions/[0-9a-f]{64}\.json|calendars/[^/]+\.csv'
                       r'|items/[^/]+/(journal\.jsonl|proofs\.jsonl|item\.json|timeline\.csv|evidence\.csv|receipts\.json|receipts\.txt|index\.html|evidence/.*))')
    return [path for path in files if path.startswith('data/') and not known.fullmatch(path)]


def check(files, key, kept, say):
    head = read_note(files.get('data/checkpoint.txt', b''), say, 'data/checkpoint.txt')
    if head:
        keys = check_keys(files, head, key, say)
        check_kept(files, head, keys, kept, say)
    folders = sorted({ITEM.fullmatch(path)[1] for path in files if ITEM.fullmatch(path)})
    items = [one for one in (item.read(files, folder, head, say) for folder in folders) if one]
    if not folders:
        say('The bundle has no item.')
    if head:
        check_about(files, head, items, say)
