#include "references.hpp"

#include <algorithm>
#include <cstring>

#include "../../core/error.hpp"
#include "types.hpp"

namespace h5::copy {
namespace {

bool isType(hid_t type, hid_t other) { return check(H5Tequal(type, other), "compare types") > 0; }

bool isNull(const std::uint8_t* bytes, std::size_t size) {
  return std::all_of(bytes, bytes + size, [](std::uint8_t byte) { return byte == 0; });
}

}  // namespace

void References::rewrite(hid_t type, std::uint8_t* elements, std::size_t count, const std::string& path) const {
  if (!hasReferences(type)) return;
  const std::size_t size = H5Tget_size(type);
  const H5T_class_t kind = H5Tget_class(type);
  if (kind == H5T_COMPOUND) {
    const auto members = static_cast<unsigned>(check(H5Tget_nmembers(type), "read a type"));
    for (unsigned i = 0; i < members; ++i) {
      const TypeId member(check(H5Tget_member_type(type, i), "read a type"));
      const std::size_t offset = H5Tget_member_offset(type, i);
      if (hasReferences(member.get()))
        for (std::size_t n = 0; n < count; ++n) rewrite(member.get(), elements + n * size + offset, 1, path);
    }
    return;
  }
  if (kind == H5T_ARRAY) {
    const TypeId base(check(H5Tget_super(type), "read a type"));
    return rewrite(base.get(), elements, count * (size / H5Tget_size(base.get())), path);
  }
  if (kind == H5T_VLEN) {
    const TypeId base(check(H5Tget_super(type), "read a type"));
    for (std::size_t n = 0; n < count; ++n) {
      hvl_t row;
      std::memcpy(&row, elements + n * size, sizeof row);
      if (row.len > 0) rewrite(base.get(), static_cast<std::uint8_t*>(row.p), row.len, path);
    }
    return;
  }
  for (std::size_t n = 0; n < count; ++n) rewriteOne(type, elements + n * size, path);
}

void References::rewriteOne(hid_t type, std::uint8_t* reference, const std::string& path) const {
  if (isNull(reference, H5Tget_size(type))) return;
  if (isType(type, H5T_STD_REF_DSETREG)) return rewriteRegion(reference, path);
  if (!isType(type, H5T_STD_REF_OBJ))
    throw Error(Code::Unsupported, "Cannot copy " + quoted(path) + ": references of its kind are not known");
  haddr_t address = 0;
  static_assert(sizeof address == sizeof(hobj_ref_t));
  std::memcpy(&address, reference, sizeof address);
  if (const auto place = placeOf(address, path)) std::memcpy(reference, &*place, sizeof *place);
}

void References::rewriteRegion(std::uint8_t* reference, const std::string& path) const {
  const ObjectId target(
      check(H5Rdereference2(source_, H5P_DEFAULT, H5R_DATASET_REGION, reference), "follow the reference of", path));
  H5O_info_t info;
  check(H5Oget_info2(target.get(), &info, H5O_INFO_BASIC), "describe a node");
  const auto place = placeOf(info.addr, path);
  if (!place) return;
  const SpaceId region(check(H5Rget_region(source_, H5R_DATASET_REGION, reference), "read the region of", path));
  const ObjectId copy(check(H5Oopen_by_addr(destination_, *place), "open the copy of what is referred to by", path));
  check(H5Rcreate(reference, copy.get(), ".", H5R_DATASET_REGION, region.get()), "write the reference of", path);
}

std::optional<haddr_t> References::placeOf(haddr_t address, const std::string& path) const {
  const auto found = places_.find(address);
  if (found != places_.end()) return found->second;
  if (isSameFile_) return std::nullopt;
  throw Error(Code::Unsupported, "Cannot copy " + quoted(path) +
                                     " to another file: it has a reference to something that is not copied with it, "
                                     "or that is no longer there");
}

}  // namespace h5::copy
