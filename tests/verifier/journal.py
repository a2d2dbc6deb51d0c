# The journal of one item in a bundle, and the proofs that its entries stand in the log: each line read, hashed and held against the one before.
import canon
import entry
import tree


# The values of a file of lines; None, and said, where one of them cannot be read.
def read_lines(data, where, say):
    values = []
    for number, line in enumerate(data.split(b'\n'), 1):
        if not line:
            continue
        try:
            values.append(canon.read(line))
        except canon.NotCanonical as error:
            return say('Line %d of %s cannot be read: %s.' % (number, where, error))
    return values


def check_line(line, before, where, say):
    if line['kind_words'] != entry.WORDS.get(line['kind']):
        say('%s is called what its kind is not.' % where)
    if entry.root(line['payload']) != line['root'] or entry.leaf(line) != line['leaf']:
        say('%s is not as it was recorded.' % where)
    if any(part.get('withheld') != 'access' for part in line['payload']) and line['kind'] == entry.ACCESS:
        say('%s tells who read the item, and should not.' % where)
    previous, place = (before['leaf'], before['case_sequence']) if before else (entry.ZEROS, 0)
    if line['previous'] != previous or line['case_sequence'] != place + 1:
        say("%s is not the next in the item's chain." % where)
    if before and (line['log'], line['case']) != (before['log'], before['case']):
        say('%s is of another log or item than the line before.' % where)


# The lines, checked; None where they cannot be read.
def read(data, where, say):
    lines = read_lines(data, where, say)
    for number, line in enumerate(lines or [], 1):
        if not entry.is_line(line):
            return say('Line %d of %s has other members than an entry.' % (number, where))
    if lines is None:
        return None
    if not lines:
        return say('%s has no entry.' % where)
    for number, line in enumerate(lines, 1):
        check_line(line, lines[number - 2] if number > 1 else None, 'Line %d of %s' % (number, where), say)
    return lines


def check_proofs(data, where, lines, checkpoint, say):
    proofs = read_lines(data, where, say)
    if proofs is None:
        return
    if len(proofs) != len(lines):
        say('%s has %d proofs for %d entries.' % (where, len(proofs), len(lines)))
    for number, (line, proof) in enumerate(zip(lines, proofs), 1):
        if not is_proof(proof) or (proof['leaf'], proof['sequence']) != (line['leaf'], line['sequence']):
            say('Line %d of %s is no proof for its entry.' % (number, where))
        elif checkpoint and not tree.includes(line['sequence'], checkpoint.size, bytes.fromhex(line['leaf']),
                                              list(map(bytes.fromhex, proof['proof'])), checkpoint.root):
            say('Line %d of %s does not prove that its entry stands in the log.' % (number, where))


def is_hashes(value):
    return isinstance(value, list) and all(canon.is_hex(hash_, 64) for hash_ in value)


def is_proof(value):
    return (canon.has_exactly(value, ('leaf', 'proof', 'sequence')) and canon.is_hex(value['leaf'], 64) and is_hashes(value['proof'])
            and canon.is_whole(value['sequence'], 0))
