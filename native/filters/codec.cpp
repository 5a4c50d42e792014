#include "codec.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace h5 {
namespace {

std::size_t expected = 0;

// Without an expectation the output grows up to this many bytes.
constexpr std::size_t kLargestGuess = std::size_t{1} << 30;

struct Free {
  void operator()(void* memory) const { std::free(memory); }
};
// libhdf5 takes over what a filter allocates, and frees it with free().
using Memory = std::unique_ptr<void, Free>;

struct Output {
  Memory memory;
  std::size_t size = 0;
};

// The output may take `capacity` bytes, of `allocated`.
Output attempt(std::size_t (*convert)(const Chunk&, const ClientData&), const void* input, std::size_t size,
               std::size_t capacity, std::size_t allocated, const ClientData& data) {
  Output output{Memory(std::malloc(std::max<std::size_t>(allocated, 1))), 0};
  if (!output.memory) return output;
  output.size = convert(
      {static_cast<const unsigned char*>(input), size, static_cast<unsigned char*>(output.memory.get()), capacity},
      data);
  return output;
}

Output decodeExactly(const Codec& codec, const void* input, std::size_t size, std::size_t wanted,
                     const ClientData& data) {
  Output output = attempt(codec.decode, input, size, wanted, wanted, data);
  if (output.size != wanted) output.size = 0;
  return output;
}

Output decodeGrowing(const Codec& codec, const void* input, std::size_t size, const ClientData& data) {
  Output output;
  for (std::size_t capacity = std::max<std::size_t>(4 * size, 65536); capacity <= kLargestGuess; capacity *= 2) {
    output = attempt(codec.decode, input, size, capacity, capacity, data);
    if (output.size > 0 || !output.memory) break;
  }
  return output;
}

}  // namespace

ExpectedChunk::ExpectedChunk(std::size_t bytes) : outer_(expected) { expected = bytes; }
ExpectedChunk::~ExpectedChunk() { expected = outer_; }
std::size_t ExpectedChunk::bytes() { return expected; }

std::size_t runCodec(const Codec& codec, unsigned flags, const ClientData& data, std::size_t size,
                     std::size_t* bufferSize, void** buffer) {
  const bool decoding = (flags & H5Z_FLAG_REVERSE) != 0;
  // Encoding must shrink the chunk, or it is stored as it is: libhdf5's index does not see another filter mask of a
  // chunk that keeps its size.
  Output output = !decoding      ? attempt(codec.encode, *buffer, size, size > 0 ? size - 1 : 0, size, data)
                  : expected > 0 ? decodeExactly(codec, *buffer, size, expected, data)
                                 : decodeGrowing(codec, *buffer, size, data);
  if (output.size == 0) return 0;
  std::free(*buffer);
  *buffer = output.memory.release();
  // Always the size of a whole chunk, whatever was allocated or is used: when libhdf5 copies data of variable length,
  // it clears a second buffer of a chunk's size by this number, and makes that one smaller by it (H5D__chunk_copy_cb).
  *bufferSize = decoding ? output.size : size;
  return output.size;
}

}  // namespace h5
