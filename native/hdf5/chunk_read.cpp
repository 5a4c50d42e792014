#include "chunk_read.hpp"

#include "../core/error.hpp"
#include "../core/parallel.hpp"

namespace h5 {

hsize_t ChunkReader::storedBytes(const Shape& offset) const {
  hsize_t size = 0;
  if (H5Dget_chunk_storage_size(dataset_, offset.data(), &size) < 0 && !takeFailureIn("H5D__get_chunk_storage_size"))
    fail("read dataset", "");
  return size;
}

// Into the block at once, when that is all there is to be done.
bool ChunkReader::readAsStored(const Piece& piece, std::uint8_t* block) const {
  if (!layout_.filters.empty() || !piece.isDense || storedBytes(piece.offset) != layout_.bytes()) return false;
  std::uint32_t skipped = 0;
  check(H5Dread_chunk(dataset_, H5P_DEFAULT, piece.offset.data(), &skipped, block + piece.inBlock), "read dataset");
  return true;
}

std::optional<StoredChunk> ChunkReader::storedAt(const Shape& offset, const Shape& extent) const {
  const hsize_t size = storedBytes(offset);
  if (size == 0) return std::nullopt;
  constexpr hsize_t slack = 65536;
  if (size > 2 * hsize_t{layout_.bytes()} + slack)
    throw Error(Code::Corrupt, "Cannot read dataset: a chunk of " + std::to_string(layout_.bytes()) +
                                   " bytes claims to take " + std::to_string(size));
  StoredChunk chunk{Buffer(static_cast<std::size_t>(size)), 0};
  check(H5Dread_chunk(dataset_, H5P_DEFAULT, offset.data(), &chunk.skipped, chunk.bytes.data()), "read dataset");
  bool partial = false;
  for (std::size_t axis = 0; axis < offset.size(); ++axis)
    partial = partial || offset[axis] + layout_.shape[axis] > extent[axis];
  if (partial && layout_.partialUnfiltered) chunk.skipped = ~0u;
  return chunk;
}

ChunkReader::Work ChunkReader::begin(Piece piece, const Shape& extent) const {
  Work work;
  work.isLast = last_.revision == revision_ && last_.offset == piece.offset;
  if (!work.isLast) work.stored = storedAt(piece.offset, extent);
  work.piece = std::move(piece);
  return work;
}

// On any thread.
void ChunkReader::finish(Work& work, const ChunkGrid& grid, std::uint8_t* block) const {
  if (work.isRead) return;
  const Piece& piece = work.piece;
  if (work.isLast) return grid.copyOut(piece, last_.bytes.data(), block);
  if (!work.stored) return grid.fill(piece, layout_.fill.data(), block);
  if (piece.isDense)
    return decodeChunk(std::move(*work.stored), layout_.filters, {block + piece.inBlock, layout_.bytes()});
  work.decoded = Buffer(layout_.bytes());
  decodeChunk(std::move(*work.stored), layout_.filters, {work.decoded.data(), work.decoded.size()});
  grid.copyOut(piece, work.decoded.data(), block);
}

void ChunkReader::read(const Shape& extent, const Slab& slab, std::uint8_t* block) {
  ChunkGrid grid(layout_, extent, slab);
  for (;;) {
    std::vector<Piece> pieces = grid.next(4 * threadCount());
    if (pieces.empty()) return;
    std::vector<Work> batch(pieces.size());
    const auto fetch = [&](std::size_t i) {
      if (readAsStored(pieces[i], block))
        batch[i].isRead = true;
      else
        batch[i] = begin(std::move(pieces[i]), extent);
    };
    const auto& run = layout_.filters.empty() ? inOrder : inParallel;
    run(pieces.size(), {fetch, [&](std::size_t i) { finish(batch[i], grid, block); }, {}});
    if (Work& end = batch.back(); end.decoded.size() > 0)
      last_ = {revision_, std::move(end.piece.offset), std::move(end.decoded)};
  }
}

}  // namespace h5
