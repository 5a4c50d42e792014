#include <bzlib.h>

#include "codec.hpp"
#include "compressor.hpp"

namespace h5 {
namespace {

constexpr H5Z_filter_t kId = 307;

std::size_t encode(const Chunk& chunk, const ClientData& data) {
  // bzip2 takes its input as char*, but does not write to it.
  auto* input = const_cast<char*>(reinterpret_cast<const char*>(chunk.input));
  auto size = static_cast<unsigned>(chunk.capacity);
  const int result = BZ2_bzBuffToBuffCompress(reinterpret_cast<char*>(chunk.output), &size, input,
                                              static_cast<unsigned>(chunk.size), static_cast<int>(data.at(0, 9)), 0, 0);
  return result == BZ_OK ? size : 0;
}

std::size_t decode(const Chunk& chunk, const ClientData&) {
  auto* input = const_cast<char*>(reinterpret_cast<const char*>(chunk.input));
  auto size = static_cast<unsigned>(chunk.capacity);
  const int result = BZ2_bzBuffToBuffDecompress(reinterpret_cast<char*>(chunk.output), &size, input,
                                                static_cast<unsigned>(chunk.size), 0, 0);
  return result == BZ_OK ? size : 0;
}

constexpr Codec codec{encode, decode};

}  // namespace

extern const Compressor bzip2;
const Compressor bzip2{kId,
                       false,
                       [] { return registerCodec<codec>(kId, "bzip2"); },
                       [] { return std::vector<std::string>{"bzip2"}; },
                       nodeClientData,
                       codec};

}  // namespace h5
