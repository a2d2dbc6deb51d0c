# Stands between a command and the server of a board, so that a test says when a colleague comes in between. Usage: between.py FOLDER BOARD
# Commands are given FOLDER as their board. Each request goes on to BOARD's server, and FOLDER/asked gets a line of it, {"op","refs","cases","ms"}.
# Where FOLDER/plan has a line OP N COMMAND, that command runs once, before the N-th request for OP goes on.
import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
import time

folder, board = sys.argv[1:3]
counts = {}


def plan():
    path = folder + '/plan'
    return [line.split(' ', 2) for line in open(path).read().splitlines()] if os.path.exists(path) else []


def receive(sock, size):
    data = b''
    while len(data) < size:
        more = sock.recv(size - len(data))
        if not more:
            return None
        data += more
    return data


def frame(sock):
    head = receive(sock, 4)
    return head and head + receive(sock, struct.unpack('>I', head)[0])


def come_in(op):
    counts[op] = counts.get(op, 0) + 1
    for name, number, command in plan():
        if name == op and int(number) == counts[op]:
            subprocess.run(command, shell=True, check=True, stdout=subprocess.DEVNULL)


def note(request, since):
    row = {'op': request['op'], 'refs': bool(request.get('refs')), 'cases': len(request.get('cases', [])), 'ms': int((time.time() - since) * 1000)}
    with open(folder + '/asked', 'a') as out:
        out.write(json.dumps(row) + '\n')


def serve(peer):
    server = socket.socket(socket.AF_UNIX)
    server.connect(board + '/socket')
    with server:
        while (asked := frame(peer)):
            request = json.loads(asked[4:])
            come_in(request['op'])
            since = time.time()
            server.sendall(asked)
            answer = frame(server)
            note(request, since)
            peer.sendall(answer)


os.mkdir(folder)
with open(folder + '/waymark.db', 'w') as database:  # nobody looks into it while the lock is held
    database.write('somebody has it\n')
lock = open(folder + '/lock', 'w')
fcntl.flock(lock, fcntl.LOCK_EX)
listener = socket.socket(socket.AF_UNIX)
listener.bind(folder + '/socket')
listener.listen()
while True:
    with listener.accept()[0] as client:
        serve(client)
