# Canonical JSON as engine/bundle/FORMAT.md has it: read(TEXT) takes bytes and refuses what a verifier must refuse, write(VALUE) gives the bytes
# that hashes are over. A number with a fraction is a Real, so that 1.0 and 1 stay two values.
import json
import re

DEPTH_MAX = 200
SHORT = {8: '\\b', 9: '\\t', 10: '\\n', 12: '\\f', 13: '\\r', 0x22: '\\"', 0x5C: '\\\\'}
ESCAPES = {code: '\\u%04X' % code for code in range(32)} | SHORT


class NotCanonical(ValueError):
    pass


class Real:
    def __init__(self, text):
        self.value = float(text)
        if self.value in (float('inf'), float('-inf')):
            raise NotCanonical('a number is too large')

    def __eq__(self, other):
        return isinstance(other, Real) and self.text() == other.text()

    def text(self):
        text = '%.17g' % self.value
        mantissa, _, exponent = text.partition('e')
        if exponent:
            return mantissa + 'e' + re.sub(r'^(-?)\+?0*', r'\1', exponent)
        return text if '.' in text else text + '.0'


def whole(text):
    number = int(text) if len(text) < 30 else 2 ** 64
    if not -2 ** 63 <= number < 2 ** 63:
        raise NotCanonical('a whole number has more than 64 bits')
    return number


def unique(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise NotCanonical('a name stands twice')
    return members


def constant(text):
    raise NotCanonical(text + ' is no JSON')


DECODER = json.JSONDecoder(object_pairs_hook=unique, parse_float=Real, parse_int=whole, parse_constant=constant)


def depth_of(text):
    depth = deepest = 0
    for mark in re.sub(r'"(?:[^"\\]|\\.)*"', '', text):
        if mark in '[{':
            depth += 1
            deepest = max(deepest, depth)
        elif mark in ']}':
            depth -= 1
    return deepest


# The value of a text of bytes; raises NotCanonical with why there is none.
def read(data):
    try:
        text = data.decode('utf-8')
        if depth_of(text) > DEPTH_MAX:
            raise NotCanonical('it is nested too deep')
        value = DECODER.decode(text)
        texts_of(value)
        return value
    except (ValueError, RecursionError) as error:
        raise NotCanonical(str(error)) from None


# Texts of which there is no UTF-8 (half a surrogate pair), and U+0000, stand nowhere.
def texts_of(value):
    if isinstance(value, str):
        value.encode('utf-8')
        if '\0' in value:
            raise NotCanonical('a text holds U+0000')
    elif isinstance(value, dict):
        for name, member in value.items():
            texts_of(name)
            texts_of(member)
    elif isinstance(value, list):
        for member in value:
            texts_of(member)


def quote(text):
    return '"' + text.translate(ESCAPES) + '"'


def write_text(value):
    if value is None or isinstance(value, bool):
        return {None: 'null', True: 'true', False: 'false'}[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Real):
        return value.text()
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, list):
        return '[' + ','.join(map(write_text, value)) + ']'
    names = sorted(value, key=lambda name: name.encode('utf-8'))
    return '{' + ','.join(quote(name) + ':' + write_text(value[name]) for name in names) + '}'


def write(value):
    return write_text(value).encode('utf-8')


# ---- what values are

def is_hex(value, digits):
    return isinstance(value, str) and re.fullmatch('[0-9a-f]{%d}' % digits, value) is not None


def is_whole(value, least=None):
    return type(value) is int and (least is None or value >= least)


def has_exactly(value, names, optional=()):
    return isinstance(value, dict) and set(names) <= set(value) <= set(names) | set(optional)
