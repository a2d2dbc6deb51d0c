// SHA-256 (FIPS 180-4) and HMAC (RFC 2104) by OpenSSL, hex, and the Merkle tree hash of RFC 9162 section 2.1.1.
#ifndef WAYMARK_BASE_HASH_H
#define WAYMARK_BASE_HASH_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HASH_SIZE = 32, HASH_HEX_SIZE = 65 }; // HASH_HEX_SIZE counts the NUL

struct hash {
  uint8_t bytes[HASH_SIZE];
};

struct hash_stream; // one SHA-256 (or another digest by name) taken in pieces

struct hash_stream *hash_stream_new(const char *digest); // "SHA256", "SHA512"; asserts it is known
void hash_stream_add(struct hash_stream *stream, const void *bytes, size_t size);
size_t hash_stream_end(struct hash_stream *stream, uint8_t out[64]); // frees the stream; returns the digest's size

struct hash_piece { // of a text that lies about in pieces
  const void *bytes;
  size_t size;
};

struct hash hash_of(const void *bytes, size_t size);
struct hash hash_of_pieces(const struct hash_piece *pieces, size_t count); // one behind the other
struct hash hash_hmac(const void *key, size_t key_size, const void *bytes, size_t size);
struct hash hash_hmac_of_pieces(const void *key, size_t key_size, const struct hash_piece *pieces, size_t count);
struct hash hash_leaf(const void *bytes, size_t size);                    // SHA-256(0x00 || bytes)
struct hash hash_node(const struct hash *left, const struct hash *right); // SHA-256(0x01 || left || right)
struct hash hash_tree(const struct hash *leaves, size_t count);           // leaves are leaf hashes; none: SHA-256("")
bool hash_equal(const struct hash *a, const struct hash *b);

void hex_write(char *out, const void *bytes, size_t size);   // 2*size+1 characters, lower case
bool hex_read(void *out, size_t size, const char *hex);      // exactly 2*size lower-case digits
bool hex_read_some(void *out, size_t size, const char *hex); // the same of a longer text: so many characters are there
#endif
