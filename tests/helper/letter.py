# Reads letters as other people's tools do. `letter.py eml FILE...` and `letter.py conn FILE...` (what a mail server got) print a JSON object a line:
# what Python's email package finds in each; of a connection also its commands, and whether its letter came whole.
import email
import email.policy
import json
import re
import sys


def read(data):
    lines = data.split(b'\r\n')
    message = email.message_from_bytes(data, policy=email.policy.default)
    names = [name.lower() for name in message.keys()]
    to, sender = message['to'].addresses, message['from'].addresses
    return {'to': [a.addr_spec for a in to], 'to_name': to[0].display_name, 'from': [a.addr_spec for a in sender], 'from_name': sender[0].display_name,
            'subject': message['subject'], 'id': message['message-id'], 'date': str(message['date'].datetime), 'auto': message['auto-submitted'],
            'reply_to': message['reply-to'], 'body': message.get_content().replace('\r\n', '\n'), 'names': sorted(names), 'defects': len(message.defects) + sum(len(v.defects) for v in message.values()),
            'type': message.get_content_type(), 'longest': max(len(line) for line in lines), 'bare': bool(re.search(rb'(?<!\r)\n|\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xff]', data))}


def read_connection(data):
    head, mark, rest = data.partition(b'DATA\r\n')
    letter, end, after = rest.partition(b'\r\n.\r\n')
    said = {'commands': [line.decode() for line in (head + mark + (after if end else b'')).split(b'\r\n')[:-1]], 'whole': bool(end)}
    return {**said, **read(re.sub(rb'(?m)^\.', b'', letter) + b'\r\n')} if end else said


for path in sys.argv[2:]:
    data = open(path, 'rb').read()
    print(json.dumps({'file': path.split('/')[-1], **(read(data) if sys.argv[1] == 'eml' else read_connection(data))}))
