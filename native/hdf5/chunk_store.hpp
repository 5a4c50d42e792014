#pragma once
#include <optional>

#include "../core/handle.hpp"
#include "chunk_grid.hpp"
#include "later_reads.hpp"

namespace h5 {

// The stored bytes of a dataset's chunks, by libhdf5's direct calls. After a direct write libhdf5 remembers of that
// chunk which filters were skipped before it, for as long as the dataset is open by any handle and no other chunk is
// looked up; and its index takes other skipped filters only together with another size. Whoever asks here is told the
// truth, and whoever has written says `settle` in the end. The dataset's chunk cache must be off. Needs the lock.
class ChunkStore {
 public:
  // `journal` is that of the file, or null.
  ChunkStore(hid_t dataset, journal::Journal* journal, const ChunkLayout& layout)
      : dataset_(dataset), journal_(journal), layout_(layout) {}

  // Bytes of a chunk in the file; 0 for one that was never written.
  hsize_t size(const Shape& offset) const;
  // Reads a chunk of `memory.size` bytes, or puts that off; throws Corrupt when the file has another number of them.
  // `skipped` is set at once.
  LaterReads fetch(const Shape& offset, Span memory, unsigned& skipped) const;
  void store(const Shape& offset, View bytes, unsigned skipped);

  // Has libhdf5 forget what it remembers wrongly. Of chunks with filters, there must be another one within `extent`,
  // written or not.
  void settle(const Shape& extent);

 private:
  struct Written {
    Shape offset;
    unsigned skipped;
  };
  unsigned skippedAt(const Shape& offset, hsize_t size) const;

  const hid_t dataset_;
  journal::Journal* const journal_;
  const ChunkLayout& layout_;
  std::optional<Written> last_;  // what libhdf5 remembers wrongly
};

}  // namespace h5
