#include <zlib.h>

#include "compressor.hpp"

namespace h5 {
namespace {

std::size_t decode(const Chunk& chunk, const ClientData&) {
  uLongf size = chunk.capacity;
  return uncompress(chunk.output, &size, chunk.input, chunk.size) == Z_OK ? size : 0;
}

}  // namespace

extern const Compressor zlib;
const Compressor zlib{
    H5Z_FILTER_DEFLATE,
    false,
    [] { return H5Zfilter_avail(H5Z_FILTER_DEFLATE) > 0; },
    [] { return std::vector<std::string>{"zlib"}; },
    [](const Filters& filters, const FilterTarget&) { return std::vector<unsigned>{filters.complevel}; },
    decode};

}  // namespace h5
