#include "chunk_write.hpp"

#include "../core/error.hpp"
#include "../core/parallel.hpp"

namespace h5 {

bool ChunkWriter::write(const Shape& extent, const Slab& slab, View block) const {
  ChunkGrid grid(layout_, extent, slab);
  if (!grid.coversAny()) return false;
  for (;;) {
    const std::vector<Piece> pieces = grid.next(4 * threadCount());
    if (pieces.empty()) return true;
    std::vector<StoredChunk> chunks(pieces.size());
    const auto encodePiece = [&](std::size_t i) {
      if (pieces[i].covers && !isAsGiven(pieces[i])) chunks[i] = encode(pieces[i], grid, block);
    };
    const auto storePiece = [&](std::size_t i) {
      // libhdf5 remembers the chunk that it looked up last, but not which filters a direct write skipped there.
      const bool forgotten = chunks[i].skipped == 0 || i + 1 < pieces.size();
      if (isAsGiven(pieces[i]))
        store(pieces[i], {block.data + pieces[i].inBlock, layout_.bytes()}, 0);
      else if (pieces[i].covers && forgotten)
        store(pieces[i], chunks[i].bytes.view(), chunks[i].skipped);
      else
        storePart(pieces[i], grid, slab, block);
      chunks[i] = {};
    };
    const auto& run = layout_.filters.empty() ? inOrder : inParallel;
    run(pieces.size(), {{}, encodePiece, storePiece});
  }
}

bool ChunkWriter::isAsGiven(const Piece& piece) const { return layout_.filters.empty() && piece.isDense; }

// On any thread.
StoredChunk ChunkWriter::encode(const Piece& piece, const ChunkGrid& grid, View block) const {
  if (piece.isDense) return encodeChunk({block.data + piece.inBlock, layout_.bytes()}, layout_.filters);
  Buffer chunk = filledChunk();
  grid.copyIn(piece, block.data, chunk.data());
  return encodeChunk(chunk.view(), layout_.filters);
}

Buffer ChunkWriter::filledChunk() const {
  Buffer chunk(layout_.bytes());
  for (std::size_t at = 0; at < chunk.size(); at += layout_.elementBytes)
    std::memcpy(chunk.data() + at, layout_.fill.data(), layout_.elementBytes);
  return chunk;
}

void ChunkWriter::store(const Piece& piece, View bytes, std::uint32_t skipped) const {
  check(H5Dwrite_chunk(dataset_, H5P_DEFAULT, skipped, piece.offset.data(), bytes.size, bytes.data), "write dataset");
}

void ChunkWriter::storePart(const Piece& piece, const ChunkGrid& grid, const Slab& slab, View block) const {
  Slab part{piece.start, piece.counts, slab.step};
  for (std::size_t axis = 0; axis < part.start.size(); ++axis)
    part.start[axis] = slab.start[axis] + piece.start[axis] * slab.step[axis];
  writeThrough_(part, grid.pieceOf(piece, block.data).view());
}

}  // namespace h5
