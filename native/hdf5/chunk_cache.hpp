#pragma once
#include <list>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "../core/bytes.hpp"
#include "dtype.hpp"

namespace h5 {

class Chunks;

// Decoded chunks of a file's datasets, within a budget: the least recently used leave first, and those that were
// changed are written then. It is the only place where a change can wait. Needs the lock.
class ChunkCache {
 public:
  ChunkCache() = default;
  ~ChunkCache() { clear(); }
  ChunkCache(const ChunkCache&) = delete;
  ChunkCache& operator=(const ChunkCache&) = delete;

  // The bytes of a chunk, valid until `trim` or a change of that chunk; null where it is not here.
  Buffer* find(const Chunks& chunks, const Shape& offset);
  // Takes a chunk that is not here. `isChanged`: the file does not have it yet.
  void put(const std::shared_ptr<Chunks>& chunks, const Shape& offset, Buffer bytes, bool isChanged);
  void markChanged(const std::shared_ptr<Chunks>& chunks, const Shape& offset);
  // Forgets a chunk, changed or not.
  void drop(const Chunks& chunks, const Shape& offset);
  void drop(const Chunks& chunks);
  void clear();

  // Back within the budget; the chunk that was used last stays whatever its size.
  void trim();
  // Writes what was changed, of one dataset or of all: a dataset that fails keeps no other from being written, and the
  // first failure is thrown in the end. What could not be written stays.
  void flush(const Chunks& chunks);
  void flush();

 private:
  using Key = std::pair<const Chunks*, Shape>;
  struct Entry {
    Key key;
    Buffer bytes;
    bool isChanged;
  };
  using Entries = std::list<Entry>;
  // Keeps a dataset open, whoever closes it, while the file has less than was written into it.
  struct Unsaved {
    std::shared_ptr<Chunks> chunks;
    std::size_t count = 0;
  };

  void noteChanged(const std::shared_ptr<Chunks>& chunks);
  void noteWritten(const Chunks& chunks);
  // Somebody keeps the dataset meanwhile.
  void write(const std::vector<Entries::iterator>& entries, Chunks& chunks);
  void erase(Entries::iterator entry);

  Entries entries_;  // the one used last in front
  std::map<Key, Entries::iterator> byKey_;
  std::map<const Chunks*, Unsaved> changed_;
  std::size_t bytes_ = 0;
};

}  // namespace h5
