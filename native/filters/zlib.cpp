#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <memory>

#include "compressor.hpp"

namespace h5 {
namespace {

// libdeflate reads and writes zlib's streams, several times faster. Each thread has its own, as they have state.
struct Free {
  void operator()(libdeflate_compressor* compressor) const { libdeflate_free_compressor(compressor); }
  void operator()(libdeflate_decompressor* decompressor) const { libdeflate_free_decompressor(decompressor); }
};

constexpr unsigned kLevels = 10;

libdeflate_compressor* compressorOf(unsigned level) {
  thread_local std::array<std::unique_ptr<libdeflate_compressor, Free>, kLevels> compressors;
  auto& compressor = compressors[std::min(level, kLevels - 1)];
  if (!compressor) compressor.reset(libdeflate_alloc_compressor(static_cast<int>(std::min(level, kLevels - 1))));
  return compressor.get();
}

std::size_t encode(const Chunk& chunk, const ClientData& data) {
  libdeflate_compressor* compressor = compressorOf(data.at(0, 6));
  if (compressor == nullptr) return 0;
  return libdeflate_zlib_compress(compressor, chunk.input, chunk.size, chunk.output, chunk.capacity);
}

std::size_t decode(const Chunk& chunk, const ClientData&) {
  thread_local const std::unique_ptr<libdeflate_decompressor, Free> decompressor(libdeflate_alloc_decompressor());
  if (!decompressor) return 0;
  std::size_t size = 0;
  const auto result =
      libdeflate_zlib_decompress(decompressor.get(), chunk.input, chunk.size, chunk.output, chunk.capacity, &size);
  return result == LIBDEFLATE_SUCCESS ? size : 0;
}

}  // namespace

extern const Compressor zlib;
const Compressor zlib{
    H5Z_FILTER_DEFLATE,
    false,
    [] { return H5Zfilter_avail(H5Z_FILTER_DEFLATE) > 0; },
    [] { return std::vector<std::string>{"zlib"}; },
    [](const Filters& filters, const FilterTarget&) { return std::vector<unsigned>{filters.complevel}; },
    {encode, decode}};

}  // namespace h5
