#include "scan.hpp"

#include <deque>

#include "../../core/error.hpp"
#include "links.hpp"
#include "types.hpp"

namespace h5::copy {
namespace {

// libhdf5 copies what lies below a group by calling itself.
constexpr int kDeepestForLibrary = 100;

H5O_info_t infoOf(hid_t object, const std::string& path) {
  H5O_info_t info;
  check(H5Oget_info2(object, &info, H5O_INFO_BASIC | H5O_INFO_NUM_ATTRS | H5O_INFO_HDR), "describe", path);
  return info;
}

// H5Ocopy of libhdf5 1.10 crashes on elements of variable length in attributes that lie in a heap, as they can in
// headers of version 2; it makes references void and gives every call its own copy of a committed type.
bool isPlainAttribute(hid_t attribute, unsigned headerVersion) {
  const TypeId type(check(H5Aget_type(attribute), "read the type of an attribute"));
  if (isCommitted(type.get()) || hasReferences(type.get())) return false;
  return headerVersion < 2 || !hasVariableLength(type.get());
}

struct Looking {
  unsigned headerVersion;
  bool arePlain;
};

bool hasPlainAttributes(hid_t object, const H5O_info_t& info, const std::string& path) {
  // Decodes each of them, which finds damage that would not survive listing them.
  check(H5Aexists(object, "\x01trajstore: absent\x01"), "read the attributes of", path);
  if (info.num_attrs == 0) return true;
  Looking found{info.hdr.version, true};
  const auto look = [](hid_t node, const char* name, const H5A_info_t*, void* out) -> herr_t {
    auto& looking = *static_cast<Looking*>(out);
    try {
      const AttributeId attribute(check(H5Aopen(node, name, H5P_DEFAULT), "open attribute", name));
      looking.arePlain = isPlainAttribute(attribute.get(), looking.headerVersion);
    } catch (const Error&) {
      // What it is, is said when it is copied.
      looking.arePlain = false;
    }
    return looking.arePlain ? 0 : 1;
  };
  hsize_t at = 0;
  check(H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_NATIVE, &at, look, &found), "list the attributes of", path);
  return found.arePlain;
}

bool hasPlainElements(hid_t dataset, const std::string& path) {
  const TypeId type(check(H5Dget_type(dataset), "read the type of", path));
  return !isCommitted(type.get()) && !hasReferences(type.get());
}

struct Waiting {
  haddr_t address;
  int depth;
};

}  // namespace

std::string below(const std::string& path, const std::string& name) {
  return path == "/" ? path + name : path + "/" + name;
}

Object Scan::describe(hid_t object, const H5O_info_t& info, const std::string& path) const {
  Object found;
  found.kind = info.type;
  found.path = path;
  found.version = info.hdr.version;
  if (info.type == H5O_TYPE_UNKNOWN)
    throw Error(Code::Unsupported, "Cannot copy " + quoted(path) + ": what it is, is not known");
  found.hasPlainAttributes = copy::hasPlainAttributes(object, info, path);
  found.hasPlainElements = info.type != H5O_TYPE_DATASET || copy::hasPlainElements(object, path);
  return found;
}

Scan::Scan(hid_t start, const std::string& path) {
  std::deque<Waiting> groups;
  const auto take = [&](hid_t object, const std::string& at, int depth) {
    const H5O_info_t info = infoOf(object, at);
    if (!objects_.emplace(info.addr, Object{}).second) {
      hasShared_ = true;
      return info.addr;
    }
    const Object& found = objects_[info.addr] = describe(object, info, at);
    isPlain_ = isPlain_ && found.isPlain() && depth <= kDeepestForLibrary;
    if (info.type == H5O_TYPE_GROUP) groups.push_back({info.addr, depth});
    return info.addr;
  };
  start_ = take(start, path, 0);
  while (!groups.empty()) {
    const Waiting next = groups.front();
    groups.pop_front();
    const ObjectId group(check(H5Oopen_by_addr(start, next.address), "open", at(next.address).path));
    for (const Link& link : linksOf(group.get())) {
      if (link.kind != H5L_TYPE_HARD) continue;
      if (has(link.address)) {
        hasShared_ = true;
        continue;
      }
      const std::string here = below(at(next.address).path, link.name);
      const ObjectId object(check(H5Oopen(group.get(), link.name.c_str(), H5P_DEFAULT), "open", here));
      take(object.get(), here, next.depth + 1);
    }
  }
}

}  // namespace h5::copy
