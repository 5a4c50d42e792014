#pragma once
#include <optional>
#include <vector>

#include "../core/bytes.hpp"
#include "../filters/pipeline.hpp"
#include "dataspace.hpp"

namespace h5 {

// What is the same for all chunks of a dataset.
struct ChunkLayout {
  Shape shape;
  std::vector<FilterInfo> filters;
  std::size_t elementBytes = 0;    // in the file
  Buffer fill;                     // one element, for chunks that are not there
  bool partialUnfiltered = false;  // chunks that reach beyond the extent pass no filters
};

// The chunk that was decoded last: reads of few rows come in sequences.
struct DecodedChunk {
  std::uint64_t revision = 0;  // of the file
  Shape offset;
  Buffer bytes;
};

// Elements of chunks that pass filters, as they lie in the file. libhdf5 takes whatever a filter gives for a whole
// chunk, be it more or less; here it must be a chunk exactly.
class ChunkReader {
 public:
  ChunkReader(hid_t dataset, const ChunkLayout& layout, DecodedChunk& last, std::uint64_t revision)
      : dataset_(dataset), layout_(layout), last_(last), revision_(revision) {}

  // `slab` lies within `extent`.
  Buffer read(const Shape& extent, const Slab& slab);

 private:
  // Nothing if the chunk was never written; valid until the next call.
  const Buffer* chunkAt(const Shape& offset, const Shape& extent);
  std::optional<StoredChunk> storedAt(const Shape& offset, const Shape& extent) const;
  std::size_t chunkBytes() const;

  hid_t dataset_;
  const ChunkLayout& layout_;
  DecodedChunk& last_;
  std::uint64_t revision_;
};

}  // namespace h5
