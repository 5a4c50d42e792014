#include "image.hpp"

#include <atomic>
#include <string>

#include "../core/error.hpp"
#include "../core/handle.hpp"

namespace h5 {
namespace {

constexpr std::size_t kIncrement = std::size_t{64} << 10;

// libhdf5 tells files in memory apart by their names.
std::string freshName() {
  static std::atomic<unsigned long> count{0};
  return "memory image " + std::to_string(count++);
}

PlistId memoryAccess() {
  PlistId access(check(H5Pcreate(H5P_FILE_ACCESS), "create properties"));
  // An image of the newest format could not be opened again after a flush.
  check(H5Pset_libver_bounds(access.get(), H5F_LIBVER_EARLIEST, H5F_LIBVER_V110), "set a property");
  check(H5Pset_fclose_degree(access.get(), H5F_CLOSE_STRONG), "set a property");
  check(H5Pset_cache(access.get(), 0, 0, 0, 0), "set a property");
  check(H5Pset_fapl_core(access.get(), kIncrement, false), "set a property");
  return access;
}

FileOptions withoutJournal(FileOptions options) {
  options.durability = Durability::None;
  return options;
}

}  // namespace

std::shared_ptr<File> createImage(const FileOptions& options) {
  const std::string name = freshName();
  const PlistId access = memoryAccess();
  FileId id(check(H5Fcreate(name.c_str(), H5F_ACC_EXCL, H5P_DEFAULT, access.get()), "create file", name));
  return std::make_shared<File>(std::move(id), name, true, withoutJournal(options));
}

std::shared_ptr<File> openImage(View bytes, const FileOptions& options) {
  const std::string name = freshName();
  const PlistId access = memoryAccess();
  if (bytes.size == 0) throw Error(Code::NotHdf5, "Cannot open an image of a file: it has no bytes");
  // libhdf5 copies the bytes and does not change those that it is given.
  void* image = const_cast<std::uint8_t*>(bytes.data);
  check(H5Pset_file_image(access.get(), image, bytes.size), "open the image of a file");
  FileId id(check(H5Fopen(name.c_str(), H5F_ACC_RDONLY, access.get()), "open file", name));
  return std::make_shared<File>(std::move(id), name, false, withoutJournal(options));
}

}  // namespace h5
