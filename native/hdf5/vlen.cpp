#include <limits>
#include <numeric>

#include "../core/error.hpp"
#include "../filters/codec.hpp"
#include "dataset.hpp"
#include "file.hpp"
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
    // libhdf5 reads from them only.
    rows.push_back({length, length == 0 ? nullptr : const_cast<std::uint8_t*>(data.data + at)});
    at += length * elementSize;
  }
  if (at != data.size)
    throw Error(Code::InvalidValue,
                "The rows take " + std::to_string(at) + " bytes, but there are " + std::to_string(data.size));
  return rows;
}

Rows joined(const std::vector<hvl_t>& rows, std::size_t elementSize) {
  Rows result;
  std::size_t bytes = 0;
  for (const hvl_t& row : rows) {
    if (row.len > std::numeric_limits<std::uint32_t>::max())
      throw Error(Code::Limit, "A row has more than 2^32 elements");
    bytes += row.len * elementSize;
  }
  result.data = Buffer(bytes);
  result.lengths.reserve(rows.size());
  std::size_t at = 0;
  for (const hvl_t& row : rows) {
    if (row.len > 0) std::memcpy(result.data.data() + at, row.p, row.len * elementSize);
    at += row.len * elementSize;
    result.lengths.push_back(static_cast<std::uint32_t>(row.len));
  }
  return result;
}

}  // namespace

Rows Dataset::readRows(hsize_t start, hsize_t count, hsize_t step) const {
  requireKind(DType::Kind::Vlen, "rows of variable length");
  const Description& known = description();
  if (hasPointers(known.dtype.base()))
    throw Error(Code::Unsupported, "Its rows have elements of variable length themselves");
  const SpaceId space(check(H5Dget_space(id()), "read the shape"));
  select(space.get(), Slab{{start}, {count}, {step}});
  checkSize(count * sizeof(hvl_t));
  std::vector<hvl_t> rows(static_cast<std::size_t>(count), hvl_t{0, nullptr});
  if (count == 0) return {};
  const SpaceId flat = makeSpace(Shape{count});
  const ExpectedChunk expected(known.decodedChunkBytes);
  check(H5Dread(id(), known.memory.get(), flat.get(), space.get(), H5P_DEFAULT, rows.data()), "read dataset");
  Rows result = joined(rows, packedSize(known.dtype.base()));
  H5Dvlen_reclaim(known.memory.get(), flat.get(), H5P_DEFAULT, rows.data());
  return result;
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
