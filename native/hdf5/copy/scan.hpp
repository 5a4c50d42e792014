#pragma once
#include <map>
#include <string>

#include "../../core/handle.hpp"

namespace h5::copy {

// An object that is to be copied, and by whom.
struct Object {
  H5O_type_t kind = H5O_TYPE_UNKNOWN;
  std::string path;  // the first one found, for sentences
  // Of the header: from the second on, attributes can lie in a heap.
  unsigned version = 1;
  bool hasPlainAttributes = true;
  // A dataset of elements that mean the same in another file.
  bool hasPlainElements = true;
  bool isPlain() const { return hasPlainAttributes && hasPlainElements; }
};

// Everything that hard links lead to from an object, each once.
class Scan {
 public:
  Scan(hid_t start, const std::string& path);

  // Whether H5Ocopy is right for the object with all below it.
  bool isPlain() const { return isPlain_; }
  // Whether H5Ocopy is right for each child alone: then no two links lead to one object either.
  bool isTreeOfPlain() const { return isPlain_ && !hasShared_; }
  haddr_t start() const { return start_; }
  bool has(haddr_t address) const { return objects_.count(address) != 0; }
  const Object& at(haddr_t address) const { return objects_.at(address); }

 private:
  Object describe(hid_t object, const H5O_info_t& info, const std::string& path) const;

  std::map<haddr_t, Object> objects_;
  haddr_t start_;
  bool isPlain_ = true;
  bool hasShared_ = false;
};

// A path below another one.
std::string below(const std::string& path, const std::string& name);

}  // namespace h5::copy
