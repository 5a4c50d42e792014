#pragma once
#include "chunk_grid.hpp"

namespace h5 {

// Writes blocks by whole chunks, around libhdf5's pipeline and cache: it would copy each chunk once more, and has one
// thread only. The bytes are what it would have written.
class ChunkWriter {
 public:
  // Writes elements through libhdf5: those that do not cover their chunk.
  using WriteThrough = std::function<void(const Slab& slab, View data)>;

  ChunkWriter(hid_t dataset, const ChunkLayout& layout, WriteThrough writeThrough)
      : dataset_(dataset), layout_(layout), writeThrough_(std::move(writeThrough)) {}

  // False, and nothing is written, when no chunk would be covered. `slab` lies within `extent`.
  bool write(const Shape& extent, const Slab& slab, View block) const;

 private:
  // What passes no filters and lies as in the chunk is written from where it is.
  bool isAsGiven(const Piece& piece) const;
  StoredChunk encode(const Piece& piece, const ChunkGrid& grid, View block) const;
  Buffer filledChunk() const;
  void store(const Piece& piece, View bytes, std::uint32_t skipped) const;
  void storePart(const Piece& piece, const ChunkGrid& grid, const Slab& slab, View block) const;

  hid_t dataset_;
  const ChunkLayout& layout_;
  WriteThrough writeThrough_;
};

}  // namespace h5
