#include "global_heap.hpp"

#include <unistd.h>

#include <cerrno>

#include "../core/error.hpp"
#include "../vfd/driver.hpp"
#include "datatype.hpp"

namespace h5 {
namespace {

constexpr std::size_t kHeaderBytes = 16;
// Of collections that are kept for further elements.
constexpr std::size_t kMostHeld = std::size_t{64} << 20;

[[noreturn]] void refuse() { throw Error(Code::Corrupt, "Its elements of variable length are damaged"); }

std::uint64_t decode(const std::uint8_t* bytes, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = size; i > 0; --i) value = value << 8 | bytes[i - 1];
  return value;
}

bool isInMemory(hid_t file) {
  const PlistId access(check(H5Fget_access_plist(file), "read properties"));
  return check(H5Pget_driver(access.get()), "read a property") == H5FD_CORE;
}

// References stay as they are: source and destination share their bytes.
herr_t keepReferences(hid_t source, hid_t destination, H5T_cdata_t* data, std::size_t, std::size_t, std::size_t, void*,
                      void*, hid_t) {
  if (data->command != H5T_CONV_INIT) return 0;
  data->need_bkg = H5T_BKG_NO;
  const bool variable = H5Tget_class(source) == H5T_VLEN || H5Tis_variable_str(source) > 0;
  return variable && H5Tget_size(source) == kReferenceBytes && H5Tget_size(destination) == kReferenceBytes ? 0 : -1;
}

Type makeReferenceType() {
  DType opaque;
  opaque.size = kReferenceBytes;
  Type type = fileType(opaque);
  const TypeId rows(check(H5Tvlen_create(H5T_STD_U8LE), "build a variable length type"));
  const TypeId text(check(H5Tcopy(H5T_C_S1), "copy a type"));
  for (const hid_t source : {rows.get(), text.get()})
    check(H5Tregister(H5T_PERS_SOFT, "trajstore: keep references", source, type->get(), keepReferences),
          "register a conversion");
  return type;
}

}  // namespace

hid_t referenceType() {
  static const Type type = makeReferenceType();
  return type->get();
}

std::vector<Reference> decodeReferences(View bytes) {
  if (bytes.size % kReferenceBytes != 0) refuse();
  std::vector<Reference> references;
  references.reserve(bytes.size / kReferenceBytes);
  for (std::size_t at = 0; at < bytes.size; at += kReferenceBytes) {
    const std::uint8_t* raw = bytes.data + at;
    const haddr_t address = decode(raw + 4, 8);
    const auto length = static_cast<std::uint32_t>(decode(raw, 4));
    // No address is an empty element, whatever its length says.
    references.push_back({address == 0 ? 0 : length, address, static_cast<std::uint32_t>(decode(raw + 12, 4))});
  }
  return references;
}

GlobalHeap::GlobalHeap(hid_t node) : file_(check(H5Iget_file_id(node), "find a file")) {
  const PlistId plist(check(H5Fget_create_plist(file_.get()), "read properties"));
  std::size_t addressBytes = 0, lengthBytes = 0;
  check(H5Pget_sizes(plist.get(), &addressBytes, &lengthBytes), "read properties");
  if (addressBytes != 8 || lengthBytes != 8)
    throw Error(Code::Unsupported, "Elements of variable length in files with short addresses are not supported");
  hsize_t userBlock = 0;
  check(H5Pget_userblock(plist.get(), &userBlock), "read properties");
  base_ = userBlock;
  unsigned intent = H5F_ACC_RDONLY;
  check(H5Fget_intent(file_.get(), &intent), "describe a file");
  // What libhdf5 still holds in memory is not in the file.
  if (intent != H5F_ACC_RDONLY) check(H5Fflush(file_.get(), H5F_SCOPE_LOCAL), "write file");
  journal_ = journal::journalOf(file_.get());
  if (journal_ != nullptr) return;
  void* handle = nullptr;
  check(H5Fget_vfd_handle(file_.get(), H5P_DEFAULT, &handle), "read file");
  if (isInMemory(file_.get()))
    image_ = {*static_cast<std::uint8_t**>(handle), static_cast<std::size_t>(fileSize())};
  else
    descriptor_ = *static_cast<int*>(handle);
}

hsize_t GlobalHeap::fileSize() const {
  hsize_t size = 0;
  check(H5Fget_filesize(file_.get(), &size), "get the size of a file");
  return size;
}

void GlobalHeap::read(haddr_t address, std::uint8_t* data, std::size_t size) const {
  constexpr haddr_t farthest = haddr_t{1} << 62;
  if (address > farthest) refuse();
  const haddr_t start = base_ + address;
  if (journal_ != nullptr) {
    if (start + size > journal_->end()) refuse();
    if (!journal_->read(start, size, data)) failSystem(EIO, "read file", "");
    return;
  }
  if (image_.data != nullptr) {
    if (start + size > image_.size) refuse();
    std::memcpy(data, image_.data + start, size);
    return;
  }
  for (std::size_t done = 0; done < size;) {
    const ssize_t count = pread(descriptor_, data + done, size - done, static_cast<off_t>(start + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) failSystem(errno, "read file", "");
    if (count == 0) refuse();
    done += static_cast<std::size_t>(count);
  }
}

GlobalHeap::Collection GlobalHeap::load(haddr_t address) const {
  std::uint8_t header[kHeaderBytes];
  read(address, header, sizeof header);
  if (std::memcmp(header, "GCOL\x01", 5) != 0) refuse();
  const std::uint64_t size = decode(header + 8, 8);
  if (size < kHeaderBytes || size > fileSize()) refuse();
  Collection collection;
  collection.bytes = Buffer(static_cast<std::size_t>(size));
  read(address, collection.bytes.data(), collection.bytes.size());
  const std::uint8_t* bytes = collection.bytes.data();
  for (std::size_t at = kHeaderBytes; at + kHeaderBytes <= size;) {
    const auto index = static_cast<std::uint32_t>(decode(bytes + at, 2));
    const std::uint64_t length = decode(bytes + at + 8, 8);
    // Object 0 is the free rest.
    if (index == 0) break;
    if (length > size - at - kHeaderBytes) refuse();
    collection.objects.emplace(index, View{bytes + at + kHeaderBytes, static_cast<std::size_t>(length)});
    at += kHeaderBytes + static_cast<std::size_t>((length + 7) / 8 * 8);
  }
  return collection;
}

const GlobalHeap::Collection& GlobalHeap::collection(haddr_t address) {
  if (const auto found = collections_.find(address); found != collections_.end()) return found->second;
  Collection loaded = load(address);
  if (held_ + loaded.bytes.size() > kMostHeld) {
    collections_.clear();
    held_ = 0;
  }
  held_ += loaded.bytes.size();
  return collections_.emplace(address, std::move(loaded)).first->second;
}

View GlobalHeap::at(const Reference& reference, std::size_t size) {
  if (size == 0) return {};
  const auto& objects = collection(reference.address).objects;
  const auto found = objects.find(reference.index);
  if (found == objects.end() || found->second.size < size) refuse();
  return {found->second.data, size};
}

std::vector<std::string> textsOf(const std::vector<Reference>& references, hid_t node) {
  GlobalHeap heap(node);
  std::vector<std::string> texts;
  texts.reserve(references.size());
  for (const Reference& reference : references) {
    const View text = heap.at(reference, reference.length);
    const auto* begin = reinterpret_cast<const char*>(text.data);
    // Some writers count the NUL at the end.
    texts.emplace_back(begin, text.size == 0 ? 0 : strnlen(begin, text.size));
  }
  return texts;
}

}  // namespace h5
