#include "chunk_cache.hpp"

#include <exception>

#include "chunks.hpp"

namespace h5 {
namespace {

// What is written or read row by row across chunks should fit: libhdf5 had half of it for each dataset.
constexpr std::size_t kBudget = std::size_t{32} << 20;

}  // namespace

Buffer* ChunkCache::find(const Chunks& chunks, const Shape& offset) {
  const auto found = byKey_.find({&chunks, offset});
  if (found == byKey_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return &found->second->bytes;
}

void ChunkCache::put(const std::shared_ptr<Chunks>& chunks, const Shape& offset, Buffer bytes, bool isChanged) {
  bytes_ += bytes.size();
  entries_.push_front({{chunks.get(), offset}, std::move(bytes), isChanged});
  byKey_.emplace(entries_.front().key, entries_.begin());
  if (isChanged) noteChanged(chunks);
}

void ChunkCache::markChanged(const std::shared_ptr<Chunks>& chunks, const Shape& offset) {
  Entry& entry = *byKey_.at({chunks.get(), offset});
  if (!std::exchange(entry.isChanged, true)) noteChanged(chunks);
}

void ChunkCache::noteChanged(const std::shared_ptr<Chunks>& chunks) {
  Unsaved& unsaved = changed_[chunks.get()];
  unsaved.chunks = chunks;
  ++unsaved.count;
}

void ChunkCache::noteWritten(const Chunks& chunks) {
  const auto found = changed_.find(&chunks);
  if (--found->second.count > 0) return;
  // What was kept open alone for this closes here, and drops its other chunks.
  const auto last = std::move(found->second.chunks);
  changed_.erase(found);
}

void ChunkCache::erase(Entries::iterator entry) {
  const Chunks& chunks = *entry->key.first;
  const bool wasChanged = entry->isChanged;
  bytes_ -= entry->bytes.size();
  byKey_.erase(entry->key);
  entries_.erase(entry);
  if (wasChanged) noteWritten(chunks);
}

void ChunkCache::drop(const Chunks& chunks, const Shape& offset) {
  if (const auto found = byKey_.find({&chunks, offset}); found != byKey_.end()) erase(found->second);
}

void ChunkCache::drop(const Chunks& chunks) {
  // It must not end before the last of its chunks is gone.
  std::shared_ptr<Chunks> kept;
  if (const auto found = changed_.find(&chunks); found != changed_.end()) kept = found->second.chunks;
  for (auto at = byKey_.lower_bound({&chunks, {}}); at != byKey_.end() && at->first.first == &chunks;) {
    const auto entry = at->second;
    ++at;
    erase(entry);
  }
}

void ChunkCache::clear() {
  byKey_.clear();
  entries_.clear();
  bytes_ = 0;
  // Each drops its chunks here as it ends: there are none any more.
  const auto last = std::move(changed_);
  changed_.clear();
}

void ChunkCache::trim() {
  while (bytes_ > kBudget && entries_.size() > 1) {
    const auto oldest = std::prev(entries_.end());
    // Its dataset may be open for this chunk alone.
    std::shared_ptr<Chunks> kept;
    if (oldest->isChanged) {
      kept = changed_.at(oldest->key.first).chunks;
      write({oldest}, *kept);
    }
    erase(oldest);
  }
}

void ChunkCache::write(const std::vector<Entries::iterator>& entries, Chunks& chunks) {
  std::vector<ChangedChunk> changed;
  changed.reserve(entries.size());
  for (const auto& entry : entries) changed.push_back({&entry->key.second, entry->bytes.view()});
  chunks.writeBack(changed, [&](std::size_t i) {
    entries[i]->isChanged = false;
    noteWritten(chunks);
  });
}

void ChunkCache::flush(const Chunks& chunks) {
  const auto found = changed_.find(&chunks);
  if (found == changed_.end()) return;
  const std::shared_ptr<Chunks> kept = found->second.chunks;
  std::vector<Entries::iterator> entries;
  for (auto at = byKey_.lower_bound({&chunks, {}}); at != byKey_.end() && at->first.first == &chunks; ++at)
    if (at->second->isChanged) entries.push_back(at->second);
  write(entries, *kept);
}

void ChunkCache::flush() {
  std::vector<std::shared_ptr<Chunks>> unsaved;
  for (const auto& [chunks, entry] : changed_) unsaved.push_back(entry.chunks);
  std::exception_ptr failure;
  for (const auto& chunks : unsaved) {
    try {
      flush(*chunks);
    } catch (...) {
      if (!failure) failure = std::current_exception();
    }
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace h5
