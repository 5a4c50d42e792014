#include "chunk_store.hpp"

#include "../core/error.hpp"

namespace h5 {
namespace {

[[noreturn]] void refuse(hsize_t size, std::size_t wanted) {
  throw Error(Code::Corrupt, "Cannot read dataset: a chunk takes " + std::to_string(size) +
                                 " bytes in the file, but it should take " + std::to_string(wanted));
}

}  // namespace

hsize_t ChunkStore::size(const Shape& offset) const {
  hsize_t size = 0;
  if (H5Dget_chunk_storage_size(dataset_, offset.data(), &size) < 0 && !takeFailureIn("H5D__get_chunk_storage_size"))
    fail("read dataset", "");
  return size;
}

// Of chunks without filters libhdf5 tells the size that they should have, and reads the one that the index says.
LaterReads ChunkStore::fetch(const Shape& offset, Span memory, unsigned& skipped) const {
  unsigned known = 0;
  LaterReads reads(journal_, memory, [&] {
    if (H5Dread_chunk(dataset_, H5P_DEFAULT, offset.data(), &known, memory.data) >= 0) return;
    if (journal_ != nullptr && journal_->refusedRead()) {
      H5Eclear2(H5E_DEFAULT);
      throw Error(Code::Corrupt, "Cannot read dataset: a chunk takes more than its " + std::to_string(memory.size) +
                                     " bytes in the file");
    }
    fail("read dataset", "");
  });
  if (journal_ != nullptr && reads.bytes() != memory.size) refuse(reads.bytes(), memory.size);
  skipped = last_ && last_->offset == offset ? last_->skipped : known;
  return reads;
}

unsigned ChunkStore::skippedAt(const Shape& offset, hsize_t size) const {
  if (last_ && last_->offset == offset) return last_->skipped;
  Buffer bytes(static_cast<std::size_t>(size));
  unsigned skipped = 0;
  fetch(offset, {bytes.data(), bytes.size()}, skipped).finish();
  return skipped;
}

void ChunkStore::store(const Shape& offset, View bytes, unsigned skipped) {
  const auto write = [&](View view) {
    check(H5Dwrite_chunk(dataset_, H5P_DEFAULT, skipped, offset.data(), view.size, view.data), "write dataset");
  };
  if (!layout_.filters.empty()) {
    // The index takes another mask with another size only.
    constexpr std::uint8_t none[2] = {};
    const hsize_t before = size(offset);
    if (before == bytes.size && skippedAt(offset, before) != skipped) write({none, before == 1 ? 2u : 1u});
  }
  write(bytes);
  if (!layout_.filters.empty()) last_ = {offset, skipped};
}

void ChunkStore::settle(const Shape& extent) {
  if (!last_) return;
  Shape other = last_->offset;
  for (std::size_t axis = 0; axis < extent.size(); ++axis) {
    if (extent[axis] <= layout_.shape[axis]) continue;
    other[axis] = other[axis] == 0 ? layout_.shape[axis] : other[axis] - layout_.shape[axis];
    break;
  }
  static_cast<void>(size(other));
  last_.reset();
}

}  // namespace h5
