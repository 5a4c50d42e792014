#include <blosc.h>

#include <sstream>

#include "codec.hpp"
#include "compressor.hpp"

namespace h5 {
namespace {

constexpr H5Z_filter_t kId = 32001;
constexpr unsigned kRevision = 2;

// What each value of the client data means, as PyTables writes them.
enum Position { kRevisionAt, kFormatAt, kTypeSizeAt, kChunkBytesAt, kLevelAt, kShuffleAt, kCodecAt };

std::size_t encode(const Chunk& chunk, const ClientData& data) {
  const char* name = nullptr;
  if (blosc_compcode_to_compname(static_cast<int>(data.at(kCodecAt, BLOSC_BLOSCLZ)), &name) < 0) return 0;
  // The contextual form: the other one shares state, and its own threads gain nothing at this size of chunks.
  const int size =
      blosc_compress_ctx(static_cast<int>(data.at(kLevelAt, 5)), static_cast<int>(data.at(kShuffleAt, 1)),
                         data.at(kTypeSizeAt, 1), chunk.size, chunk.input, chunk.output, chunk.capacity, name, 0, 1);
  return size > 0 ? static_cast<std::size_t>(size) : 0;
}

std::size_t decode(const Chunk& chunk, const ClientData&) {
  std::size_t size = 0;
  if (blosc_cbuffer_validate(chunk.input, chunk.size, &size) < 0 || size > chunk.capacity) return 0;
  const int written = blosc_decompress_ctx(chunk.input, chunk.output, chunk.capacity, 1);
  return written > 0 ? static_cast<std::size_t>(written) : 0;
}

constexpr Codec codec{encode, decode};

std::vector<std::string> names() {
  std::vector<std::string> all{"blosc"};
  std::istringstream codecs(blosc_list_compressors());
  for (std::string name; std::getline(codecs, name, ',');) all.push_back("blosc:" + name);
  return all;
}

std::vector<unsigned> clientData(const Filters& filters, const FilterTarget& target) {
  const unsigned typeSize = target.elementSize > BLOSC_MAX_TYPESIZE ? 1 : static_cast<unsigned>(target.elementSize);
  const unsigned shuffle = filters.bitshuffle ? BLOSC_BITSHUFFLE : filters.shuffle ? BLOSC_SHUFFLE : BLOSC_NOSHUFFLE;
  std::vector<unsigned> data{kRevision, BLOSC_VERSION_FORMAT, typeSize, static_cast<unsigned>(target.chunkBytes)};
  if (target.nodeClass == NodeClass::VLArray) {
    // libhdf5 does not let filters adapt to references into the heap, so PyTables' first values stay as they were.
    data = nodeClientData(filters, target);
    data.push_back(0);
  }
  data.insert(data.end(), {filters.complevel, shuffle});
  const auto colon = filters.complib.find(':');
  if (colon != std::string::npos)
    data.push_back(static_cast<unsigned>(blosc_compname_to_compcode(filters.complib.c_str() + colon + 1)));
  return data;
}

}  // namespace

extern const Compressor blosc;
const Compressor blosc{kId, true, [] { return registerCodec<codec>(kId, "blosc"); }, names, clientData, codec};

}  // namespace h5
