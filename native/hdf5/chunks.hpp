#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "chunk_cache.hpp"
#include "chunk_store.hpp"

namespace h5 {

// A decoded chunk that the file does not have yet.
struct ChangedChunk {
  const Shape* offset;
  View bytes;
};

// The chunks of one dataset, however many handles it has: read, changed and written here alone, around libhdf5's
// pipeline and cache. libhdf5 takes whatever a filter gives for a whole chunk, be it more or less, and has one thread;
// here it must be a chunk exactly, and chunks are decoded and encoded on several threads. The bytes in the file are
// what libhdf5 would have written. Needs the lock.
class Chunks : public std::enable_shared_from_this<Chunks> {
 public:
  // `type` is that of its elements in the file; `journal` is that of the file, or null; the cache is the file's and
  // outlives this.
  Chunks(ObjectId dataset, TypeId type, journal::Journal* journal, ChunkLayout layout, ChunkCache& cache);
  ~Chunks() { cache_.drop(*this); }
  Chunks(const Chunks&) = delete;
  Chunks& operator=(const Chunks&) = delete;

  // `slab` lies within `extent`; `block` has its elements as they lie in the file.
  void read(const Shape& extent, const Slab& slab, std::uint8_t* block);
  // Whole chunks are written at once, the others wait in the cache, and so does one that is all there is.
  void write(const Shape& extent, const Slab& slab, View block);
  void resize(const Shape& extent, const Shape& wanted);
  void flush() { cache_.flush(*this); }
  // For the cache: encodes and stores chunks, and says of each when it is done.
  void writeBack(const std::vector<ChangedChunk>& chunks, const std::function<void(std::size_t)>& written);

 private:
  // A piece with what is known of its chunk.
  struct Work {
    Piece piece;
    Buffer* cached = nullptr;
    std::optional<StoredChunk> stored;  // nothing for a chunk that was never written
    LaterReads reads;
    Buffer decoded;
    bool isDone = false;  // the block itself is read
    bool waits = true;    // what is written goes into the cache
  };

  // A chunk that comes back when the extent has shrunk.
  struct Kept {
    Shape offset;
    Buffer bytes;
  };

  bool isFiltered() const { return !layout_.filters.empty(); }
  Work begin(Piece piece, bool waits = true) const;
  void fetch(Work& work) const;
  void decode(Work& work, Span chunk) const;
  void finishRead(Work& work, const ChunkGrid& grid, std::uint8_t* block) const;
  void beginWrite(Work& work);
  void change(Work& work, const ChunkGrid& grid, View block) const;
  void finishWrite(Work& work, View block);
  Buffer filledChunk() const;
  bool isOnly(const Shape& extent) const;
  void writeOnly(const Shape& extent, View chunk);
  Shape extent() const;
  void setExtent(const Shape& wanted) const;
  void shrink(Shape& extent, std::size_t axis, hsize_t length);
  std::vector<Kept> edge(const Shape& extent, std::size_t axis, hsize_t length) const;

  const ObjectId dataset_;
  const TypeId type_;
  const ChunkLayout layout_;
  ChunkCache& cache_;
  ChunkStore store_;
};

}  // namespace h5
