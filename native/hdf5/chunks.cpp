#include "chunks.hpp"

#include "../core/error.hpp"
#include "../core/parallel.hpp"
#include "../filters/codec.hpp"

namespace h5 {
namespace {

// As many chunks as keep all threads busy, and no more in memory.
std::size_t batchSize() { return 4 * threadCount(); }

// Whatever happens: libhdf5 must not remember for longer than this lasts.
struct Settling {
  ChunkStore& store;
  const Shape& extent;
  ~Settling() {
    try {
      store.settle(extent);
    } catch (const std::exception&) {
      // It looked the other chunk up, or fails with all that follows.
    }
  }
};

}  // namespace

Chunks::Chunks(ObjectId dataset, TypeId type, journal::Journal* journal, ChunkLayout layout, ChunkCache& cache)
    : dataset_(std::move(dataset)),
      type_(std::move(type)),
      layout_(std::move(layout)),
      cache_(cache),
      store_(dataset_.get(), journal, layout_) {}

Chunks::Work Chunks::begin(Piece piece, bool waits) const {
  Work work;
  work.waits = waits;
  work.piece = std::move(piece);
  work.cached = cache_.find(*this, work.piece.offset);
  return work;
}

void Chunks::fetch(Work& work) const {
  const hsize_t size = store_.size(work.piece.offset);
  if (size == 0) return;
  constexpr hsize_t slack = 65536;
  if (size > 2 * hsize_t{layout_.bytes()} + slack)
    throw Error(Code::Corrupt, "Cannot read dataset: a chunk of " + std::to_string(layout_.bytes()) +
                                   " bytes claims to take " + std::to_string(size));
  StoredChunk& stored = work.stored.emplace(StoredChunk{Buffer(static_cast<std::size_t>(size)), 0});
  work.reads = store_.fetch(work.piece.offset, {stored.bytes.data(), stored.bytes.size()}, stored.skipped);
}

// On any thread, as all that has to do with filters.
void Chunks::decode(Work& work, Span chunk) const {
  work.reads.finish();
  decodeChunk(std::move(*work.stored), layout_.filters, chunk);
}

// --- reading ---------------------------------------------------------------------------------------------------------

void Chunks::read(const Shape& extent, const Slab& slab, std::uint8_t* block) {
  ChunkGrid grid(layout_, extent, slab);
  for (;;) {
    std::vector<Piece> pieces = grid.next(batchSize());
    if (pieces.empty()) return;
    std::vector<Work> batch(pieces.size());
    const auto beginRead = [&](std::size_t i) {
      Work& work = batch[i] = begin(std::move(pieces[i]));
      if (work.cached != nullptr) return;
      work.isDone = !isFiltered() && work.piece.isDense && store_.size(work.piece.offset) > 0;
      if (!work.isDone) return fetch(work);
      unsigned skipped = 0;
      work.reads = store_.fetch(work.piece.offset, {block + work.piece.inBlock, layout_.bytes()}, skipped);
    };
    inParallel(batch.size(), {beginRead, [&](std::size_t i) { finishRead(batch[i], grid, block); }, {}});
    // Reads of few rows come in sequences.
    for (Work& work : batch)
      if (work.decoded.size() > 0 && !work.piece.covers)
        cache_.put(shared_from_this(), work.piece.offset, std::move(work.decoded), false);
    cache_.trim();
  }
}

void Chunks::finishRead(Work& work, const ChunkGrid& grid, std::uint8_t* block) const {
  const Piece& piece = work.piece;
  if (work.isDone) return work.reads.finish();
  if (work.cached != nullptr) return grid.copyOut(piece, work.cached->data(), block);
  if (!work.stored) return grid.fill(piece, layout_.fill.data(), block);
  if (piece.isDense) return decode(work, {block + piece.inBlock, layout_.bytes()});
  work.decoded = Buffer(layout_.bytes());
  decode(work, {work.decoded.data(), work.decoded.size()});
  grid.copyOut(piece, work.decoded.data(), block);
}

// --- writing ---------------------------------------------------------------------------------------------------------

void Chunks::write(const Shape& extent, const Slab& slab, View block) {
  ChunkGrid grid(layout_, extent, slab);
  const bool allWait = isOnly(extent);
  const Settling settling{store_, extent};
  for (;;) {
    std::vector<Piece> pieces = grid.next(batchSize());
    if (pieces.empty()) return;
    std::vector<Work> batch(pieces.size());
    const auto prepare = [&](std::size_t i) {
      const bool waits = allWait || !pieces[i].covers;
      beginWrite(batch[i] = begin(std::move(pieces[i]), waits));
    };
    const auto& run = isFiltered() ? inParallel : inOrder;
    run(batch.size(), {prepare, [&](std::size_t i) { change(batch[i], grid, block); },
                       [&](std::size_t i) { finishWrite(batch[i], block); }});
    cache_.trim();
  }
}

void Chunks::beginWrite(Work& work) {
  if (!work.waits) return;
  if (work.cached != nullptr) return cache_.markChanged(shared_from_this(), work.piece.offset);
  if (!work.piece.covers) fetch(work);
}

// On any thread.
void Chunks::change(Work& work, const ChunkGrid& grid, View block) const {
  const Piece& piece = work.piece;
  if (!work.waits) {
    // What passes no filters and lies as in the chunk is written from where it is.
    if (piece.isDense && !isFiltered()) return;
    if (piece.isDense) {
      work.stored = encodeChunk({block.data + piece.inBlock, layout_.bytes()}, layout_.filters);
      return;
    }
    Buffer chunk = filledChunk();
    grid.copyIn(piece, block.data, chunk.data());
    work.stored = encodeChunk(chunk.view(), layout_.filters);
    return;
  }
  if (work.cached != nullptr) return grid.copyIn(piece, block.data, work.cached->data());
  work.decoded = work.stored ? Buffer(layout_.bytes()) : filledChunk();
  if (work.stored) decode(work, {work.decoded.data(), work.decoded.size()});
  grid.copyIn(piece, block.data, work.decoded.data());
}

void Chunks::finishWrite(Work& work, View block) {
  const Piece& piece = work.piece;
  if (work.waits) {
    if (work.cached == nullptr) cache_.put(shared_from_this(), piece.offset, std::move(work.decoded), true);
    return;
  }
  if (work.stored)
    store_.store(piece.offset, work.stored->bytes.view(), work.stored->skipped);
  else
    store_.store(piece.offset, {block.data + piece.inBlock, layout_.bytes()}, 0);
  cache_.drop(*this, piece.offset);
  work.stored.reset();
}

Buffer Chunks::filledChunk() const {
  Buffer chunk(layout_.bytes());
  for (std::size_t at = 0; at < chunk.size(); at += layout_.elementBytes)
    std::memcpy(chunk.data() + at, layout_.fill.data(), layout_.elementBytes);
  return chunk;
}

void Chunks::writeBack(const std::vector<ChangedChunk>& chunks, const std::function<void(std::size_t)>& written) {
  const Shape extent = this->extent();
  if (isOnly(extent)) {
    writeOnly(extent, chunks.front().bytes);
    return written(0);
  }
  const Settling settling{store_, extent};
  std::vector<StoredChunk> encoded(chunks.size());
  const auto encode = [&](std::size_t i) {
    if (isFiltered()) encoded[i] = encodeChunk(chunks[i].bytes, layout_.filters);
  };
  const auto store = [&](std::size_t i) {
    store_.store(*chunks[i].offset, isFiltered() ? encoded[i].bytes.view() : chunks[i].bytes, encoded[i].skipped);
    encoded[i] = {};
    written(i);
  };
  const auto& run = isFiltered() ? inParallel : inOrder;
  run(chunks.size(), {{}, encode, store});
}

// --- the only chunk --------------------------------------------------------------------------------------------------

// One that passes filters is left to libhdf5 to write: where there is no other chunk to look up, it would remember the
// wrong filters of this one.
bool Chunks::isOnly(const Shape& extent) const {
  for (std::size_t axis = 0; axis < extent.size(); ++axis)
    if (extent[axis] > layout_.shape[axis]) return false;
  return isFiltered();
}

void Chunks::writeOnly(const Shape& extent, View chunk) {
  const Shape first(extent.size(), 0);
  // What was stored with as many bytes and other filters would keep them in the index.
  const hsize_t before = store_.size(first);
  if (before > 0 && before == encodeChunk(chunk, layout_.filters).bytes.size()) {
    Shape none = extent;
    none[0] = 0;
    setExtent(none);
    setExtent(extent);
  }
  const SpaceId memory = makeSpace(layout_.shape);
  select(memory.get(), Slab{first, extent, Shape(extent.size(), 1)});
  const ExpectedChunk expected(layout_.decodedBytes);
  check(H5Dwrite(dataset_.get(), type_.get(), memory.get(), H5S_ALL, H5P_DEFAULT, chunk.data), "write dataset");
}

// --- the extent ------------------------------------------------------------------------------------------------------

Shape Chunks::extent() const {
  const SpaceId space(check(H5Dget_space(dataset_.get()), "read the shape"));
  return shapeOf(space.get()).value_or(Shape{0});
}

void Chunks::setExtent(const Shape& wanted) const {
  const ExpectedChunk expected(layout_.decodedBytes);
  check(H5Dset_extent(dataset_.get(), wanted.data()), "resize dataset");
}

void Chunks::resize(const Shape& extent, const Shape& wanted) {
  Shape now = extent;
  for (std::size_t axis = 0; axis < now.size(); ++axis)
    if (wanted[axis] < now[axis]) shrink(now, axis, wanted[axis]);
  if (now != wanted) setExtent(wanted);
}

// libhdf5 fills what is cut off the chunks at the new edge, in the file, and its index may keep the filters that were
// skipped before. So chunks with filters are never cut: they leave the file whole and come back as new ones.
void Chunks::shrink(Shape& extent, std::size_t axis, hsize_t length) {
  cache_.flush(*this);
  std::vector<Kept> kept = isFiltered() ? edge(extent, axis, length) : std::vector<Kept>{};
  cache_.drop(*this);
  if (!kept.empty()) {
    extent[axis] = length - length % layout_.shape[axis];
    setExtent(extent);
  }
  extent[axis] = length;
  setExtent(extent);
  for (Kept& chunk : kept) cache_.put(shared_from_this(), chunk.offset, std::move(chunk.bytes), true);
  cache_.trim();
}

// The chunks through which the new end goes, as they are to be; those that were never written are none of them.
std::vector<Chunks::Kept> Chunks::edge(const Shape& extent, std::size_t axis, hsize_t length) const {
  const hsize_t inside = length % layout_.shape[axis];
  if (inside == 0 || elementsOf(extent) == 0) return {};
  Slab slab{Shape(extent.size(), 0), extent, Shape(extent.size(), 1)};
  slab.start[axis] = length - inside;
  slab.count[axis] = inside;
  ChunkGrid grid(layout_, extent, slab);
  std::vector<Kept> kept;
  for (std::vector<Piece> pieces; !(pieces = grid.next(1)).empty();) {
    Work work = begin(std::move(pieces.front()));
    if (work.cached == nullptr) fetch(work);
    if (work.cached == nullptr && !work.stored) continue;
    Buffer before;
    if (work.cached == nullptr) {
      before = Buffer(layout_.bytes());
      decode(work, {before.data(), before.size()});
    }
    Kept& chunk = kept.emplace_back(Kept{work.piece.offset, filledChunk()});
    grid.copyAcross(work.piece, work.cached != nullptr ? work.cached->data() : before.data(), chunk.bytes.data());
  }
  return kept;
}

}  // namespace h5
