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

// Undoes the filters of a chunk. Unlike libhdf5 it knows before each step how many bytes must come out of it, and
// throws Corrupt for more or less than `chunk` takes in the end. On any thread.
void decodeChunk(StoredChunk stored, const std::vector<FilterInfo>& filters, Span chunk);

// Applies the filters to a chunk as libhdf5 does; optional ones are skipped where they would not make it shorter. On
// any thread.
StoredChunk encodeChunk(View chunk, const std::vector<FilterInfo>& filters);

}  // namespace h5
