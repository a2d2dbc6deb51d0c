# A bundle as a whole: the zip, the bag, and the record of format 2 or 1 in it. check(BYTES, KEY, KEPT) gives the sentences of what is wrong.
import bag
import canon
import entry
import journal
import note
import outcome
import pack
import record


def check(data, key=None, kept=None):
    problems = []
    say = problems.append
    try:
        members = pack.open_zip(data)
    except pack.NotRead as error:
        return [str(error)]
    files = {name.split('/', 1)[1]: content for name, content in members}
    bag.check(files, say)
    if 'data/bundle.json' in files or any(path.startswith('data/items/') for path in files):
        check_signed(files, key, kept, say)
    else:
        check_old(files, key, kept, say)
    return problems


def check_signed(files, key, kept, say):
    if kept is not None:
        try:
            kept = note.Note(kept)
        except ValueError as error:
            say('The kept checkpoint cannot be read: %s.' % error)
            kept = None
    record.check(files, key, kept, say)


# Format 1: bag, chain, and how many entries and revisions there are; it proves nothing about a signed log.
def check_old(files, key, kept, say):
    if key is not None or kept is not None:
        say('A bundle of format 1 proves nothing about a signed log.')
    if 'data/journal.jsonl' not in files and 'data/item.json' not in files:
        return
    lines = journal.read(files.get('data/journal.jsonl', b''), 'data/journal.jsonl', say)
    told = record.read_json(files, 'data/item.json', say)
    item = outcome.fold(lines) if lines else {}
    for name in ('entries', 'revision'):
        if lines and (not isinstance(told, dict) or not outcome.is_equal(told.get(name), item[name])):
            say('data/item.json says another number of %s than there is.' % name)
