#include "blocks.hpp"

#include <algorithm>

#include "../../core/error.hpp"

namespace h5::copy {
namespace {

constexpr hsize_t kBlockBytes = hsize_t{8} << 20;

// Calls `visit` with the offset of every cell of a grid.
void forEachCell(const Shape& shape, const Shape& cell, const std::function<void(const Shape&)>& visit) {
  if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return;
  Shape offset(shape.size(), 0);
  while (true) {
    visit(offset);
    std::size_t axis = shape.size();
    while (axis > 0) {
      --axis;
      offset[axis] += cell[axis];
      if (offset[axis] < shape[axis]) break;
      offset[axis] = 0;
      if (axis == 0) return;
    }
    if (shape.empty()) return;
  }
}

// As a number that can be compared, not more.
double cellsOf(const Shape& shape, const Shape& cell) {
  double cells = 1;
  for (std::size_t i = 0; i < shape.size(); ++i) cells *= static_cast<double>((shape[i] + cell[i] - 1) / cell[i]);
  return cells;
}

Shape blockOf(const Shape& shape, std::size_t elementBytes) {
  Shape block(shape.size(), 1);
  hsize_t left = std::max<hsize_t>(1, kBlockBytes / std::max<std::size_t>(1, elementBytes));
  for (std::size_t axis = shape.size(); axis-- > 0 && left > 0;) {
    block[axis] = std::clamp<hsize_t>(shape[axis], 1, left);
    if (block[axis] < shape[axis]) break;
    left /= block[axis];
  }
  return block;
}

}  // namespace

Shape cut(const Shape& offset, const Shape& block, const Shape& shape) {
  Shape count(shape.size());
  for (std::size_t i = 0; i < shape.size(); ++i) count[i] = std::min(block[i], shape[i] - offset[i]);
  return count;
}

// libhdf5 finds a chunk by its place in one step, but by its number only by counting. Of a large grid with few stored
// chunks, those few are counted.
void forEachChunk(hid_t dataset, const Shape& shape, const Shape& chunk,
                  const std::function<void(const StoredChunk&)>& visit) {
  const SpaceId space(check(H5Dget_space(dataset), "read the shape of a dataset"));
  hsize_t stored = 0;
  check(H5Dget_num_chunks(dataset, space.get(), &stored), "count chunks");
  if (stored == 0) return;
  haddr_t address = HADDR_UNDEF;
  if (cellsOf(shape, chunk) <= 4.0 * static_cast<double>(stored) + 1000) {
    forEachCell(shape, chunk, [&](const Shape& offset) {
      StoredChunk found{offset, 0, 0};
      check(H5Dget_chunk_info_by_coord(dataset, offset.data(), &found.skippedFilters, &address, &found.bytes),
            "look for a chunk");
      if (address != HADDR_UNDEF) visit(found);
    });
    return;
  }
  for (hsize_t i = 0; i < stored; ++i) {
    StoredChunk found{Shape(shape.size()), 0, 0};
    check(
        H5Dget_chunk_info(dataset, space.get(), i, found.offset.data(), &found.skippedFilters, &address, &found.bytes),
        "look for a chunk");
    visit(found);
  }
}

void forEachBlock(const Shape& shape, std::size_t elementBytes,
                  const std::function<void(const Shape& offset, const Shape& count)>& visit) {
  const Shape block = blockOf(shape, elementBytes);
  forEachCell(shape, block, [&](const Shape& offset) { visit(offset, cut(offset, block, shape)); });
}

}  // namespace h5::copy
