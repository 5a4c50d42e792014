#pragma once
#include <hdf5.h>

#include <cstddef>

namespace h5 {

// One chunk on its way through a filter of ours.
struct Chunk {
  const unsigned char* input;
  std::size_t size;
  unsigned char* output;
  std::size_t capacity;
};

struct ClientData {
  const unsigned* values;
  std::size_t count;
  unsigned at(std::size_t index, unsigned otherwise) const { return index < count ? values[index] : otherwise; }
};

// Both return the bytes written to the output; 0 if they would not fit or the input is no valid stream.
struct Codec {
  std::size_t (*encode)(const Chunk&, const ClientData&);
  std::size_t (*decode)(const Chunk&, const ClientData&);
};

// Says, while it lives, how many bytes a chunk has once decompressed. libhdf5 does not tell its filters and does not
// check what they return: less would show the caller uninitialised memory, more would let a small file fill it.
// Needs the lock.
class ExpectedChunk {
 public:
  explicit ExpectedChunk(std::size_t bytes);
  ~ExpectedChunk();
  ExpectedChunk(const ExpectedChunk&) = delete;
  ExpectedChunk& operator=(const ExpectedChunk&) = delete;
  // 0 when libhdf5 calls a filter of its own accord.
  static std::size_t bytes();

 private:
  std::size_t outer_;
};

// The body of an H5Z_func_t around a codec.
std::size_t runCodec(const Codec& codec, unsigned flags, const ClientData& data, std::size_t size,
                     std::size_t* bufferSize, void** buffer);

template <const Codec& codec>
std::size_t filterFunction(unsigned flags, std::size_t count, const unsigned values[], std::size_t size,
                           std::size_t* bufferSize, void** buffer) {
  return runCodec(codec, flags, {values, count}, size, bufferSize, buffer);
}

// Registers the filter once; false if libhdf5 refuses.
template <const Codec& codec>
bool registerCodec(H5Z_filter_t id, const char* name) {
  static const H5Z_class2_t filter{H5Z_CLASS_T_VERS, id, 1, 1, name, nullptr, nullptr, filterFunction<codec>};
  static const bool done = H5Zregister(&filter) >= 0;
  return done;
}

}  // namespace h5
