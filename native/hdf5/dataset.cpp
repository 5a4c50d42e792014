#include "dataset.hpp"

#include "../core/error.hpp"
#include "../core/lock.hpp"
#include "../core/memory.hpp"
#include "../filters/codec.hpp"
#include "chunks.hpp"
#include "file.hpp"
#include "later_reads.hpp"
#include "properties.hpp"
#include "strings.hpp"

namespace h5 {
namespace {

// Below this, libhdf5's clearing of its conversion buffer costs more than the transfer.
constexpr std::size_t kSmallTransfer = 4096;

hid_t transferFor(std::size_t bytes) { return bytes <= kSmallTransfer ? smallTransfer() : H5P_DEFAULT; }

// Of the same rank as in the file: between spaces of different ranks libhdf5 goes element by element.
SpaceId memorySpace(const Selection& selection) { return selection ? makeSpace(selection->count) : SpaceId(); }
hid_t memorySpaceOf(const SpaceId& space) { return space ? space.get() : H5S_ALL; }

void requireBytes(std::size_t given, hsize_t wanted) {
  if (given != wanted)
    throw Error(Code::InvalidValue, "The selected elements take " + std::to_string(wanted) + " bytes, but there are " +
                                        std::to_string(given));
}

}  // namespace

Dataset::~Dataset() {
  Lock lock;
  Dataset::close();
}

void Dataset::close() noexcept {
  // The last handle: what cannot be written stays with the file, whose next flush reports it.
  try {
    if (chunks_) chunks_->flush();
  } catch (const std::exception&) {
  }
  chunks_.reset();
  description_.reset();
  Node::close();
}

// Refuses what would leave the file or run a decoder that cannot be trusted.
void Dataset::checkAccess() const {
  const Description& known = description();
  const bool outside = known.layout == Layout::External || known.layout == Layout::Virtual;
  if (outside && !file().options().followExternal)
    throw Error(Code::Unsafe, std::string("Its data are outside of the file (") + nameOf(known.layout) +
                                  " storage); open the file with followExternal to use them");
  for (const FilterInfo& filter : known.filters)
    if (!filter.available)
      throw Error(Code::FilterUnavailable, "Its data need filter " + std::to_string(filter.id) +
                                               (filter.name.empty() ? "" : " (" + filter.name + ")") +
                                               ", which is not available here");
}

void Dataset::checkSize(hsize_t bytes) const {
  if (bytes <= file().options().maxDatasetBytes) return;
  // It is counted chunk by chunk.
  const hsize_t stored = H5Dget_storage_size(id());
  if (bytes / 1000 <= stored) return;
  throw Error(Code::Limit, "It claims " + std::to_string(bytes) + " bytes, but the file stores " +
                               std::to_string(stored) + "; raise maxDatasetBytes if that is right");
}

Buffer Dataset::read(const Selection& selection, const Fields& fields) const {
  Buffer data;
  read(selection, fields, [&data](std::size_t size) {
    data = Buffer(size);
    return data.data();
  });
  return data;
}

void Dataset::read(const Selection& selection, const Fields& fields, const Allocate& allocate) const {
  const Description& known = description();
  checkAccess();
  if (hasPointers(known.dtype)) throw Error(Code::InvalidType, "Its elements are of variable length");
  const TypeId chosen = fields ? memoryTypeOfFields(known.file.get(), *fields) : TypeId();
  const hid_t memory = fields ? chosen.get() : known.memory.get();
  const SpaceId space(check(H5Dget_space(id()), "read the shape"));
  const hsize_t elements = elementsOf(select(space.get(), selection));
  const std::size_t size = H5Tget_size(memory);
  if (elements > SIZE_MAX / size) throw Error(Code::Limit, "It claims more bytes than there can be");
  checkSize(elements * size);
  const std::size_t bytes = static_cast<std::size_t>(elements) * size;
  std::uint8_t* data = allocate(bytes);
  if (bytes == 0) return;
  useHugePages(data, bytes);
  if (known.isOwned) return readChunks(selection, memory, static_cast<std::size_t>(elements), {data, bytes});
  const SpaceId block = memorySpace(selection);
  const ExpectedChunk expected(known.decodedChunkBytes);
  const auto read = [&] {
    check(H5Dread(id(), memory, memorySpaceOf(block), selection ? space.get() : H5S_ALL, transferFor(bytes), data),
          "read dataset");
  };
  // What is to be converted must be there.
  if (known.layout != Layout::Contiguous || !known.isPlain || fields) return read();
  LaterReads(file().journal(), {data, bytes}, read).finishInParallel();
}

// A dataset has one owner of its chunks, whatever handle it is reached by.
Chunks* Dataset::chunks() const {
  if (!description().isOwned) return nullptr;
  if (!chunks_) chunks_ = file().chunksOf(id(), [this](ChunkCache& cache) { return makeChunks(cache); });
  return chunks_.get();
}

// With a reference of its own, for what waits after the last handle was closed.
std::shared_ptr<Chunks> Dataset::makeChunks(ChunkCache& cache) const {
  const ChunkLayout& layout = *description().chunking;
  ChunkLayout copy{layout.shape, layout.filters, layout.elementBytes, Buffer(layout.fill.view()), layout.decodedBytes};
  TypeId type(check(H5Tcopy(description().file.get()), "copy a type"));
  check(H5Iinc_ref(id()), "open dataset");
  return std::make_shared<Chunks>(ObjectId(id()), std::move(type), file().journal(), std::move(copy), cache);
}

Slab Dataset::slabOf(const Selection& selection, const Shape& extent) const {
  if (description().chunking->shape.size() != extent.size())
    throw Error(Code::Corrupt, "Its chunks have other dimensions than itself");
  return selection ? *selection : Slab{Shape(extent.size(), 0), extent, Shape(extent.size(), 1)};
}

void Dataset::readChunks(const Selection& selection, hid_t memory, std::size_t elements, Span data) const {
  const Description& known = description();
  const Shape extent = shape();
  const Slab slab = slabOf(selection, extent);
  if (known.isPlain && memory == known.memory.get()) return chunks()->read(extent, slab, data.data);
  Buffer stored(elements * known.chunking->elementBytes);
  chunks()->read(extent, slab, stored.data());
  const Buffer wanted = converted(std::move(stored), known.file.get(), memory, elements);
  std::memcpy(data.data, wanted.data(), data.size);
}

// `isPart`: the memory type has some fields only, the others stay as they are.
void Dataset::writeChunks(const Selection& selection, View data, hid_t memory, bool isPart,
                          std::size_t elements) const {
  const Description& known = description();
  const Shape extent = shape();
  const Slab slab = slabOf(selection, extent);
  if (known.isPlain && !isPart) return chunks()->write(extent, slab, data);
  Buffer before(elements * known.chunking->elementBytes);
  if (isPart) chunks()->read(extent, slab, before.data());
  const Buffer stored = merged(data, memory, std::move(before), known.file.get(), elements);
  chunks()->write(extent, slab, stored.view());
}

void Dataset::write(const Selection& selection, View data, const Fields& fields) const {
  const hid_t dataset = writableId();
  const Description& known = description();
  checkAccess();
  if (hasPointers(known.dtype)) throw Error(Code::InvalidType, "Its elements are of variable length");
  const TypeId chosen = fields ? memoryTypeOfFields(known.file.get(), *fields) : TypeId();
  const hid_t memory = fields ? chosen.get() : known.memory.get();
  const SpaceId space(check(H5Dget_space(dataset), "read the shape"));
  const hsize_t elements = elementsOf(select(space.get(), selection));
  requireBytes(data.size, elements * H5Tget_size(memory));
  if (elements == 0) return;
  if (!known.isOwned) return writeThrough(selection, data, memory);
  writeChunks(selection, data, memory, fields.has_value(), static_cast<std::size_t>(elements));
}

void Dataset::writeThrough(const Selection& selection, View data, hid_t memory) const {
  const hid_t dataset = id();
  const SpaceId space(check(H5Dget_space(dataset), "read the shape"));
  select(space.get(), selection);
  const ExpectedChunk expected(description().decodedChunkBytes);
  const SpaceId block = memorySpace(selection);
  check(H5Dwrite(dataset, memory, memorySpaceOf(block), selection ? space.get() : H5S_ALL, transferFor(data.size),
                 data.data),
        "write dataset");
}

void Dataset::append(View data, hsize_t rows, std::size_t axis) const {
  static_cast<void>(writableId());
  checkAccess();
  const Shape before = shape();
  if (axis >= before.size())
    throw Error(Code::InvalidValue, "There is no axis " + std::to_string(axis) + " to append to");
  if (rows == 0) return;
  Slab added{Shape(before.size(), 0), before, Shape(before.size(), 1)};
  added.start[axis] = before[axis];
  added.count[axis] = rows;
  requireBytes(data.size, elementsOf(added.count) * H5Tget_size(description().memory.get()));
  Shape after = before;
  after[axis] += rows;
  setExtent(before, after);
  try {
    write(added, data, std::nullopt);
  } catch (...) {
    setExtent(after, before);
    throw;
  }
}

void Dataset::setExtent(const Shape& before, const Shape& wanted) const {
  if (Chunks* owner = chunks()) return owner->resize(before, wanted);
  const ExpectedChunk expected(description().decodedChunkBytes);
  check(H5Dset_extent(id(), wanted.data()), "resize dataset");
}

void Dataset::resize(const Shape& wanted) const {
  static_cast<void>(writableId());
  const Shape before = shape();
  if (wanted.size() != before.size())
    throw Error(Code::InvalidValue, "The new shape needs " + std::to_string(before.size()) + " dimensions, but has " +
                                        std::to_string(wanted.size()));
  checkAccess();
  setExtent(before, wanted);
}

void Dataset::requireKind(DType::Kind kind, const char* what) const {
  checkAccess();
  if (description().dtype.kind != kind) throw Error(Code::InvalidType, std::string("Its elements are no ") + what);
}

std::vector<std::string> Dataset::readTexts(const Selection& selection) const {
  requireKind(DType::Kind::VarText, "texts of variable length");
  const SpaceId space(check(H5Dget_space(id()), "read the shape"));
  const hsize_t count = elementsOf(select(space.get(), selection));
  if (count == 0) return {};
  return textsOf(readReferences(selection), id());
}

void Dataset::writeTexts(const Selection& selection, const std::vector<std::string>& texts) const {
  const hid_t dataset = writableId();
  requireKind(DType::Kind::VarText, "texts of variable length");
  const SpaceId space(check(H5Dget_space(dataset), "read the shape"));
  const hsize_t count = elementsOf(select(space.get(), selection));
  if (count != texts.size())
    throw Error(Code::InvalidValue,
                std::to_string(count) + " texts are needed, but there are " + std::to_string(texts.size()));
  if (count == 0) return;
  const auto pointers = pointersTo(texts);
  const SpaceId block = memorySpace(selection);
  const ExpectedChunk expected(description().decodedChunkBytes);
  check(H5Dwrite(dataset, description().memory.get(), memorySpaceOf(block), selection ? space.get() : H5S_ALL,
                 H5P_DEFAULT, pointers.data()),
        "write dataset");
}

}  // namespace h5
