#include <algorithm>
#include <tuple>

#include "../core/error.hpp"
#include "../filters/compressor.hpp"
#include "attributes.hpp"
#include "dataset.hpp"
#include "file.hpp"

namespace h5 {
namespace {

// The filters that a file may ask for. Others come with libhdf5 and have decoders that trust their input.
constexpr int kAllowedFilters[] = {H5Z_FILTER_DEFLATE, H5Z_FILTER_SHUFFLE, H5Z_FILTER_FLETCHER32, 305, 307, 32001};

bool isAvailable(int id) {
  if (std::find(std::begin(kAllowedFilters), std::end(kAllowedFilters), id) == std::end(kAllowedFilters)) return false;
  for (const Compressor* compressor : compressors())
    if (compressor->id == id) return compressor->available();
  return H5Zfilter_avail(id) > 0;
}

FilterInfo filterAt(hid_t plist, unsigned index) {
  unsigned flags = 0, config = 0;
  char name[128] = {};
  std::size_t count = 0;
  const int id =
      check(H5Pget_filter2(plist, index, &flags, &count, nullptr, sizeof name - 1, name, &config), "read filters");
  std::vector<unsigned> data(count);
  if (count > 0)
    check(H5Pget_filter2(plist, index, &flags, &count, data.data(), sizeof name - 1, name, &config), "read filters");
  return {id, name, (flags & H5Z_FLAG_OPTIONAL) != 0, std::move(data), isAvailable(id)};
}

std::vector<FilterInfo> filtersOf(hid_t plist) {
  std::vector<FilterInfo> filters;
  const int count = check(H5Pget_nfilters(plist), "read filters");
  for (unsigned i = 0; i < static_cast<unsigned>(count); ++i) filters.push_back(filterAt(plist, i));
  return filters;
}

Layout layoutOf(hid_t plist) {
  switch (H5Pget_layout(plist)) {
    case H5D_COMPACT:
      return Layout::Compact;
    case H5D_CONTIGUOUS:
      return check(H5Pget_external_count(plist), "read properties") > 0 ? Layout::External : Layout::Contiguous;
    case H5D_CHUNKED:
      return Layout::Chunked;
    case H5D_VIRTUAL:
      return Layout::Virtual;
    default:
      return Layout::Unknown;
  }
}

std::optional<Shape> chunksOf(hid_t plist, Layout layout) {
  if (layout != Layout::Chunked) return std::nullopt;
  Shape chunks(H5S_MAX_RANK);
  const int rank = check(H5Pget_chunk(plist, static_cast<int>(chunks.size()), chunks.data()), "read chunks");
  chunks.resize(static_cast<std::size_t>(rank));
  return chunks;
}

// A text of variable length is a pointer in memory, and a longer reference in the file.
std::size_t growthInFile(const DType& type) {
  constexpr std::size_t reference = 16;
  if (type.kind == DType::Kind::VarText) return reference - sizeof(char*);
  if (type.kind == DType::Kind::Vlen) return reference - sizeof(hvl_t);
  std::size_t growth = 0;
  for (const auto& [name, member] : type.members) growth += growthInFile(member);
  for (const hsize_t extent : type.shape) growth *= extent;
  return growth;
}

Buffer fillElement(hid_t plist, hid_t type, std::size_t size) {
  Buffer fill(size);
  std::memset(fill.data(), 0, size);
  H5D_fill_value_t status;
  check(H5Pfill_value_defined(plist, &status), "read the fill value");
  if (status == H5D_FILL_VALUE_USER_DEFINED) check(H5Pget_fill_value(plist, type, fill.data()), "read the fill value");
  return fill;
}

// A checksum that was computed before compression is decompressed with the data.
std::size_t decodedChunkBytes(const Dataset::Description& description) {
  const auto& [chunks, filters] = std::tie(description.chunks, description.filters);
  if (!chunks || filters.empty()) return 0;
  const std::size_t element = H5Tget_size(description.file.get()) + growthInFile(description.dtype);
  std::size_t bytes = static_cast<std::size_t>(elementsOf(*chunks)) * element;
  for (const FilterInfo& filter : filters) {
    if (filter.id == H5Z_FILTER_FLETCHER32)
      bytes += 4;
    else if (filter.id != H5Z_FILTER_SHUFFLE)
      break;
  }
  return bytes;
}

std::optional<ChunkLayout> chunkingOf(hid_t plist, const Dataset::Description& description) {
  if (!description.chunks) return std::nullopt;
  const std::size_t element = H5Tget_size(description.file.get()) + growthInFile(description.dtype);
  // References of elements that are not there are zeros.
  Buffer fill = hasPointers(description.dtype) ? Buffer() : fillElement(plist, description.file.get(), element);
  if (fill.size() == 0) {
    fill = Buffer(element);
    std::memset(fill.data(), 0, element);
  }
  return ChunkLayout{*description.chunks, description.filters, element, std::move(fill),
                     decodedChunkBytes(description)};
}

// A larger chunk without filters is read and written in parts, by libhdf5.
constexpr std::size_t kLargestWhole = std::size_t{8} << 20;

bool hasUnfilteredEdges(hid_t plist) {
  unsigned options = 0;
  check(H5Pget_chunk_opts(plist, &options), "read properties");
  return (options & H5D_CHUNK_DONT_FILTER_PARTIAL_CHUNKS) != 0;
}

// Who reads and writes the chunks: `Chunks`, or libhdf5 alone. Variable length elements are libhdf5's, and chunks whose
// filters depend on the extent. Without filters the index is the only one to know how long a chunk is, which a read
// can be bounded by in the journal's driver only.
bool isOwned(hid_t plist, const Dataset::Description& description, bool hasJournal) {
  if (!description.chunking || hasPointers(description.dtype) || hasUnfilteredEdges(plist)) return false;
  return !description.filters.empty() || (hasJournal && description.chunking->bytes() <= kLargestWhole);
}

std::optional<Buffer> fillValueOf(hid_t plist, const Dataset::Description& description) {
  H5D_fill_value_t status;
  check(H5Pfill_value_defined(plist, &status), "read the fill value");
  if (status != H5D_FILL_VALUE_USER_DEFINED || hasPointers(description.dtype)) return std::nullopt;
  Buffer value(packedSize(description.dtype));
  check(H5Pget_fill_value(plist, description.memory.get(), value.data()), "read the fill value");
  return value;
}

PlistId creationList(hid_t dataset) { return PlistId(check(H5Dget_create_plist(dataset), "read properties")); }

Dataset::Description describe(hid_t dataset, bool hasJournal) {
  Dataset::Description description;
  description.file = TypeId(check(H5Dget_type(dataset), "read the element type"));
  description.dtype = describeTypeOn(dataset, description.file.get());
  description.memory = memoryType(description.file.get());
  const PlistId plist = creationList(dataset);
  description.layout = layoutOf(plist.get());
  description.chunks = chunksOf(plist.get(), description.layout);
  description.filters = filtersOf(plist.get());
  description.chunking = chunkingOf(plist.get(), description);
  description.isPlain = !hasPointers(description.dtype) &&
                        check(H5Tequal(description.file.get(), description.memory.get()), "compare types") > 0;
  description.isOwned = isOwned(plist.get(), description, hasJournal);
  description.decodedChunkBytes = description.chunking ? description.chunking->decodedBytes : 0;
  return description;
}

}  // namespace

const char* nameOf(Layout layout) {
  static constexpr const char* names[] = {"compact", "contiguous", "chunked", "virtual", "external", "unknown"};
  return names[static_cast<int>(layout)];
}

const Dataset::Description& Dataset::description() const {
  if (!description_) description_ = describe(id(), file().journal() != nullptr);
  return *description_;
}

bool isCachedByLibrary(hid_t dataset, bool hasJournal) {
  const PlistId plist = creationList(dataset);
  if (layoutOf(plist.get()) != Layout::Chunked) return false;
  return hasUnfilteredEdges(plist.get()) || (!hasJournal && check(H5Pget_nfilters(plist.get()), "read filters") == 0);
}

Shape Dataset::shape() const {
  const SpaceId space(check(H5Dget_space(id()), "read the shape"));
  return shapeOf(space.get()).value_or(Shape{0});
}

DatasetInfo Dataset::info() const {
  const Description& known = description();
  if (const auto open = file().openChunks(id())) open->flush();
  const SpaceId space(check(H5Dget_space(id()), "read the shape"));
  auto extent = shapeOf(space.get());
  Shape maxshape = extent ? maxshapeOf(space.get()) : Shape{};
  return {known.dtype,
          std::move(extent),
          std::move(maxshape),
          known.layout,
          known.chunks,
          known.filters,
          fillValueOf(creationList(id()).get(), known),
          packedSize(known.dtype),
          H5Dget_storage_size(id())};
}

}  // namespace h5
