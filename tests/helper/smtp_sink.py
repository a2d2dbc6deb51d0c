# A mail server for tests that does as it is told and keeps every byte that it got. Usage: smtp_sink.py FOLDER [tls|starttls CERT KEY]
# Each connection takes the next line of FOLDER/plan (none left: "ok"): ok, greet N (seconds to wait before the greeting), mail CODE, rcpt CODE,
# data CODE (the answer to the letter), cut (closes once the letter has come, without an answer), early (closes before it has), hang (the same as
# cut after ten minutes), mute (no answer to QUIT). It writes FOLDER/port when it is ready, and FOLDER/conn-N for each connection.
import os
import socket
import ssl
import sys
import threading
import time

folder, tls = sys.argv[1], sys.argv[2:5]
lock = threading.Lock()


def next_plan():
    path = folder + '/plan'
    with lock:
        lines = open(path).read().splitlines() if os.path.exists(path) else []
        if lines:
            open(path, 'w').write(''.join(line + '\n' for line in lines[1:]))
    return (lines or ['ok'])[0].split() or ['ok']


class Peer:
    def __init__(self, sock, number):
        self.sock, self.kept, self.left = sock, open('%s/conn-%04d' % (folder, number), 'wb', buffering=0), b''

    def say(self, text):
        self.sock.sendall(text.encode() + b'\r\n')

    def line(self, end=b'\r\n'):
        while end not in self.left:
            more = self.sock.recv(65536)
            if not more:
                raise EOFError
            self.kept.write(more)
            self.left += more
        found, self.left = self.left.split(end, 1)
        return found

    def secure(self):
        self.sock = context.wrap_socket(self.sock, server_side=True)


def code_for(plan, stage, otherwise):
    return plan[1] + ' as the test said' if plan[0] == stage else otherwise


def take_letter(peer, plan):
    if plan[0] == 'early':
        return False
    peer.say('354 go on')
    peer.line(b'\r\n.\r\n')
    if plan[0] == 'hang':
        time.sleep(600)
    if plan[0] == 'cut':
        return False
    peer.say(code_for(plan, 'data', '250 taken'))
    return True


def converse(peer, plan):
    if plan[0] == 'greet':
        time.sleep(float(plan[1]))
    peer.say('220 sink ESMTP')
    while True:
        line = peer.line()
        word = line[:4].upper()
        if word == b'EHLO':
            peer.say('250-sink\r\n250-AUTH PLAIN\r\n250 ' + ('STARTTLS' if tls[:1] == ['starttls'] and not isinstance(peer.sock, ssl.SSLSocket) else 'HELP'))
        elif word == b'STAR':
            peer.say('220 go on')
            peer.secure()
        elif word == b'AUTH':
            peer.say('334 ')
            peer.line()
            peer.say('235 welcome')
        elif word == b'MAIL':
            peer.say(code_for(plan, 'mail', '250 ok'))
        elif word == b'RCPT':
            peer.say(code_for(plan, 'rcpt', '250 ok'))
        elif word == b'DATA':
            if not take_letter(peer, plan):
                return
        elif word == b'QUIT':
            time.sleep(600 if plan[0] == 'mute' else 0)
            peer.say('221 bye')
            return
        else:
            peer.say('500 what?')


def serve(sock, number):
    peer = Peer(sock, number)
    try:
        if tls[:1] == ['tls']:
            peer.secure()
        converse(peer, next_plan())
    except (EOFError, OSError):
        pass
    peer.sock.close()


if tls:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tls[1], tls[2])
door = socket.create_server(('127.0.0.1', 0), backlog=64)
open(folder + '/port.part', 'w').write(str(door.getsockname()[1]))
os.rename(folder + '/port.part', folder + '/port')
for number in range(100000):
    sock, _ = door.accept()
    threading.Thread(target=serve, args=(sock, number), daemon=True).start()
