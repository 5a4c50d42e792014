#pragma once
#include <functional>

#include "../dataspace.hpp"

namespace h5::copy {

// A chunk that is stored.
struct StoredChunk {
  Shape offset;
  unsigned skippedFilters = 0;
  hsize_t bytes = 0;
};

// Chunks of a dataset that are stored, in any order.
void forEachChunk(hid_t dataset, const Shape& shape, const Shape& chunk,
                  const std::function<void(const StoredChunk&)>& visit);

// All of `shape` in blocks of some megabytes.
void forEachBlock(const Shape& shape, std::size_t elementBytes,
                  const std::function<void(const Shape& offset, const Shape& count)>& visit);

// How far a block of this size goes within the shape.
Shape cut(const Shape& offset, const Shape& block, const Shape& shape);

}  // namespace h5::copy
