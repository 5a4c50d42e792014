#pragma once
#include <optional>
#include <vector>

#include "chunk_grid.hpp"
#include "later_reads.hpp"

namespace h5 {

// The chunk that was decoded last: reads of few rows come in sequences.
struct DecodedChunk {
  std::uint64_t revision = 0;  // of the file
  Shape offset;
  Buffer bytes;
};

// Elements of chunks, as they lie in the file. libhdf5 takes whatever a filter gives for a whole
// chunk, be it more or less; here it must be a chunk exactly. Chunks are decoded on several threads.
class ChunkReader {
 public:
  // `journal` is that of the file, or null.
  ChunkReader(hid_t dataset, journal::Journal* journal, const ChunkLayout& layout, DecodedChunk& last,
              std::uint64_t revision)
      : dataset_(dataset), journal_(journal), layout_(layout), last_(last), revision_(revision) {}

  // `slab` lies within `extent`; `block` has room for its elements.
  void read(const Shape& extent, const Slab& slab, std::uint8_t* block);

 private:
  // A piece with what is known of its chunk.
  struct Work {
    Piece piece;
    std::optional<StoredChunk> stored;  // nothing for a chunk that was never written
    bool isLast = false;                // it is the chunk that was decoded last
    bool isAsStored = false;            // it goes into the block at once
    LaterReads reads;
    Buffer decoded;
  };
  Work begin(Piece piece, const Shape& extent, std::uint8_t* block) const;
  void finish(Work& work, const ChunkGrid& grid, std::uint8_t* block) const;
  hsize_t storedBytes(const Shape& offset) const;
  bool isAsStored(const Piece& piece) const;
  bool isUnfiltered(const Shape& offset, const Shape& extent) const;
  LaterReads fetch(const Shape& offset, Span memory, unsigned& skipped) const;

  hid_t dataset_;
  journal::Journal* journal_;
  const ChunkLayout& layout_;
  DecodedChunk& last_;
  std::uint64_t revision_;
};

}  // namespace h5
