# A bundle whose items were moved to another version otherwise than can be, in a log of our own: each entry is hashed anew, stands in a tree of ours and is signed by
# our keys, so that nothing but what the moves say betrays it. changes(TOP, FILES) yields (HOW, MAKE).
import json

import canon
import entry
import note
import packer
import spoil_keys
import tree


def path(leaves, number):
    if len(leaves) < 2:
        return []
    split = tree.split_of(len(leaves))
    if number < split:
        return path(leaves[:split], number) + [tree.root(leaves[split:])]
    return path(leaves[split:], number - split) + [tree.root(leaves[:split])]


def parts_called(lines, name):
    return [(line, part) for line in lines for part in line['payload'] if part.get('name') == name]


# The journal's lines, its chain and leaves as they are after whatever was changed in them.
def chained(lines):
    previous = entry.ZEROS
    for line in lines:
        line['previous'], line['root'] = previous, entry.root(line['payload'])
        previous = line['leaf'] = entry.leaf(line)


def rewritten(files, folder, change):
    files, item = dict(files), json.loads(files[folder + '/item.json'])
    lines = [json.loads(line) for line in files[folder + '/journal.jsonl'].splitlines()]
    change(lines, item, files)
    chained(lines)
    leaves = [tree.leaf(b'%d' % number) for number in range(lines[-1]['sequence'] + 1)]
    for line in lines:
        leaves[line['sequence']] = bytes.fromhex(line['leaf'])
    proofs = [{'leaf': line['leaf'], 'proof': [hash_.hex() for hash_ in path(leaves, line['sequence'])], 'sequence': line['sequence']} for line in lines]
    files[folder + '/journal.jsonl'] = b''.join(canon.write(line) + b'\n' for line in lines)
    files[folder + '/proofs.jsonl'] = b''.join(canon.write(line) + b'\n' for line in proofs)
    files[folder + '/item.json'] = canon.write(item)
    about = json.loads(files['data/bundle.json'])
    about['checkpoint'] = {'root': tree.root(leaves).hex(), 'size': len(leaves)}
    files['data/bundle.json'] = canon.write(about)
    files.pop('data/consistency.json', None)
    chain = spoil_keys.Chain(files)
    chain.sign(note.text_of(chain.log, len(leaves), tree.root(leaves)).decode())
    return chain.files(files)


def put(**values):
    def change(lines, item, _):
        value = parts_called(lines, 'moved')[-1][1]['value']
        value.update(values)
        item['definition'] = value['definition']
    return change


def replaced(value):
    def change(lines, item, _):
        parts_called(lines, 'moved')[-1][1]['value'] = value
        item['definition'] = None
    return change


def again(lines, _item, _files):
    line, part = parts_called(lines, 'moved')[-1]
    line['payload'].append(dict(part, salt='ab' * 32))


def gone(lines, _item, files):
    hash_ = parts_called(lines, 'moved')[-1][1]['value']['was']
    del files['data/definitions/%s.json' % hash_]
    about = json.loads(files['data/bundle.json'])
    about['definitions'] = [one for one in about['definitions'] if one['hash'] != hash_]
    files['data/bundle.json'] = canon.write(about)


def taken_out(lines, _item, _files):
    line, part = parts_called(lines, 'moved')[-1]
    line['payload'].remove(part)


MOVES = {
    'as it was': lambda lines, item, files: None, 'from another version': put(was='0' * 64), 'to one that is not there': put(definition='0' * 64),
    'from none': put(was=None), 'to none': put(definition=None), 'to no text': put(definition=['x']), 'no object': replaced('moved'), 'nothing': replaced(None),
    'twice': again, 'without the version before': gone, 'not said': taken_out,
}


def changes(top, files):
    folder = next(name for name in files if name.endswith('/journal.jsonl')).rsplit('/', 1)[0]
    for how, change in MOVES.items():
        yield how, lambda change=change: packer.Zip(top, packer.mend(rewritten(files, folder, change))).bytes()
