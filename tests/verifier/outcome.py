# What an item's entries come to, and whether item.json says that and nothing else (engine/bundle/FORMAT.md, "What it comes to").
import canon
import entry

MEMBERS = ('ref', 'title', 'workflow', 'definition', 'revision', 'entries', 'closed', 'fields', 'configuration')


# What stands in the place of erased parts: {commitment: value}, the newest erasure first, so that an erased list of an earlier one reads as the later says.
def readings(lines):
    reads = {}
    for line in reversed(lines):
        if line['kind'] != entry.ERASURE:
            continue
        for part in line['payload']:
            value = part['value'] if part.get('name') == 'erased' else reads.get(part.get('commitment'), ('', None))[1]
            for name, hash_, instead in named(value):
                reads.setdefault(hash_, (name, instead))
    return reads


# (name, commitment, what stands instead) of each part that a list `erased` names; NONE where nothing does.
NONE = object()


def named(value):
    for one in value if isinstance(value, list) else []:
        for part in one.get('parts', []) if isinstance(one, dict) and isinstance(one.get('parts'), list) else []:
            if isinstance(part, dict) and isinstance(part.get('name'), str) and canon.is_hex(part.get('commitment'), 64):
                yield part['name'], part['commitment'], part.get('reads', NONE)


def fold_part(item, name, value):
    if name == 'case' and isinstance(value, dict):
        for member in ('ref', 'workflow', 'definition'):
            item[member] = value.get(member)
        if not item['titled']:
            item['title'] = value.get('title')
    elif name == 'moved':
        value = value if isinstance(value, dict) else {}
        item['misled'] = item['misled'] or not isinstance(value.get('was'), str) or item['definition'] not in (None, value['was'])
        item['definition'] = value.get('definition')
        item['definitions'] += [value.get('was'), value.get('definition')]
    elif name == 'title':
        item['title'], item['titled'] = value, True
    elif name == 'configuration' or name == 'closed':
        item[name] = value
    elif name.startswith('field/'):
        item['fields'].pop(name[6:], None)
        if value is not None:
            item['fields'][name[6:]] = value


# The item as its lines leave it; `whole` says that nothing of its content was withheld.
def fold(lines):
    item = {'ref': None, 'title': None, 'titled': False, 'workflow': None, 'definition': None, 'revision': 0, 'entries': len(lines),
            'closed': False, 'fields': {}, 'configuration': None, 'whole': True, 'definitions': [], 'misled': False}
    reads = readings(lines)
    for line in lines:
        content = entry.changes_content(line['kind'])
        item['revision'] += content
        for part in line['payload']:
            shown = part.get('instead', part)
            name, value = (shown['name'], shown['value']) if 'name' in shown else reads.get(part['commitment'], ('', NONE))
            if 'name' not in part and content:
                item['whole'] = False
            if value is not NONE:
                fold_part(item, name, value)
    item['definitions'].append(item['definition'])
    return item


def is_equal(a, b):
    return canon.write(a) == canon.write(b)


def compare(told, item, where, say):
    if not canon.has_exactly(told, MEMBERS):
        return say('%s has other members than an item has.' % where)
    if item['misled']:
        say('%s was moved from a version that it was not on.' % where)
    for name in MEMBERS:
        if name == 'fields' and not item['whole'] and isinstance(told['fields'], dict):
            right = all(member in item['fields'] and is_equal(value, item['fields'][member]) for member, value in told['fields'].items())
        else:
            right = is_equal(told[name], item[name])
        if not right:
            say('%s says another %s than the journal comes to.' % (where, name))
