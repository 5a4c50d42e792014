#pragma once
#include <map>
#include <string>
#include <vector>

#include "../core/bytes.hpp"
#include "../core/handle.hpp"

namespace journal {
class Journal;
}

namespace h5 {

// An element of variable length as it lies in the file: how many base elements, and where.
struct Reference {
  std::uint32_t length = 0;
  haddr_t address = 0;
  std::uint32_t index = 0;
};

// The memory type by which H5Dread and H5Aread give references instead of following them.
hid_t referenceType();
constexpr std::size_t kReferenceBytes = 16;

// Throws Corrupt for a rest of bytes.
std::vector<Reference> decodeReferences(View bytes);

// The part of a file that elements of variable length lie in. It is read here and not by libhdf5, which trusts the
// sizes in it: damaged ones make it read beyond its memory, or for ever.
class GlobalHeap {
 public:
  // `node` is any object of the file.
  explicit GlobalHeap(hid_t node);

  // The first `size` bytes of an element, valid until the next call. Throws Corrupt.
  View at(const Reference& reference, std::size_t size);

 private:
  // A block of the file with numbered objects.
  struct Collection {
    Buffer bytes;
    std::map<std::uint32_t, View> objects;
  };

  const Collection& collection(haddr_t address);
  Collection load(haddr_t address) const;
  hsize_t fileSize() const;
  void read(haddr_t address, std::uint8_t* data, std::size_t size) const;

  FileId file_;
  // Where the bytes are: behind a journal, in memory or in a file without a journal.
  journal::Journal* journal_ = nullptr;
  View image_;
  int descriptor_ = -1;
  haddr_t base_ = 0;
  std::size_t held_ = 0;
  std::map<haddr_t, Collection> collections_;
};

// Texts of variable length that an object of a file refers to.
std::vector<std::string> textsOf(const std::vector<Reference>& references, hid_t node);

}  // namespace h5
