#!/usr/bin/env python3
# Goal: what the verifier is made of is right by itself. Method: RFC 8032's vectors (7.1) and signatures that must not hold; every proof of every tree of up
# to 20 leaves by RFC 9162's recursive definitions, and each spoilt; numbers and texts of canonical JSON. Prints what is wrong; exit 1 then.
import hashlib
import sys

sys.dont_write_bytecode = True
import canon
import ed25519
import tree

SIGNED = (
    ('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', '',
     'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b'),
    ('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb', '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c', '72',
     '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00'),
    ('c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7', 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025', 'af82',
     '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a'))
# What is written, and how it reads in canonical JSON; None: refused.
TEXTS = (('0.1', '0.10000000000000001'), ('1e2', '100.0'), ('1e20', '1e20'), ('1.5e-7', '1.4999999999999999e-7'), ('-0', '0'), ('-0.0', '-0.0'), ('01', None),
         ('9223372036854775807', '9223372036854775807'), ('9223372036854775808', None), ('1e400', None), ('NaN', None), ('"\\u000b\\u007f\\/"', '"\\u000B\x7f/"'),
         ('"\\ud800"', None), ('"\\u0000"', None), ('{"b":1,"a":2}', '{"a":2,"b":1}'), ('{"a":1,"a":1}', None), ('[1] x', None), ('[' * 201 + ']' * 201, None),
         ('{"\u20ac":1,"\U0001f600":2,"\uffff":3}', '{"\u20ac":1,"\uffff":3,"\U0001f600":2}'), ('"\t"', None), ('[1,]', None), ('', None))
wrong = []


def check(holds, what):
    if not holds:
        wrong.append(what)


def check_signatures():
    for seed, key, message, signature in SIGNED:
        seed, key, message, signature = map(bytes.fromhex, (seed, key, message, signature))
        check(ed25519.public(seed) == key and ed25519.sign(seed, message) == signature and ed25519.verify(key, message, signature), 'the vector ' + key.hex())
        for at in range(0, 64, 5):
            spoilt = signature[:at] + bytes([signature[at] ^ 1]) + signature[at + 1:]
            check(not ed25519.verify(key, message, spoilt), 'a signature with byte %d otherwise holds' % at)
        larger = int.from_bytes(signature[32:], 'little') + ed25519.ORDER
        check(not ed25519.verify(key, message, signature[:32] + larger.to_bytes(32, 'little')), 'S beyond the order holds')
        check(not ed25519.verify(key, message + b'x', signature), 'a signature holds for another message')
    check(not ed25519.verify(b'\1' + bytes(31), b'', ed25519.pack(ed25519.BASE) + b'\1' + bytes(31)), 'a key of small order is taken')


# RFC 9162, 2.1.1, 2.1.3.1 and 2.1.4.1, word by word: slow, and another way than what is checked.
def root(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b'').digest()
    k = tree.split_of(len(leaves))
    return tree.join(root(leaves[:k]), root(leaves[k:]))


def path(m, leaves):
    if len(leaves) < 2:
        return []
    k = tree.split_of(len(leaves))
    return path(m, leaves[:k]) + [root(leaves[k:])] if m < k else path(m - k, leaves[k:]) + [root(leaves[:k])]


def proof(m, leaves, whole=True):
    if m == len(leaves):
        return [] if whole else [root(leaves)]
    k = tree.split_of(len(leaves))
    if m <= k:
        return proof(m, leaves[:k], whole) + [root(leaves[k:])]
    return proof(m - k, leaves[k:], False) + [root(leaves[:k])]


def spoilt(hashes):
    for i in range(len(hashes)):
        yield hashes[:i] + [bytes(32)] + hashes[i + 1:]
        yield hashes[:i] + hashes[i + 1:]
    yield hashes + [bytes(32)]
    yield hashes[:-1] + hashes[-1:] * 2 if hashes else [bytes(32), bytes(32)]


def check_trees():
    leaves, growing = [tree.leaf(bytes([n])) for n in range(20)], tree.Growing()
    for size in range(1, 21):
        some = leaves[:size]
        whole = root(some)
        growing.add(some[-1])
        check(tree.root(some) == whole == growing.root(), 'the root of %d' % size)
        for n in range(size):
            proven = path(n, some)
            check(tree.includes(n, size, some[n], proven, whole), '%d in %d' % (n, size))
            check(not any(tree.includes(n, size, some[n], bad, whole) for bad in spoilt(proven)), 'a spoilt proof of %d in %d' % (n, size))
            check(not tree.includes(n + size, size, some[n], proven, whole), 'an entry beyond %d' % size)
        for old in range(1, size + 1):
            proven = proof(old, some)
            check(tree.continues(old, root(leaves[:old]), size, whole, proven), '%d to %d' % (old, size))
            check(not any(tree.continues(old, root(leaves[:old]), size, whole, bad) for bad in spoilt(proven)), 'a spoilt proof of %d to %d' % (old, size))
    check(not tree.continues(0, root([]), 5, root(leaves[:5]), []), 'a proof from nothing')


def check_texts():
    for text, wanted in TEXTS:
        try:
            written = canon.write(canon.read(text.encode())).decode()
        except canon.NotCanonical:
            written = None
        check(written == wanted, 'the text %s reads %s' % (text[:60], written))


check_signatures()
check_trees()
check_texts()
print('\n'.join(wrong) or 'All is right.')
sys.exit(1 if wrong else 0)
