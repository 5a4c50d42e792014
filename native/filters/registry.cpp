#include "../core/error.hpp"
#include "compressor.hpp"

namespace h5 {

extern const Compressor zlib;
extern const Compressor lzo;
extern const Compressor bzip2;
extern const Compressor blosc;

namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

const Compressor& find(const std::string& name) {
  for (const Compressor* compressor : compressors())
    for (const auto& known : compressor->names()) {
      if (known != name) continue;
      if (compressor->available()) return *compressor;
      throw Error(Code::FilterUnavailable, "The compression library " + quoted(name) + " is not available here");
    }
  throw Error(Code::InvalidValue,
              "complib must be one of " + joined(compressorNames()) + ", but it is " + quoted(name));
}

}  // namespace

const std::vector<const Compressor*>& compressors() {
  static const std::vector<const Compressor*> all = {&zlib, &lzo, &bzip2, &blosc};
  return all;
}

std::vector<std::string> compressorNames() {
  std::vector<std::string> names;
  for (const Compressor* compressor : compressors()) {
    if (!compressor->available()) continue;
    for (auto& name : compressor->names()) names.push_back(std::move(name));
  }
  return names;
}

// PyTables' order: the checksum comes first, so it is of the uncompressed bytes and compressed with them.
void applyFilters(hid_t plist, const Filters& filters, const FilterTarget& target) {
  if (filters.complevel > 9)
    throw Error(Code::InvalidValue, "complevel must be 0 to 9, but it is " + std::to_string(filters.complevel));
  if (filters.fletcher32) check(H5Pset_fletcher32(plist), "set filter", "fletcher32");
  if (filters.complevel == 0) return;
  const Compressor& compressor = find(filters.complib);
  if (filters.bitshuffle && !compressor.shufflesItself)
    throw Error(Code::InvalidValue, "bitshuffle needs a blosc compressor, but complib is " + quoted(filters.complib));
  if (filters.shuffle && !compressor.shufflesItself) check(H5Pset_shuffle(plist), "set filter", "shuffle");
  const auto data = compressor.clientData(filters, target);
  // Optional, so that a chunk that would grow is stored as it is.
  check(H5Pset_filter(plist, compressor.id, H5Z_FLAG_OPTIONAL, data.size(), data.data()), "set filter",
        filters.complib);
}

std::vector<unsigned> nodeClientData(const Filters& filters, const FilterTarget& target) {
  struct Row {
    NodeClass nodeClass;
    unsigned version, id;
  };
  static constexpr Row rows[] = {
      {NodeClass::Table, 27, 0}, {NodeClass::EArray, 11, 2}, {NodeClass::VLArray, 14, 3}, {NodeClass::CArray, 11, 4}};
  for (const Row& row : rows)
    if (row.nodeClass == target.nodeClass) return {filters.complevel, row.version, row.id};
  return {filters.complevel};
}

}  // namespace h5
