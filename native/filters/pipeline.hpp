#pragma once
#include <hdf5.h>

#include <string>
#include <vector>

#include "../core/bytes.hpp"

namespace h5 {

struct FilterInfo {
  int id;
  std::string name;
  bool optional;
  std::vector<unsigned> clientData;
  bool available;
};

// A chunk as it is stored; bit i of `skipped` says that filter i was not applied to it.
struct StoredChunk {
  Buffer bytes;
  unsigned skipped = 0;
};

// Undoes the filters of a chunk that has `chunkBytes` in the end. Unlike libhdf5 it knows before each step how many
// bytes must come out of it, and throws Corrupt for more or less.
Buffer decodeChunk(StoredChunk chunk, const std::vector<FilterInfo>& filters, std::size_t chunkBytes);

}  // namespace h5
