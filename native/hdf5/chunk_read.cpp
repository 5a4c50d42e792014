#include "chunk_read.hpp"

#include <algorithm>

#include "../core/error.hpp"

namespace h5 {
namespace {

// The part of a selection's axis that lies in one chunk.
struct Range {
  hsize_t chunk;  // its number along the axis
  hsize_t first;  // of the selected elements
  hsize_t count;
  hsize_t inside;  // where the first one lies in the chunk
};

std::vector<Range> rangesOf(hsize_t start, hsize_t count, hsize_t step, hsize_t chunk) {
  std::vector<Range> ranges;
  for (hsize_t first = 0; first < count;) {
    const hsize_t position = start + first * step, inside = position % chunk;
    const hsize_t fitting = std::min(count - first, (chunk - 1 - inside) / step + 1);
    ranges.push_back({position / chunk, first, fitting, inside});
    first += fitting;
  }
  return ranges;
}

// Bytes from one element to the next, by axis.
Shape stridesOf(const Shape& shape, std::size_t elementBytes) {
  Shape strides(shape.size(), elementBytes);
  for (std::size_t axis = shape.size(); axis-- > 1;) strides[axis - 1] = strides[axis] * shape[axis];
  return strides;
}

struct Copy {
  std::size_t elementBytes;
  Shape counts, from, to;  // the block, and the strides on both sides

  void run(const std::uint8_t* source, std::uint8_t* target, std::size_t axis = 0) const {
    const bool dense = axis + 1 == counts.size() && from[axis] == elementBytes && to[axis] == elementBytes;
    if (dense) {
      std::memcpy(target, source, counts[axis] * elementBytes);
      return;
    }
    for (hsize_t i = 0; i < counts[axis]; ++i, source += from[axis], target += to[axis]) {
      if (axis + 1 < counts.size())
        run(source, target, axis + 1);
      else
        std::memcpy(target, source, elementBytes);
    }
  }
};

bool isLast(const std::vector<std::size_t>& at, const std::vector<std::vector<Range>>& ranges) {
  for (std::size_t axis = 0; axis < at.size(); ++axis)
    if (at[axis] + 1 < ranges[axis].size()) return false;
  return true;
}

void advance(std::vector<std::size_t>& at, const std::vector<std::vector<Range>>& ranges) {
  for (std::size_t axis = at.size(); axis-- > 0;) {
    if (++at[axis] < ranges[axis].size()) return;
    at[axis] = 0;
  }
}

}  // namespace

std::size_t ChunkReader::chunkBytes() const {
  return static_cast<std::size_t>(elementsOf(layout_.shape)) * layout_.elementBytes;
}

std::optional<StoredChunk> ChunkReader::storedAt(const Shape& offset, const Shape& extent) const {
  hsize_t size = 0;
  if (H5Dget_chunk_storage_size(dataset_, offset.data(), &size) < 0 && !takeFailureIn("H5D__get_chunk_storage_size"))
    fail("read dataset", "");
  if (size == 0) return std::nullopt;
  constexpr hsize_t slack = 65536;
  if (size > 2 * hsize_t{chunkBytes()} + slack)
    throw Error(Code::Corrupt, "Cannot read dataset: a chunk of " + std::to_string(chunkBytes()) +
                                   " bytes claims to take " + std::to_string(size));
  StoredChunk chunk{Buffer(static_cast<std::size_t>(size)), 0};
  check(H5Dread_chunk(dataset_, H5P_DEFAULT, offset.data(), &chunk.skipped, chunk.bytes.data()), "read dataset");
  bool partial = false;
  for (std::size_t axis = 0; axis < offset.size(); ++axis)
    partial = partial || offset[axis] + layout_.shape[axis] > extent[axis];
  if (partial && layout_.partialUnfiltered) chunk.skipped = ~0u;
  return chunk;
}

const Buffer* ChunkReader::chunkAt(const Shape& offset, const Shape& extent) {
  if (last_.revision == revision_ && last_.offset == offset) return &last_.bytes;
  auto stored = storedAt(offset, extent);
  if (!stored) return nullptr;
  last_.offset.clear();
  last_.bytes = decodeChunk(std::move(*stored), layout_.filters, chunkBytes());
  last_.offset = offset;
  last_.revision = revision_;
  return &last_.bytes;
}

Buffer ChunkReader::read(const Shape& extent, const Slab& slab) {
  const std::size_t rank = extent.size();
  Buffer result(static_cast<std::size_t>(elementsOf(slab.count)) * layout_.elementBytes);
  if (result.size() == 0) return result;
  const Shape chunkStrides = stridesOf(layout_.shape, layout_.elementBytes);
  const Shape resultStrides = stridesOf(slab.count, layout_.elementBytes);
  std::vector<std::vector<Range>> ranges;
  for (std::size_t axis = 0; axis < rank; ++axis)
    ranges.push_back(rangesOf(slab.start[axis], slab.count[axis], slab.step[axis], layout_.shape[axis]));
  std::vector<std::size_t> at(rank, 0);
  for (bool more = true; more; advance(at, ranges)) {
    more = !isLast(at, ranges);
    Shape offset(rank);
    Copy copy{layout_.elementBytes, Shape(rank), Shape(rank), resultStrides};
    std::size_t from = 0, to = 0;
    for (std::size_t axis = 0; axis < rank; ++axis) {
      const Range& range = ranges[axis][at[axis]];
      offset[axis] = range.chunk * layout_.shape[axis];
      copy.counts[axis] = range.count;
      copy.from[axis] = chunkStrides[axis] * slab.step[axis];
      from += static_cast<std::size_t>(range.inside * chunkStrides[axis]);
      to += static_cast<std::size_t>(range.first * resultStrides[axis]);
    }
    const Buffer* chunk = chunkAt(offset, extent);
    if (chunk == nullptr) copy.from.assign(rank, 0);
    copy.run(chunk == nullptr ? layout_.fill.data() : chunk->data() + from, result.data() + to);
  }
  return result;
}

}  // namespace h5
