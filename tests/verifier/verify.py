#!/usr/bin/env python3
# A second verifier of Waymark's bundles and stores, written from engine/bundle/FORMAT.md and engine/store/FORMAT.md alone and in Python's standard library, so
# that what the pages say and what the program does are two things that can disagree. It holds whole files in memory.
import os
import sys

sys.dont_write_bytecode = True
import bundle
import note
import store

USAGE = '''usage: verify.py BUNDLE.zip [--key KEY] [--checkpoint FILE]
       verify.py --store waymark.db [--key KEY] [--checkpoint FILE]
Prints a sentence for each thing that is not as it should be. Exit status: 0 proven, 1 not, 2 misuse.'''


class Misuse(Exception):
    pass


def read(path):
    try:
        with open(path, 'rb') as file:
            return file.read()
    except OSError as error:
        raise Misuse('%s cannot be read: %s.' % (path, error.strerror)) from None


# A KEY itself, or a file that holds it.
def read_key(given):
    word = read(given).decode('utf-8', 'replace').strip() if os.path.isfile(given) else given
    try:
        return note.Key(word).word
    except ValueError:
        raise Misuse('"%s" is no key, and no file that holds one.' % given) from None


def arguments(words):
    options, rest, words = {}, [], list(words)
    while words:
        word = words.pop(0)
        if word in ('--key', '--checkpoint', '--store'):
            if not words or word in options:
                raise Misuse(USAGE)
            options[word] = words.pop(0)
        else:
            rest.append(word)
    if len(rest) + ('--store' in options) != 1 or any(word.startswith('--') for word in rest):
        raise Misuse(USAGE)
    return options, rest


def main(words):
    try:
        options, rest = arguments(words)
        key = read_key(options['--key']) if '--key' in options else None
        kept = read(options['--checkpoint']) if '--checkpoint' in options else None
        problems = bundle.check(read(rest[0]), key, kept) if rest else store.check(options['--store'], read(options['--store']), key, kept)
    except Misuse as misuse:
        print(misuse, file=sys.stderr)
        return 2
    except Exception as error:  # what is hostile may be so in a way that nobody thought of: it is not proven
        problems = ['It cannot be read by this verifier: %r.' % error]
    for problem in problems:
        print(problem)
    print('Not proven: %d problems.' % len(problems) if problems else 'Proven.')
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
