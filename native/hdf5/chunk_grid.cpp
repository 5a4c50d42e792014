#include "chunk_grid.hpp"

#include <algorithm>

namespace h5 {
namespace {

// Bytes from one element to the next, by axis.
Shape stridesOf(const Shape& shape, std::size_t elementBytes) {
  Shape strides(shape.size(), elementBytes);
  for (std::size_t axis = shape.size(); axis-- > 1;) strides[axis - 1] = strides[axis] * shape[axis];
  return strides;
}

// Copies elements between two places with strides of their own.
class Copy {
 public:
  Copy(const Shape& counts, const Shape& from, const Shape& to, std::size_t elementBytes)
      : counts_(counts), from_(from), to_(to), run_(elementBytes), axes_(counts.size()) {
    // Inner axes that are dense on both sides are one run of bytes.
    while (axes_ > 0 && from_[axes_ - 1] == run_ && to_[axes_ - 1] == run_)
      run_ *= static_cast<std::size_t>(counts_[--axes_]);
  }

  void run(const std::uint8_t* source, std::uint8_t* target, std::size_t axis = 0) const {
    if (axis == axes_) {
      std::memcpy(target, source, run_);
      return;
    }
    for (hsize_t i = 0; i < counts_[axis]; ++i, source += from_[axis], target += to_[axis])
      run(source, target, axis + 1);
  }

 private:
  const Shape& counts_;
  const Shape& from_;
  const Shape& to_;
  std::size_t run_;
  std::size_t axes_;
};

Shape times(Shape strides, const Shape& steps) {
  for (std::size_t axis = 0; axis < strides.size(); ++axis) strides[axis] *= steps[axis];
  return strides;
}

}  // namespace

ChunkGrid::ChunkGrid(const ChunkLayout& layout, const Shape& extent, const Slab& slab)
    : layout_(layout),
      extent_(extent),
      slab_(slab),
      chunkStrides_(times(stridesOf(layout.shape, layout.elementBytes), slab.step)),
      blockStrides_(stridesOf(slab.count, layout.elementBytes)) {
  for (std::size_t axis = 0; axis < extent.size(); ++axis) at_.push_back(rangeAt(axis, 0));
}

ChunkGrid::Range ChunkGrid::rangeAt(std::size_t axis, hsize_t first) const {
  const hsize_t length = layout_.shape[axis], step = slab_.step[axis];
  const hsize_t position = slab_.start[axis] + first * step, inside = position % length;
  const hsize_t fitting = std::min(slab_.count[axis] - first, (length - 1 - inside) / step + 1);
  const hsize_t within = std::min(length, extent_[axis] - (position - inside));
  return {position / length, first, fitting, inside, fitting == within && (step == 1 || within == 1)};
}

Piece ChunkGrid::piece() const {
  const std::size_t rank = extent_.size();
  Piece result{Shape(rank), Shape(rank), Shape(rank), 0, 0, true, true};
  for (std::size_t axis = 0; axis < rank; ++axis) {
    const Range& range = at_[axis];
    result.offset[axis] = range.chunk * layout_.shape[axis];
    result.start[axis] = range.first;
    result.counts[axis] = range.count;
    result.inChunk += static_cast<std::size_t>(range.inside * (chunkStrides_[axis] / slab_.step[axis]));
    result.inBlock += static_cast<std::size_t>(range.first * blockStrides_[axis]);
    result.covers = result.covers && range.covers;
    const bool whole = range.covers && range.count == layout_.shape[axis];
    result.isDense = result.isDense && whole && chunkStrides_[axis] == blockStrides_[axis];
  }
  return result;
}

void ChunkGrid::advance() {
  for (std::size_t axis = extent_.size(); axis-- > 0;) {
    const hsize_t next = at_[axis].first + at_[axis].count;
    const bool more = next < slab_.count[axis];
    at_[axis] = rangeAt(axis, more ? next : 0);
    if (more) return;
  }
  more_ = false;
}

std::vector<Piece> ChunkGrid::next(std::size_t count) {
  std::vector<Piece> pieces;
  for (; more_ && pieces.size() < count; advance()) pieces.push_back(piece());
  return pieces;
}

void ChunkGrid::copyOut(const Piece& piece, const std::uint8_t* chunk, std::uint8_t* block) const {
  Copy(piece.counts, chunkStrides_, blockStrides_, layout_.elementBytes)
      .run(chunk + piece.inChunk, block + piece.inBlock);
}

void ChunkGrid::copyIn(const Piece& piece, const std::uint8_t* block, std::uint8_t* chunk) const {
  Copy(piece.counts, blockStrides_, chunkStrides_, layout_.elementBytes)
      .run(block + piece.inBlock, chunk + piece.inChunk);
}

void ChunkGrid::copyAcross(const Piece& piece, const std::uint8_t* from, std::uint8_t* to) const {
  Copy(piece.counts, chunkStrides_, chunkStrides_, layout_.elementBytes).run(from + piece.inChunk, to + piece.inChunk);
}

void ChunkGrid::fill(const Piece& piece, const std::uint8_t* element, std::uint8_t* block) const {
  const Shape still(piece.counts.size(), 0);
  Copy(piece.counts, still, blockStrides_, layout_.elementBytes).run(element, block + piece.inBlock);
}

}  // namespace h5
