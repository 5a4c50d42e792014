#pragma once
#include <cstdint>
#include <vector>

#include "../core/bytes.hpp"
#include "../filters/pipeline.hpp"
#include "dataspace.hpp"

namespace h5 {

// What is the same for all chunks of a dataset.
struct ChunkLayout {
  Shape shape;
  std::vector<FilterInfo> filters;
  std::size_t elementBytes = 0;  // in the file
  Buffer fill;                   // one element, for chunks that are not there
  std::size_t decodedBytes = 0;  // what the compressor of a chunk must give

  std::size_t bytes() const { return static_cast<std::size_t>(elementsOf(shape)) * elementBytes; }
};

// The part of a block that lies in one chunk.
struct Piece {
  Shape offset;         // of the chunk in the dataset
  Shape start, counts;  // of the elements, in the block
  std::size_t inChunk;  // bytes before the first one
  std::size_t inBlock;
  bool covers;   // it has all elements of the chunk that lie within the extent
  bool isDense;  // it is the whole chunk, and lies in the block as it does in the chunk
};

// Cuts a block of elements, which a slab selects, along the borders of chunks.
class ChunkGrid {
 public:
  // `slab` lies within `extent` and selects something.
  ChunkGrid(const ChunkLayout& layout, const Shape& extent, const Slab& slab);

  // The next pieces, up to `count`; none at the end.
  std::vector<Piece> next(std::size_t count);

  void copyOut(const Piece& piece, const std::uint8_t* chunk, std::uint8_t* block) const;
  void copyIn(const Piece& piece, const std::uint8_t* block, std::uint8_t* chunk) const;
  // From one chunk to another.
  void copyAcross(const Piece& piece, const std::uint8_t* from, std::uint8_t* to) const;
  // Fills the piece with one element.
  void fill(const Piece& piece, const std::uint8_t* element, std::uint8_t* block) const;

 private:
  // The part of the slab's axis that lies in one chunk.
  struct Range {
    hsize_t chunk;  // its number along the axis
    hsize_t first;  // of the selected elements
    hsize_t count;
    hsize_t inside;  // where the first one lies in the chunk
    bool covers;
  };
  Range rangeAt(std::size_t axis, hsize_t first) const;
  Piece piece() const;
  void advance();

  const ChunkLayout& layout_;
  const Shape extent_;
  const Slab slab_;
  Shape chunkStrides_, blockStrides_;  // in bytes
  std::vector<Range> at_;              // of the piece that comes next
  bool more_ = true;
};

}  // namespace h5
