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

// It lies in the file as in the block.
bool ChunkReader::isAsStored(const Piece& piece) const {
  return layout_.filters.empty() && piece.isDense && storedBytes(piece.offset) == layout_.bytes();
}

bool ChunkReader::isUnfiltered(const Shape& offset, const Shape& extent) const {
  if (!layout_.partialUnfiltered) return false;
  for (std::size_t axis = 0; axis < offset.size(); ++axis)
    if (offset[axis] + layout_.shape[axis] > extent[axis]) return true;
  return false;
}

LaterReads ChunkReader::fetch(const Shape& offset, Span memory, unsigned& skipped) const {
  return {journal_, memory,
          [&] { check(H5Dread_chunk(dataset_, H5P_DEFAULT, offset.data(), &skipped, memory.data), "read dataset"); }};
}

ChunkReader::Work ChunkReader::begin(Piece piece, const Shape& extent, std::uint8_t* block) const {
  Work work;
  work.piece = std::move(piece);
  const Shape& offset = work.piece.offset;
  work.isLast = last_.revision == revision_ && last_.offset == offset;
  if (work.isLast) return work;
  work.isAsStored = isAsStored(work.piece);
  if (work.isAsStored) {
    unsigned skipped = 0;
    work.reads = fetch(offset, {block + work.piece.inBlock, layout_.bytes()}, skipped);
    return work;
  }
  const hsize_t size = storedBytes(offset);
  if (size == 0) return work;
  constexpr hsize_t slack = 65536;
  if (size > 2 * hsize_t{layout_.bytes()} + slack)
    throw Error(Code::Corrupt, "Cannot read dataset: a chunk of " + std::to_string(layout_.bytes()) +
                                   " bytes claims to take " + std::to_string(size));
  StoredChunk& stored = work.stored.emplace(StoredChunk{Buffer(static_cast<std::size_t>(size)), 0});
  work.reads = fetch(offset, {stored.bytes.data(), stored.bytes.size()}, stored.skipped);
  if (isUnfiltered(offset, extent)) stored.skipped = ~0u;
  return work;
}

// On any thread.
void ChunkReader::finish(Work& work, const ChunkGrid& grid, std::uint8_t* block) const {
  work.reads.finish();
  if (work.isAsStored) return;
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
    inParallel(pieces.size(), {[&](std::size_t i) { batch[i] = begin(std::move(pieces[i]), extent, block); },
                               [&](std::size_t i) { finish(batch[i], grid, block); },
                               {}});
    if (Work& end = batch.back(); end.decoded.size() > 0)
      last_ = {revision_, std::move(end.piece.offset), std::move(end.decoded)};
  }
}

}  // namespace h5
