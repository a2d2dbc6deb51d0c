# The checks in a store's pages (engine/store/FORMAT.md, "Pages"): each page ends in 8 bytes over those before. stamp(BYTES) makes them anew, for
# tests that change a file behind the program's back.
import array
import sys

BEARS, APPLICATION = 8, b'WMK2'
HALF = 0xFFFFFFFF


def sum_of(page):
    words = array.array('I', page[:len(page) - BEARS])
    if sys.byteorder == 'big':
        words.byteswap()
    one = two = 0
    for i in range(0, len(words), 2):
        one = (one + words[i] + two) & HALF
        two = (two + words[i + 1] + one) & HALF
    return one.to_bytes(4, 'little') + two.to_bytes(4, 'little')


def size_of(data):
    size = int.from_bytes(data[16:18], 'big')
    return 65536 if size == 1 else size


def is_checked(data):
    return data[20:21] == bytes([BEARS]) or data[68:72] == APPLICATION


# The numbers, from 1, of the pages that are damaged.
def damaged(data):
    size = size_of(data)
    if size < 512 or len(data) % size:
        return [1]
    return [at // size + 1 for at in range(0, len(data), size) if sum_of(data[at:at + size]) != data[at + size - BEARS:at + size]]


def stamp(data):
    size, pages = size_of(data), []
    for at in range(0, len(data), size):
        page = data[at:at + size]
        pages += [page[:-BEARS], sum_of(page)]
    return b''.join(pages)
