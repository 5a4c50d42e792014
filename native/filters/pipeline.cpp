#include "pipeline.hpp"

#include <algorithm>
#include <optional>

#include "../core/error.hpp"
#include "codec.hpp"
#include "compressor.hpp"

namespace h5 {
namespace {

constexpr std::size_t kChecksumBytes = 4;

[[noreturn]] void refuse(const std::string& reason) { throw Error(Code::Corrupt, "Cannot read dataset: " + reason); }

// --- the filters that are libhdf5's own ------------------------------------------------------------------------------

// Elements are handled in blocks that stay in the processor's cache.
Buffer unshuffle(const Buffer& input, std::size_t elementSize) {
  constexpr std::size_t block = 2048;
  const std::size_t elements = input.size() / elementSize;
  Buffer output(input.size());
  for (std::size_t first = 0; first < elements; first += block) {
    const std::size_t last = std::min(elements, first + block);
    for (std::size_t lane = 0; lane < elementSize; ++lane) {
      const std::uint8_t* from = input.data() + lane * elements;
      std::uint8_t* to = output.data() + lane;
      for (std::size_t i = first; i < last; ++i) to[i * elementSize] = from[i];
    }
  }
  const std::size_t done = elements * elementSize;
  std::copy(input.data() + done, input.data() + input.size(), output.data() + done);
  return output;
}

std::uint32_t fold(std::uint32_t sum) { return (sum & 0xffff) + (sum >> 16); }

// Fletcher's checksum as libhdf5 computes it: of big endian 16-bit words.
std::uint32_t fletcher32(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t wordsBeforeOverflow = 360;
  std::uint32_t low = 0, high = 0;
  for (std::size_t words = size / 2; words > 0;) {
    const std::size_t count = std::min(words, wordsBeforeOverflow);
    for (std::size_t i = 0; i < count; ++i, data += 2) {
      low += static_cast<std::uint32_t>(data[0] << 8 | data[1]);
      high += low;
    }
    words -= count;
    low = fold(low);
    high = fold(high);
  }
  if (size % 2 != 0) {
    low = fold(low + static_cast<std::uint32_t>(*data << 8));
    high = fold(high + low);
  }
  return fold(high) << 16 | fold(low);
}

// Old versions of libhdf5 swapped the bytes of both halves on little endian machines.
std::uint32_t swappedInHalves(std::uint32_t sum) { return (sum & 0x00ff00ff) << 8 | (sum >> 8 & 0x00ff00ff); }

Buffer verified(const Buffer& input) {
  const std::size_t size = input.size() - kChecksumBytes;
  const std::uint8_t* end = input.data() + size;
  const std::uint32_t stored = static_cast<std::uint32_t>(end[0]) | static_cast<std::uint32_t>(end[1]) << 8 |
                               static_cast<std::uint32_t>(end[2]) << 16 | static_cast<std::uint32_t>(end[3]) << 24;
  const std::uint32_t computed = fletcher32(input.data(), size);
  if (stored != computed && stored != swappedInHalves(computed)) refuse("the stored bytes do not match their checksum");
  return Buffer(View{input.data(), size});
}

// --- one step back ---------------------------------------------------------------------------------------------------

Buffer decompress(const Buffer& input, const FilterInfo& filter, std::size_t wanted) {
  for (const Compressor* compressor : compressors()) {
    if (compressor->id != filter.id) continue;
    Buffer output(wanted);
    const std::size_t size = compressor->decode({input.data(), input.size(), output.data(), wanted},
                                                {filter.clientData.data(), filter.clientData.size()});
    if (size != wanted) refuse("a filter could not decode the stored bytes, or not as many as a chunk has");
    return output;
  }
  throw Error(Code::FilterUnavailable, "Filter " + std::to_string(filter.id) + " is not available here");
}

void expectSize(const Buffer& bytes, std::size_t wanted) {
  if (bytes.size() != wanted)
    refuse("a chunk needs " + std::to_string(wanted) + " bytes, but " + std::to_string(bytes.size()) + " are stored");
}

bool compresses(const FilterInfo& filter) {
  return filter.id != H5Z_FILTER_FLETCHER32 && filter.id != H5Z_FILTER_SHUFFLE;
}

// `wanted` is nothing behind a compressor, whose output can have any length.
Buffer undo(Buffer input, const FilterInfo& filter, std::optional<std::size_t> wanted) {
  if (compresses(filter)) {
    if (!wanted) throw Error(Code::Unsupported, "Chunks that are compressed twice are not supported");
    return decompress(input, filter, *wanted);
  }
  if (filter.id == H5Z_FILTER_FLETCHER32) {
    if (input.size() < kChecksumBytes) refuse("a chunk has no checksum");
    expectSize(input, wanted.value_or(input.size() - kChecksumBytes) + kChecksumBytes);
    return verified(input);
  }
  expectSize(input, wanted.value_or(input.size()));
  const std::size_t elementSize = filter.clientData.empty() ? 0 : filter.clientData[0];
  if (elementSize == 0) refuse("a filter could not decode the stored bytes");
  return elementSize == 1 ? std::move(input) : unshuffle(input, elementSize);
}

// What filter number `end` of a pipeline was given, when those before it say how long that is.
std::optional<std::size_t> sizeBefore(std::size_t end, const std::vector<FilterInfo>& filters, unsigned skipped,
                                      std::size_t chunkBytes) {
  std::size_t size = chunkBytes;
  for (std::size_t i = 0; i < end; ++i) {
    if ((skipped >> i & 1) != 0) continue;
    if (compresses(filters[i])) return std::nullopt;
    if (filters[i].id == H5Z_FILTER_FLETCHER32) size += kChecksumBytes;
  }
  return size;
}

}  // namespace

Buffer decodeChunk(StoredChunk chunk, const std::vector<FilterInfo>& filters, std::size_t chunkBytes) {
  for (std::size_t i = filters.size(); i-- > 0;) {
    if ((chunk.skipped >> i & 1) != 0) continue;
    chunk.bytes = undo(std::move(chunk.bytes), filters[i], sizeBefore(i, filters, chunk.skipped, chunkBytes));
  }
  expectSize(chunk.bytes, chunkBytes);
  return std::move(chunk.bytes);
}

}  // namespace h5
