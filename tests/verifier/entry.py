# An entry of the journal: its header to the byte, its parts and what they are hashed to. Used for lines of a bundle and for rows of a store.
import hashlib
import hmac

import canon
import tree

WORDS = {10: 'started', 11: 'event taken', 12: 'timer fired', 13: 'timer skipped', 14: 'event ignored', 15: 'event refused',
         16: 'incident opened', 17: 'incident closed', 20: 'access', 21: 'recorded in error', 22: 'erasure', 23: 'migration',
         24: 'timers derived again', 25: 'message sent', 40: 'erasure request', 41: 'legal hold', 42: 'sharing', 43: 'handed over',
         45: 'digest', 46: 'alarm'}
ACCESS, CORRECTION, ERASURE = 20, 21, 22
QUIET = {14, 15, 20, 25, 26, 27, 28, 31, 40, 41, 45, 46}  # kinds that change no content
ZEROS = '0' * 64
FIRST, LAST = -2208988800000, 253402300799999  # 1900-01-01 and the last millisecond of 9999
MEMBERS = ('log', 'case', 'actor', 'sequence', 'case_sequence', 'kind', 'kind_words', 'recorded', 'logical', 'previous', 'payload', 'root', 'leaf')


def number(value, size):
    return value.to_bytes(size, 'big', signed=value < 0)


def header(e):
    return (b'WME\x01' + number(e['kind'], 4) + bytes.fromhex(e['log']) + number(e['sequence'], 8) + number(e['recorded'], 8)
            + number(e['logical'], 8) + bytes.fromhex(e['case']) + bytes.fromhex(e['actor']) + number(e['case_sequence'], 8)
            + bytes.fromhex(e['previous']) + bytes.fromhex(e['root']))


def leaf(e):
    return tree.leaf(header(e)).hex()


def commitment(part):
    if 'commitment' in part:
        return bytes.fromhex(part['commitment'])
    name = part['name'].encode()
    return hmac.digest(bytes.fromhex(part['salt']), len(name).to_bytes(4, 'big') + name + canon.write(part['value']), 'sha256')


def root(parts):
    return tree.root([tree.leaf(commitment(part)) for part in parts]).hex()


def is_part(part):
    if canon.has_exactly(part, ('name', 'salt', 'value')):
        return isinstance(part['name'], str) and canon.is_hex(part['salt'], 64)
    instead = part.get('instead', {'name': '', 'value': None}) if isinstance(part, dict) else None
    if not canon.has_exactly(instead, ('name', 'value')) or not isinstance(instead['name'], str):
        return False
    return canon.has_exactly(part, ('commitment', 'withheld'), ('instead',)) and canon.is_hex(part['commitment'], 64) and isinstance(part['withheld'], str)


def is_parts(parts):
    return isinstance(parts, list) and all(map(is_part, parts))


# Are the members of a header what they must be, so that its bytes can be made?
def is_header(e):
    hexes = (('log', 32), ('case', 32), ('actor', 32), ('previous', 64), ('root', 64), ('leaf', 64))
    return (all(canon.is_hex(e[name], digits) for name, digits in hexes) and canon.is_whole(e['sequence'], 0)
            and canon.is_whole(e['case_sequence'], 1) and canon.is_whole(e['kind'], 0) and e['kind'] < 2 ** 32
            and all(canon.is_whole(e[name]) and FIRST <= e[name] <= LAST for name in ('recorded', 'logical')))


def is_line(e):
    return canon.has_exactly(e, MEMBERS) and is_header(e) and is_parts(e['payload'])


def changes_content(kind):
    return kind not in QUIET


# What is to be read, by name: parts that are open, and what stands instead of those that are not; of two with one name the later.
def open_parts(parts):
    shown = (part.get('instead', part) for part in parts)
    return {part['name']: part['value'] for part in shown if 'name' in part}


def sha256(data):
    return hashlib.sha256(data).hexdigest()
