# The Merkle tree of RFC 9162: hashes of many leaves (2.1.1), inclusion (2.1.3.2) and consistency (2.1.4.2). Hashes are bytes.
import hashlib


def leaf(data):
    return hashlib.sha256(b'\0' + data).digest()


def join(left, right):
    return hashlib.sha256(b'\1' + left + right).digest()


def split_of(count):
    return 1 << (count - 1).bit_length() - 1


# The tree hash over hashes of leaves.
def root(leaves):
    if not leaves:
        return hashlib.sha256(b'').digest()
    while len(leaves) > 1:
        pairs = [join(leaves[i], leaves[i + 1]) for i in range(0, len(leaves) - 1, 2)]
        leaves = pairs + leaves[len(leaves) - len(leaves) % 2:]
    return leaves[0]


def includes(sequence, size, hash_, proof, wanted):
    if sequence >= size:
        return False
    fn, sn = sequence, size - 1
    for other in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            hash_ = join(other, hash_)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            hash_ = join(hash_, other)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and hash_ == wanted


def is_power(number):
    return number & (number - 1) == 0


# Does the tree of `size` entries continue that of `old` entries? Both sizes are at least 1 here.
def continues(old, old_root, size, size_root, proof):
    if not 0 < old <= size:
        return False
    if old == size:
        return not proof and old_root == size_root
    path = [old_root] + proof if is_power(old) else list(proof)
    if not path:
        return False
    fn, sn = old - 1, size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    first = second = path[0]
    for other in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            first, second = join(other, first), join(other, second)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            second = join(second, other)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and first == old_root and second == size_root


# Every complete subtree in the order in which they are completed, as the store's table `nodes` has them; and, on the way, the root at each size.
class Growing:
    def __init__(self):
        self.nodes, self.stack, self.count = [], [], 0

    def add(self, hash_):
        level = 0
        self.nodes.append(hash_)
        while self.count >> level & 1:
            hash_ = join(self.stack.pop(), hash_)
            self.nodes.append(hash_)
            level += 1
        self.stack.append(hash_)
        self.count += 1

    def root(self):
        if not self.stack:
            return root([])
        hash_ = self.stack[-1]
        for left in reversed(self.stack[:-1]):
            hash_ = join(left, hash_)
        return hash_
