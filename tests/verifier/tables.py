# The two tables of a bundle's item as they must read: rows made from the journal, and a strict reader of RFC 4180 as engine/bundle/FORMAT.md has it.
import datetime
import re

import entry

TIMELINE = ['at', 'kind', 'what happened', 'who', 'decided by', 'changes']
EVIDENCE = ['file', 'name', 'title', 'level', 'grade', 'by', 'at', 'date', 'description', 'withdrawn', 'sha256']
PROVEN = (0, 1, 3, 4)  # columns of the timeline that follow from the journal
CELL = re.compile(r'"((?:[^"]|"")*)"(,|\r\n)')


def read(data):
    text = data.decode('utf-8')
    rows, row, at = [], [], int(text.startswith('\ufeff'))
    while at < len(text):
        match = CELL.match(text, at)
        if not match:
            raise ValueError('it is no table of quoted cells')
        row.append(match[1].replace('""', '"'))
        if match[2] != ',':
            rows.append(row)
            row = []
        at = match.end()
    if row:
        raise ValueError('its last line is not whole')
    return rows


# A cell that a spreadsheet would take for a formula has an apostrophe before it.
def cell(value):
    text = value if isinstance(value, str) else '' if value is None else str(value)
    return "'" + text if text[:1] in ('=', '+', '-', '@', '\t', '\r') and text else text


def instant(milliseconds):
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=milliseconds)
    return moment.strftime('%Y-%m-%dT%H:%M:%S.') + '%03dZ' % (milliseconds % 1000)


def timeline(lines):
    rows = [TIMELINE]
    for line in lines:
        if line['kind'] == entry.ACCESS:
            continue
        event = entry.open_parts(line['payload']).get('event')
        event = event if isinstance(event, dict) else {}
        rows.append([instant(line['logical']), line['kind_words'], None, cell(event.get('actor')), cell(event.get('decider')), None])
    return rows


def is_timeline(rows, lines):
    wanted = timeline(lines)
    if len(rows) != len(wanted) or rows[0] != TIMELINE or any(len(row) != len(TIMELINE) for row in rows):
        return False
    return all(row[i] == right[i] for row, right in zip(rows[1:], wanted[1:]) for i in PROVEN)


# Where a piece of evidence lies, below the item's folder; '' where its bytes were erased or are withheld.
def evidence_path(piece):
    if piece.get('erased') is True or 'withheld' in piece:
        return ''
    match = re.search(r'\.([A-Za-z0-9]{1,8})\Z', piece['name'])
    return 'evidence/%04d-%s%s' % (piece['id'], piece['sha256'][:8], '.' + match[1].lower() if match else '')


def evidence(pieces):
    columns = EVIDENCE + ['withheld'] * any('withheld' in piece for piece in pieces)
    return [columns] + [[evidence_path(piece)] + [cell(piece.get(name)) for name in columns[1:]] for piece in pieces]
