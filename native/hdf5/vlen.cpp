#include "../core/error.hpp"
#include "../filters/codec.hpp"
#include "dataset.hpp"
#include "file.hpp"
#include "global_heap.hpp"
#include "properties.hpp"

namespace h5 {
namespace {

// Few rows are written with a small conversion buffer: clearing libhdf5's default one takes longer than they do.
constexpr std::size_t kFewRows = 64;

std::vector<hvl_t> referencesTo(View data, const std::vector<std::uint32_t>& lengths, std::size_t elementSize) {
  std::vector<hvl_t> rows;
  rows.reserve(lengths.size());
  std::size_t at = 0;
  for (const std::uint32_t length : lengths) {
    if (length > (data.size - at) / elementSize)
      throw Error(Code::InvalidValue,
                  "The rows take more than the " + std::to_string(data.size) + " bytes that there are");
    // libhdf5 reads from them only.
    rows.push_back({length, length == 0 ? nullptr : const_cast<std::uint8_t*>(data.data + at)});
    at += length * elementSize;
  }
  if (at != data.size)
    throw Error(Code::InvalidValue,
                "The rows take " + std::to_string(at) + " bytes, but there are " + std::to_string(data.size));
  return rows;
}

// Each row says how long it is: their sum must be one that memory can have.
std::size_t elementsIn(const std::vector<Reference>& references, std::size_t elementSize) {
  const std::size_t most = SIZE_MAX / elementSize;
  std::size_t elements = 0;
  for (const Reference& row : references) {
    if (row.length > most - elements) throw Error(Code::Limit, "It claims more bytes than there can be");
    elements += row.length;
  }
  return elements;
}

// All rows end to end, as they lie in the file.
Rows joined(const std::vector<Reference>& references, GlobalHeap& heap, std::size_t elementSize, std::size_t bytes) {
  Rows result;
  result.lengths.reserve(references.size());
  for (const Reference& row : references) result.lengths.push_back(row.length);
  result.data = Buffer(bytes);
  std::size_t at = 0;
  for (const Reference& row : references) {
    const View data = heap.at(row, row.length * elementSize);
    if (data.size > 0) std::memcpy(result.data.data() + at, data.data, data.size);
    at += data.size;
  }
  return result;
}

}  // namespace

Rows Dataset::readRows(hsize_t start, hsize_t count, hsize_t step) const {
  requireKind(DType::Kind::Vlen, "rows of variable length");
  const Description& known = description();
  if (hasPointers(known.dtype.base()))
    throw Error(Code::Unsupported, "Its rows have elements of variable length themselves");
  if (count == 0) return {};
  const auto references = readReferences(Slab{{start}, {count}, {step}});
  const TypeId file(check(H5Tget_super(known.file.get()), "read a type"));
  const TypeId memory(check(H5Tget_super(known.memory.get()), "read a type"));
  const std::size_t elementSize = H5Tget_size(file.get());
  const std::size_t elements = elementsIn(references, elementSize);
  checkSize(elements * elementSize);
  GlobalHeap heap(id());
  Rows rows = joined(references, heap, elementSize, elements * elementSize);
  rows.data = converted(std::move(rows.data), file.get(), memory.get(), elements);
  return rows;
}

std::vector<Reference> Dataset::readReferences(const Selection& selection) const {
  const SpaceId space(check(H5Dget_space(id()), "read the shape"));
  const hsize_t count = elementsOf(select(space.get(), selection));
  if (count > SIZE_MAX / kReferenceBytes) throw Error(Code::Limit, "It claims more bytes than there can be");
  checkSize(count * kReferenceBytes);
  Buffer raw(static_cast<std::size_t>(count) * kReferenceBytes);
  if (count == 0) return {};
  if (!description().filters.empty()) return readFilteredReferences(selection, std::move(raw));
  const SpaceId block = selection ? makeSpace(selection->count) : SpaceId();
  check(H5Dread(id(), referenceType(), block ? block.get() : H5S_ALL, selection ? space.get() : H5S_ALL, H5P_DEFAULT,
                raw.data()),
        "read dataset");
  return decodeReferences(raw.view());
}

// libhdf5 writes them and holds none of them back, but trusts what a chunk decodes to. Nothing is kept here either.
std::vector<Reference> Dataset::readFilteredReferences(const Selection& selection, Buffer raw) const {
  if (description().chunking->elementBytes != kReferenceBytes)
    throw Error(Code::Corrupt, "Its chunks hold something else than references");
  ChunkCache cache;
  const Shape extent = shape();
  makeChunks(cache)->read(extent, slabOf(selection, extent), raw.data());
  return decodeReferences(raw.view());
}

void Dataset::writeRows(hsize_t start, View data, const std::vector<std::uint32_t>& lengths) const {
  const hid_t dataset = writableId();
  requireKind(DType::Kind::Vlen, "rows of variable length");
  const Description& known = description();
  const auto rows = referencesTo(data, lengths, packedSize(known.dtype.base()));
  if (rows.empty()) return;
  const SpaceId space(check(H5Dget_space(dataset), "read the shape"));
  select(space.get(), Slab{{start}, {rows.size()}, {1}});
  const SpaceId flat = makeSpace(Shape{rows.size()});
  const ExpectedChunk expected(known.decodedChunkBytes);
  check(H5Dwrite(dataset, known.memory.get(), flat.get(), space.get(),
                 rows.size() <= kFewRows ? smallTransfer() : H5P_DEFAULT, rows.data()),
        "write dataset");
}

void Dataset::appendRows(View data, const std::vector<std::uint32_t>& lengths) const {
  const hid_t dataset = writableId();
  requireKind(DType::Kind::Vlen, "rows of variable length");
  const Shape before = shape();
  const Shape after{before.at(0) + lengths.size()};
  // Checked before anything changes.
  static_cast<void>(referencesTo(data, lengths, packedSize(description().dtype.base())));
  check(H5Dset_extent(dataset, after.data()), "extend dataset");
  try {
    writeRows(before[0], data, lengths);
  } catch (...) {
    H5Dset_extent(dataset, before.data());
    throw;
  }
}

}  // namespace h5
