// Numbers of a zip: little-endian, of two, four or eight bytes.
#include "bundle/internal.h"

uint16_t zip_u16(const uint8_t *at) { return (uint16_t)(at[0] | at[1] << 8); }
uint32_t zip_u32(const uint8_t *at) { return (uint32_t)zip_u16(at) | (uint32_t)zip_u16(at + 2) << 16; }
uint64_t zip_u64(const uint8_t *at) { return zip_u32(at) | (uint64_t)zip_u32(at + 4) << 32; }

void zip_put(struct buf *out, uint64_t number, int size) {
  for (int i = 0; i < size; i++, number >>= 8) buf_char(out, (char)(uint8_t)number);
}
