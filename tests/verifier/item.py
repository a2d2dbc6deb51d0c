# One item's folder in a bundle: its journal and proofs, and that item.json, both tables and the evidence are what the journal comes to.
import canon
import entry
import journal
import outcome
import tables


class Item:
    def __init__(self, folder, lines):
        self.folder, self.lines, self.outcome = folder, lines, outcome.fold(lines)

    # {why: [entries, parts]}
    def withheld(self):
        counts = {}
        for line in self.lines:
            reasons = [part['withheld'] for part in line['payload'] if 'withheld' in part]
            for why in set(reasons):
                count = counts.setdefault(why, [0, 0])
                count[0] += 1
                count[1] += reasons.count(why)
        return counts


# The item; None where it has no journal that can be read.
def read(files, folder, head, say):
    need = lambda name: files.get('%s/%s' % (folder, name)) if '%s/%s' % (folder, name) in files else say('There is no %s/%s.' % (folder, name))
    data = need('journal.jsonl')
    lines = data is not None and journal.read(data, folder + '/journal.jsonl', say)
    if not lines:
        return None
    one = Item(folder, lines)
    if head and lines[0]['log'] != head.log:
        say('%s is of another log than the checkpoint.' % folder)
    proofs = need('proofs.jsonl')
    if proofs is not None:
        journal.check_proofs(proofs, folder + '/proofs.jsonl', lines, head, say)
    check_item(need('item.json'), one, files, say)
    check_timeline(need('timeline.csv'), one, say)
    return one


def check_item(data, one, files, say):
    where = one.folder + '/item.json'
    try:
        told = canon.read(data) if data is not None else None
    except canon.NotCanonical as error:
        return say('%s cannot be read: %s.' % (where, error))
    outcome.compare(told, one.outcome, where, say)
    fields = told.get('fields') if isinstance(told, dict) else None
    pieces = fields.get('evidence', []) if isinstance(fields, dict) else []
    if not is_pieces(pieces):
        return say('%s has no list of evidence.' % where)
    check_evidence(pieces, one, files, say)


def is_pieces(pieces):
    return isinstance(pieces, list) and all(isinstance(piece, dict) and canon.is_whole(piece.get('id'), 0) and (
        piece.get('erased') is True or canon.has_exactly(piece, ('id', 'withheld')) or isinstance(piece.get('name'), str) and canon.is_hex(piece.get('sha256'), 64)) for piece in pieces)


def check_evidence(pieces, one, files, say):
    wanted = {'%s/%s' % (one.folder, tables.evidence_path(piece)): piece for piece in pieces if tables.evidence_path(piece)}
    there = [path for path in files if path.startswith(one.folder + '/evidence/')]
    for path in sorted(set(wanted) ^ set(there)):
        say('%s is %s.' % (path, 'not there' if path in wanted else 'a file that no piece of evidence names'))
    for path in set(wanted) & set(there):
        if entry.sha256(files[path]) != wanted[path]['sha256']:
            say('%s is not the file that the journal names.' % path)
    check_table(files.get(one.folder + '/evidence.csv'), one.folder + '/evidence.csv', lambda rows: rows == tables.evidence(pieces), say)


def check_timeline(data, one, say):
    check_table(data, one.folder + '/timeline.csv', lambda rows: tables.is_timeline(rows, one.lines), say)


def check_table(data, where, is_right, say):
    try:
        if data is None or not is_right(tables.read(data)):
            say('%s is not there, or says otherwise than the journal.' % where)
    except ValueError as error:
        say('%s cannot be read: %s.' % (where, error))
