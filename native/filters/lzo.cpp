#include <dlfcn.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "codec.hpp"
#include "compressor.hpp"

namespace h5 {
namespace {

constexpr H5Z_filter_t kId = 305;

// lzo is GPL and therefore an HDF5 filter plugin of its own, looked for beside this library on first use.
std::string pluginPath() {
  Dl_info self;
  if (dladdr(reinterpret_cast<const void*>(&pluginPath), &self) == 0) return {};
  const std::string path = self.dli_fname;
  return path.substr(0, path.rfind('/') + 1) + "trajstore_lzo.so";
}

const H5Z_class2_t* loadPlugin() {
  const std::string path = pluginPath();
  void* library = path.empty() ? nullptr : dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (library == nullptr) return nullptr;
  const auto info = reinterpret_cast<const void* (*)()>(dlsym(library, "H5PLget_plugin_info"));
  return info == nullptr ? nullptr : static_cast<const H5Z_class2_t*>(info());
}

const H5Z_class2_t* plugin() {
  static const H5Z_class2_t* loaded = loadPlugin();
  return loaded;
}

// The plugin takes a fourth value as the exact size of what it decodes; PyTables' three do not have it.
std::vector<unsigned> withSize(const ClientData& data, std::size_t size) {
  return {data.at(0, 1), data.at(1, 0), data.at(2, 0), static_cast<unsigned>(size)};
}

std::size_t filter(unsigned flags, std::size_t count, const unsigned values[], std::size_t size,
                   std::size_t* bufferSize, void** buffer) {
  if ((flags & H5Z_FLAG_REVERSE) == 0 || ExpectedChunk::bytes() == 0)
    return plugin()->filter(flags, count, values, size, bufferSize, buffer);
  const auto extended = withSize({values, count}, ExpectedChunk::bytes());
  const std::size_t decoded = plugin()->filter(flags, extended.size(), extended.data(), size, bufferSize, buffer);
  return decoded == ExpectedChunk::bytes() ? decoded : 0;
}

// A filter takes its input over and frees it.
std::size_t convert(unsigned flags, const Chunk& chunk, const std::vector<unsigned>& values) {
  void* buffer = std::malloc(chunk.size == 0 ? 1 : chunk.size);
  if (buffer == nullptr) return 0;
  std::memcpy(buffer, chunk.input, chunk.size);
  std::size_t bufferSize = chunk.size;
  const std::size_t size = plugin()->filter(flags, values.size(), values.data(), chunk.size, &bufferSize, &buffer);
  const bool fits = size > 0 && size <= chunk.capacity;
  if (fits) std::memcpy(chunk.output, buffer, size);
  std::free(buffer);
  return fits ? size : 0;
}

std::size_t encode(const Chunk& chunk, const ClientData& data) {
  return convert(0, chunk, {data.values, data.values + data.count});
}

std::size_t decode(const Chunk& chunk, const ClientData& data) {
  return convert(H5Z_FLAG_REVERSE, chunk, withSize(data, chunk.capacity));
}

bool available() {
  static const H5Z_class2_t checked{H5Z_CLASS_T_VERS, kId, 1, 1, "lzo", nullptr, nullptr, filter};
  static const bool done = plugin() != nullptr && H5Zregister(&checked) >= 0;
  return done;
}

}  // namespace

extern const Compressor lzo;
const Compressor lzo{
    kId, false, available, [] { return std::vector<std::string>{"lzo"}; }, nodeClientData, {encode, decode}};

}  // namespace h5
