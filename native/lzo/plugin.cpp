// SPDX-License-Identifier: GPL-2.0-or-later
#include <H5PLextern.h>
#include <lzo/lzo1x.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace {

constexpr H5Z_filter_t kId = 305;
constexpr std::size_t kLargestGuess = std::size_t{1} << 30;

struct Free {
  void operator()(void* memory) const { std::free(memory); }
};
using Memory = std::unique_ptr<unsigned char, Free>;

Memory allocate(std::size_t size) {
  return Memory(static_cast<unsigned char*>(std::malloc(std::max<std::size_t>(size, 1))));
}

// The size of the buffer is that of a whole chunk, whatever was allocated or is used: when libhdf5 copies data of
// variable length, it clears a second buffer of a chunk's size by this number, and makes that one smaller by it.
std::size_t handOver(Memory memory, std::size_t chunk, std::size_t size, std::size_t* bufferSize, void** buffer) {
  std::free(*buffer);
  *buffer = memory.release();
  *bufferSize = chunk;
  return size;
}

std::size_t encode(std::size_t size, std::size_t* bufferSize, void** buffer) {
  // What lzo needs when a chunk does not shrink; such a chunk is then stored as it is.
  const std::size_t capacity = size + size / 16 + 64 + 3;
  Memory output = allocate(capacity), work = allocate(LZO1X_1_MEM_COMPRESS);
  if (!output || !work) return 0;
  lzo_uint written = capacity;
  const auto* input = static_cast<const unsigned char*>(*buffer);
  if (lzo1x_1_compress(input, size, output.get(), &written, work.get()) != LZO_E_OK || written >= size) return 0;
  return handOver(std::move(output), size, written, bufferSize, buffer);
}

std::size_t decode(std::size_t first, std::size_t last, std::size_t size, std::size_t* bufferSize, void** buffer) {
  const auto* input = static_cast<const unsigned char*>(*buffer);
  for (std::size_t capacity = first; capacity <= last; capacity *= 2) {
    Memory output = allocate(capacity);
    if (!output) return 0;
    lzo_uint written = capacity;
    const int result = lzo1x_decompress_safe(input, size, output.get(), &written, nullptr);
    if (result == LZO_E_OK) return handOver(std::move(output), written, written, bufferSize, buffer);
    if (result != LZO_E_OUTPUT_OVERRUN) return 0;
  }
  return 0;
}

// Client data as PyTables writes them: level, object version, node class; a fourth value, which a caller may add, is
// the exact size of the decoded chunk.
std::size_t filter(unsigned flags, std::size_t count, const unsigned values[], std::size_t size,
                   std::size_t* bufferSize, void** buffer) {
  static const bool ready = lzo_init() == LZO_E_OK;
  if (!ready) return 0;
  if ((flags & H5Z_FLAG_REVERSE) == 0) return encode(size, bufferSize, buffer);
  if (count > 3 && values[3] > 0) return decode(values[3], values[3], size, bufferSize, buffer);
  return decode(std::max<std::size_t>(4 * size, 65536), kLargestGuess, size, bufferSize, buffer);
}

const H5Z_class2_t pluginClass{H5Z_CLASS_T_VERS, kId, 1, 1, "lzo", nullptr, nullptr, filter};

}  // namespace

extern "C" {
__attribute__((visibility("default"))) H5PL_type_t H5PLget_plugin_type(void) { return H5PL_TYPE_FILTER; }
__attribute__((visibility("default"))) const void* H5PLget_plugin_info(void) { return &pluginClass; }
}
