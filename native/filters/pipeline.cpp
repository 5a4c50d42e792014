#include "pipeline.hpp"

#include <algorithm>
#include <optional>

#include "../core/error.hpp"
#include "codec.hpp"
#include "compressor.hpp"
#include "shuffle.hpp"

namespace h5 {
namespace {

constexpr std::size_t kChecksumBytes = 4;

[[noreturn]] void refuse(const std::string& reason) { throw Error(Code::Corrupt, "Cannot read dataset: " + reason); }

// --- the filters that are libhdf5's own ------------------------------------------------------------------------------

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

// The bytes before the checksum.
View verified(View input) {
  const std::size_t size = input.size - kChecksumBytes;
  const std::uint8_t* end = input.data + size;
  const std::uint32_t stored = static_cast<std::uint32_t>(end[0]) | static_cast<std::uint32_t>(end[1]) << 8 |
                               static_cast<std::uint32_t>(end[2]) << 16 | static_cast<std::uint32_t>(end[3]) << 24;
  const std::uint32_t computed = fletcher32(input.data, size);
  if (stored != computed && stored != swappedInHalves(computed)) refuse("the stored bytes do not match their checksum");
  return {input.data, size};
}

// --- forth -----------------------------------------------------------------------------------------------------------

const Compressor& compressorOf(const FilterInfo& filter) {
  for (const Compressor* compressor : compressors())
    if (compressor->id == filter.id) return *compressor;
  throw Error(Code::FilterUnavailable, "Filter " + std::to_string(filter.id) + " is not available here");
}

ClientData clientData(const FilterInfo& filter) { return {filter.clientData.data(), filter.clientData.size()}; }

std::size_t elementSizeOf(const FilterInfo& shuffling) {
  const std::size_t size = clientData(shuffling).at(0, 0);
  if (size == 0) refuse("a filter could not decode the stored bytes");
  return size;
}

Buffer withChecksum(View input) {
  Buffer output(input.size + kChecksumBytes);
  std::memcpy(output.data(), input.data, input.size);
  const std::uint32_t sum = fletcher32(input.data, input.size);
  for (std::size_t i = 0; i < kChecksumBytes; ++i)
    output.data()[input.size + i] = static_cast<std::uint8_t>(sum >> 8 * i);
  return output;
}

Buffer shuffled(View input, std::size_t elementSize) {
  Buffer output(input.size);
  shuffle(input, elementSize, output.data());
  return output;
}

// Empty when it would not be shorter.
Buffer compressed(View input, const FilterInfo& filter) {
  Buffer output(input.size);
  const std::size_t capacity = input.size > 0 ? input.size - 1 : 0;
  output.shorten(
      compressorOf(filter).codec.encode({input.data, input.size, output.data(), capacity}, clientData(filter)));
  return output;
}

Buffer apply(View input, const FilterInfo& filter) {
  if (filter.id == H5Z_FILTER_FLETCHER32) return withChecksum(input);
  if (filter.id == H5Z_FILTER_SHUFFLE) return shuffled(input, elementSizeOf(filter));
  return compressed(input, filter);
}

// --- back ------------------------------------------------------------------------------------------------------------

bool compresses(const FilterInfo& filter) {
  return filter.id != H5Z_FILTER_FLETCHER32 && filter.id != H5Z_FILTER_SHUFFLE;
}

void expectSize(std::size_t size, std::size_t wanted) {
  if (size != wanted)
    refuse("a chunk needs " + std::to_string(wanted) + " bytes, but " + std::to_string(size) + " are stored");
}

// What filter number `end` of a pipeline was given, when those before it say how long that is: nothing behind a
// compressor, whose output can have any length.
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

// Bytes on their way back, and the memory they lie in if it is their own.
struct Step {
  Buffer memory;
  View bytes;
};

// The output of the last step goes where the chunk is wanted, that of the others into memory of its own.
class Undoing {
 public:
  Undoing(Buffer stored, Span chunk) : chunk_(chunk) {
    current_.bytes = stored.view();
    current_.memory = std::move(stored);
  }

  void undo(const FilterInfo& filter, std::optional<std::size_t> wanted, bool isLast) {
    if (compresses(filter)) return decompress(filter, wanted, isLast);
    if (filter.id == H5Z_FILTER_FLETCHER32) return removeChecksum(wanted);
    expectSize(current_.bytes.size, wanted.value_or(current_.bytes.size));
    const std::size_t elementSize = elementSizeOf(filter);
    if (elementSize == 1) return;
    Step next = output(current_.bytes.size, isLast);
    unshuffle(current_.bytes, elementSize, const_cast<std::uint8_t*>(next.bytes.data));
    current_ = std::move(next);
  }

  void finish() {
    expectSize(current_.bytes.size, chunk_.size);
    if (current_.bytes.data != chunk_.data) std::memcpy(chunk_.data, current_.bytes.data, chunk_.size);
  }

 private:
  Step output(std::size_t size, bool isLast) const {
    if (isLast && size == chunk_.size) return {Buffer(), {chunk_.data, size}};
    Buffer memory(size);
    const View bytes = memory.view();
    return {std::move(memory), bytes};
  }

  void decompress(const FilterInfo& filter, std::optional<std::size_t> wanted, bool isLast) {
    if (!wanted) throw Error(Code::Unsupported, "Chunks that are compressed twice are not supported");
    Step next = output(*wanted, isLast);
    auto* target = const_cast<std::uint8_t*>(next.bytes.data);
    const std::size_t size = compressorOf(filter).codec.decode(
        {current_.bytes.data, current_.bytes.size, target, *wanted}, clientData(filter));
    if (size != *wanted) refuse("a filter could not decode the stored bytes, or not as many as a chunk has");
    current_ = std::move(next);
  }

  void removeChecksum(std::optional<std::size_t> wanted) {
    if (current_.bytes.size < kChecksumBytes) refuse("a chunk has no checksum");
    expectSize(current_.bytes.size, wanted.value_or(current_.bytes.size - kChecksumBytes) + kChecksumBytes);
    current_.bytes = verified(current_.bytes);
  }

  const Span chunk_;
  Step current_;
};

}  // namespace

void decodeChunk(StoredChunk stored, const std::vector<FilterInfo>& filters, Span chunk) {
  Undoing undoing(std::move(stored.bytes), chunk);
  for (std::size_t i = filters.size(); i-- > 0;) {
    if ((stored.skipped >> i & 1) != 0) continue;
    const bool isLast = (~stored.skipped & ((1u << i) - 1)) == 0;
    undoing.undo(filters[i], sizeBefore(i, filters, stored.skipped, chunk.size), isLast);
  }
  undoing.finish();
}

StoredChunk encodeChunk(View chunk, const std::vector<FilterInfo>& filters) {
  StoredChunk result;
  View current = chunk;
  for (std::size_t i = 0; i < filters.size(); ++i) {
    Buffer next = apply(current, filters[i]);
    if (next.size() == 0) {
      if (!filters[i].optional) throw Error(Code::Io, "Cannot write dataset: a filter failed");
      result.skipped |= 1u << i;
      continue;
    }
    result.bytes = std::move(next);
    current = result.bytes.view();
  }
  if (current.data == chunk.data) result.bytes = Buffer(chunk);
  return result;
}

}  // namespace h5
