# The tables that are the fold of the entries (engine/store/FORMAT.md, "Part names"), as far as that page says what a row holds: made again from the
# parts and compared row by row.
import json
import re

import canon
import entry
import outcome

QUESTIONS = {
    'numbers': 'SELECT prefix, last FROM numbers',
    'settings': 'SELECT name, value FROM settings',
    'directory': 'SELECT kind, id, document, sequence FROM directory',
    'calendars': 'SELECT name, sequence, since, version, csv FROM calendars',
    'workflows': 'SELECT name, version, hash, title, noun, published FROM workflows',
    'cases': 'SELECT id, ref, workflow, definition, title, noun, revision, case_sequence, head, state, fields, closed, started, changed FROM cases',
    'timers': 'SELECT case_id, state, activation, name, due, rule, zone, calendar, since, provisional FROM timers',
    'outbox': 'SELECT key, sequence, case_id, status, made, message FROM outbox',
    'incidents': 'SELECT id, case_id, event, reason, status, how, opened FROM incidents',
    'keys': 'SELECT actor, key, digest, answer, sequence FROM keys',
}


def text(value):
    return canon.write(value).decode()


class Tables:
    def __init__(self):
        self.rows = {name: {} for name in QUESTIONS}

    def begin(self, e):
        row = self.rows['cases'].get(e['case'])
        if row is None:
            return
        content = entry.changes_content(e['kind'])
        row.update(revision=row['revision'] + content, place=e['case_sequence'], head=e['leaf'])
        row['changed'] = e['recorded'] if content else row['changed']

    def part(self, e, name, value):
        kind, _, rest = name.partition('/')
        action = getattr(self, 'on_' + kind, None)
        if action:
            action(e, rest, value)

    def on_case(self, e, _, value):
        self.rows['cases'][e['case']] = dict(
            value, revision=1, place=e['case_sequence'], head=e['leaf'], state='{}', fields={}, closed=0, started=e['recorded'], changed=e['recorded'])

        match = re.fullmatch(r'(.*?)([0-9]{1,9})', value['ref'], re.S)
        if match and not match[1][-1:].isdigit():
            last = max(int(match[2]), self.rows['numbers'].get(match[1], ('', 0))[1])
            self.rows['numbers'][match[1]] = (match[1], last)

    def on_moved(self, e, _, value):
        row = self.rows['cases'][e['case']]
        if row['definition'] == value['was']:
            row.update(definition=value['definition'], noun=value['noun'])

    def on_title(self, e, _, value):
        self.rows['cases'][e['case']]['title'] = value

    def on_configuration(self, e, _, value):
        self.rows['cases'][e['case']]['state'] = text(value)

    def on_closed(self, e, _, value):
        self.rows['cases'][e['case']]['closed'] = int(value)

    def on_field(self, e, name, value):
        fields = self.rows['cases'][e['case']]['fields']
        fields.pop(name, None)
        if value is not None:
            fields[name] = value

    def on_directory(self, e, rest, value):
        kind, _, id_ = rest.partition('/')
        self.rows['directory'][kind, id_] = (kind, id_, None if value is None else text(value), e['sequence'])

    def on_setting(self, _, name, value):
        self.rows['settings'][name] = (name, text(value))

    def on_calendar(self, e, name, value):
        self.rows['calendars'][name, e['sequence']] = (name, e['sequence'], e['logical'], value.get('version'), value['csv'])

    def on_definition(self, e, _, value):
        self.rows['workflows'][value['name'], value['version']] = (
            value['name'], value['version'], value['hash'], value.get('title'), value.get('noun'), e['logical'])

    def on_timer(self, e, _, value):
        at = (e['case'], value['state'], value['activation'], value['name'])
        self.rows['timers'].pop(at, None)
        if value['op'] == 'arm':
            self.rows['timers'][at] = (*at, value['due'], value.get('rule'), value.get('zone'), value.get('calendar'), value.get('since'),
                                       int(value.get('provisional') or 0))

    def on_message(self, e, _, value):
        self.rows['outbox'][value['key']] = (value['key'], e['sequence'], e['case'], 'ready', e['recorded'], text(value))

    on_open = on_message

    def on_sent(self, _e, _, value):
        self.told(value['key'], value['status'], {name: said for name, said in value.items() if name not in ('key', 'status')})

    def on_digest(self, _e, _, value):
        for key in value['covers']:
            self.told(key, 'digested', {'in': value['key'], 'at': value['at']})

    def told(self, key, status, said):
        row = self.rows['outbox'][key]
        message = text({**json.loads(row[5]), 'told': said}) if said else row[5]
        self.rows['outbox'][key] = (*row[:3], status, row[4], message)

    def on_incident(self, e, _, value):
        rows = self.rows['incidents']
        if value['op'] == 'open':
            rows[value['id']] = (value['id'], e['case'], text(value['event']), value['reason'], 'open', None, e['recorded'])
        else:
            row = rows[value['id']]
            rows[value['id']] = (*row[:4], 'closed', value['how'], row[6])

    def on_key(self, e, _, value):
        self.rows['keys'][value['actor'], value['key']] = (value['actor'], value['key'], value['digest'], text(value['answer']), e['sequence'])

    def all(self, name):
        if name != 'cases':
            return list(self.rows[name].values())
        return [(id_, row['ref'], row['workflow'], row['definition'], row.get('title'), row.get('noun'), row['revision'], row['place'], row['head'],
                 row['state'], text(row['fields']), row['closed'], row['started'], row['changed']) for id_, row in self.rows['cases'].items()]


def check(log):
    tables = Tables()
    for e in log.entries:
        tables.begin(e)
        for part in e['payload']:
            name, value = part.get('name'), part.get('value')
            if name is None:
                value = log.reads.get(part['commitment'], (0, outcome.NONE))[1]
                name = log.names.get(part['commitment'], '')
            if value is not outcome.NONE:
                tables.part(e, name, value)
    for name, question in QUESTIONS.items():
        rows, wanted = log.db.execute(question).fetchall(), tables.all(name)
        if sorted(rows, key=repr) != sorted(wanted, key=repr):
            log.say('The table %s is not what the entries come to.' % name)
