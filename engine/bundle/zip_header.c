// One header of an entry, local or central, read so that it has one meaning (APPNOTE 4.3.7, 4.3.12, 4.5.3; WinZip's page on AE-1 and AE-2).
// A number that has no room stands in an extra field instead, and the small field says so by all ones: then, and only then.
#include "bundle/internal.h"

#include <string.h>
#include <sys/stat.h>

enum { FLAG_ENCRYPTED = 1, FLAGS_KNOWN = 0x0806 }; // deflate's level (bits 1 and 2), names in UTF-8 (bit 11): nothing else changes nothing

// The extra fields that change what an entry means: where their bytes are. NULL: it has none.
struct extras {
  const uint8_t *large, *aes;
  size_t large_size;
};

// Kinds of extra field that only carry times and owners: 0x5455, 0x5855 and 0x7875 of Info-ZIP, 0x000a of NTFS.
static bool is_harmless(uint16_t kind) { return kind == 0x5455 || kind == 0x5855 || kind == 0x7875 || kind == 0x000a; }

static bool keep_extra(struct extras *extras, uint16_t kind, const uint8_t *bytes, size_t size) {
  if (kind == EXTRA_LARGE && !extras->large) {
    extras->large = bytes;
    extras->large_size = size;
    return true;
  }
  if (kind != EXTRA_AES || extras->aes || size != EXTRA_AES_SIZE) return is_harmless(kind);
  extras->aes = bytes;
  return true;
}

// False when they are broken, doubled, or of a kind that we do not know.
static bool read_extras(struct extras *extras, const uint8_t *at, size_t left) {
  while (left > 0) {
    if (left < 4 || (size_t)zip_u16(at + 2) + 4 > left) return false;
    size_t size = zip_u16(at + 2);
    if (!keep_extra(extras, zip_u16(at), at + 4, size)) return false;
    left -= size + 4;
    at += size + 4;
  }
  return true;
}

static void take(uint64_t *number, const struct extras *extras, size_t *used) {
  if (*number == UINT32_MAX && *used + 8 <= extras->large_size) *number = zip_u64(extras->large + *used);
  *used += 8;
}

// The large form in a local header is of both sizes; in the list of entries, of those numbers alone that have no room.
static bool read_large(struct zip_header *header, const struct extras *extras, bool is_central) {
  size_t used = 0;
  bool size = header->size == UINT32_MAX, packed = header->packed == UINT32_MAX, far = is_central && header->offset == UINT32_MAX;
  if (!is_central && size != packed) return false;
  if (size) take(&header->size, extras, &used);
  if (packed) take(&header->packed, extras, &used);
  if (far) take(&header->offset, extras, &used);
  header->is_large = used > 0;
  return used == extras->large_size && header->is_large == (extras->large != NULL);
}

// WinZip's AES: the field says how strong, and what was packed before it was encrypted.
static const char *read_aes(struct zip_header *header, const struct extras *extras) {
  header->packing = (uint8_t)(header->method <= METHOD_DEFLATED ? header->method : METHOD_AES);
  header->is_encrypted = header->flags & FLAG_ENCRYPTED;
  if (!header->is_encrypted) return extras->aes ? "says how it is encrypted, and is not" : NULL;
  if (header->method != METHOD_AES || !extras->aes) return "is encrypted in another way than AES-256";
  header->aes_version = zip_u16(extras->aes);
  bool is_known = (header->aes_version == 1 || header->aes_version == 2) && memcmp(extras->aes + 2, "AE", 2) == 0 && extras->aes[4] == 3;
  uint16_t packing = zip_u16(extras->aes + 5);
  header->packing = (uint8_t)(packing <= METHOD_DEFLATED ? packing : METHOD_AES);
  return is_known ? NULL : "is encrypted in another way than AES-256";
}

const char *zip_header_read(struct zip_header *header, const uint8_t *at, bool is_central) {
  const uint8_t *common = at + (is_central ? 6 : 4), *extra = at + (is_central ? CENTRAL_SIZE : LOCAL_SIZE);
  struct extras extras = {0};
  *header = (struct zip_header){
      .needed = zip_u16(common),
      .flags = zip_u16(common + 2),
      .method = zip_u16(common + 4),
      .when = zip_u32(common + 6),
      .crc = zip_u32(common + 10),
      .packed = zip_u32(common + 14),
      .size = zip_u32(common + 18),
      .name_size = zip_u16(common + 22),
      .extra_size = zip_u16(common + 24),
      .offset = is_central ? zip_u32(at + 42) : 0,
  };
  if (!read_extras(&extras, extra + header->name_size, header->extra_size))
    return "has extra fields that are broken or that change what it means";
  if (!read_large(header, &extras, is_central)) return "does not say its size in one way";
  return read_aes(header, &extras);
}

// Bytes that hold the content, without what encryption puts round them.
static uint64_t content_size(const struct zip_header *header) { return header->is_encrypted ? header->packed - AES_MORE : header->packed; }

static const char *size_why_not(const struct zip_header *header) {
  if (header->is_encrypted && header->packed < AES_MORE) return "is encrypted, yet too short for that";
  if (header->packed > 2 * BUNDLE_SIZE_MAX) return "is larger than any bundle's";
  uint64_t packed = content_size(header);
  if (header->packing == METHOD_STORED && packed != header->size) return "is stored, yet gives two sizes";
  if (header->packing == METHOD_DEFLATED && packed < 2) return "is deflated, yet too short for that";
  if (header->size > BUNDLE_SMALL && header->size / BUNDLE_RATIO_MAX > packed) return "would unpack to over 200 times its size";
  return NULL;
}

const char *zip_header_why_not(const struct zip_header *header, bool is_folder) {
  uint16_t needed_max = header->is_encrypted ? NEEDED_AES : header->is_large ? NEEDED_LARGE : 20;
  if (header->flags & 8) return "gives its size only after its bytes";
  if (header->flags & ~(FLAGS_KNOWN | FLAG_ENCRYPTED)) return "uses features of zip that no bundle needs";
  if (header->needed > needed_max) return "needs a newer kind of zip than a bundle does";
  if (header->packing != METHOD_STORED && header->packing != METHOD_DEFLATED) return "is packed in a way other than stored or deflated";
  if (is_folder && (header->size || header->packed || header->crc)) return "is a folder, yet holds bytes";
  return size_why_not(header);
}

bool zip_headers_equal(const struct zip_header *local, const struct zip_header *central) {
  // Where only the list of entries needs the large form, for a far offset, it alone asks for a newer reader.
  bool needed = local->needed == central->needed || (central->is_large && !local->is_large);
  return needed && local->flags == central->flags && local->method == central->method && local->when == central->when &&
         local->name_size == central->name_size && local->crc == central->crc && local->packed == central->packed &&
         local->size == central->size && local->is_encrypted == central->is_encrypted && local->aes_version == central->aes_version &&
         local->packing == central->packing;
}
