# Ed25519 as RFC 8032 (5.1) has it, in whole numbers of Python: nothing here is constant in time, so it is for checking and for tests alone.
# verify(KEY, MESSAGE, SIGNATURE) answers; sign(SEED, MESSAGE) and public(SEED) are there for the vectors and for forgers in tests.
import functools
import hashlib

P = 2 ** 255 - 19
ORDER = 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
NOUGHT = (0, 1, 1, 0)  # the neutral point; points are (X, Y, Z, T), x = X/Z, y = Y/Z, xy = T/Z (5.1.4)


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def double(p):
    a, b, c = p[0] * p[0] % P, p[1] * p[1] % P, 2 * p[2] * p[2] % P
    h = a + b
    e, g = h - (p[0] + p[1]) ** 2 % P, a - b
    f = c + g
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    sum_ = NOUGHT
    for bit in bin(number)[2:]:
        sum_ = double(sum_)
        if bit == '1':
            sum_ = add(sum_, point)
    return sum_


def is_same(p, q):
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


def pack(point):
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, 'little')


# 5.1.3; None for what is no point, or not written the one way that it can be.
def unpack(text):
    y = int.from_bytes(text, 'little')
    sign, y = y >> 255, y & (2 ** 255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or x == 0 and sign:
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = unpack((4 * pow(5, -1, P) % P).to_bytes(32, 'little'))


def digest(*texts):
    return int.from_bytes(hashlib.sha512(b''.join(texts)).digest(), 'little')


def secrets(seed):
    hash_ = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(hash_[:32], 'little') & (2 ** 254 - 8) | 2 ** 254
    return scalar, hash_[32:]


def public(seed):
    return pack(times(secrets(seed)[0], BASE))


def sign(seed, message):
    scalar, prefix = secrets(seed)
    nonce = digest(prefix, message) % ORDER
    point = pack(times(nonce, BASE))
    return point + ((nonce + digest(point, public(seed), message) * scalar) % ORDER).to_bytes(32, 'little')


# A key of small order would let one signature hold for any message, so it is refused, as libraries do.
def is_small(point):
    return is_same(times(8, point), NOUGHT)


# Remembered: whoever verifies many copies of one log meets the same signatures again.
@functools.lru_cache(maxsize=100000)
def verify(key, message, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r, s = unpack(key), unpack(signature[:32]), int.from_bytes(signature[32:], 'little')
    if a is None or r is None or s >= ORDER or is_small(a):
        return False
    k = digest(signature[:32], key, message) % ORDER
    return is_same(times(s, BASE), add(r, times(k, a)))
