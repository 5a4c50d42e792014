#pragma once
#include <optional>

#include "../core/handle.hpp"
#include "chunk_grid.hpp"
#include "later_reads.hpp"

namespace h5 {

// The stored bytes of a dataset's chunks, by libhdf5's direct calls. libhdf5 remembers the chunk that it looked up
// last, but not which filters a direct write skipped there, and writes that into its index only together with another
// size; who asks here is told the truth. The dataset's chunk cache must be off. Needs the lock.
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

  // Before libhdf5 itself reads chunks: has it forget what it remembers wrongly. False where it cannot be made to.
  bool refresh(const Shape& extent);
  // After libhdf5 has written chunks, or dropped them.
  void forget() { last_.reset(); }

 private:
  struct Written {
    Shape offset;
    unsigned skipped;
  };
  unsigned skippedAt(const Shape& offset, hsize_t size) const;

  const hid_t dataset_;
  journal::Journal* const journal_;
  const ChunkLayout& layout_;
  std::optional<Written> last_;  // what libhdf5 may remember wrongly
};

}  // namespace h5
