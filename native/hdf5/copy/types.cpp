#include "types.hpp"

#include "../../core/error.hpp"

namespace h5::copy {
namespace {

constexpr int kDeepestType = 32;

// Whether a type, or one that it is composed of, is such a one.
template <class Is>
bool anyPart(hid_t type, const Is& is, int depth = 0) {
  if (depth > kDeepestType) throw Error(Code::Corrupt, "A type is nested too deeply");
  const H5T_class_t kind = H5Tget_class(type);
  check(static_cast<int>(kind), "read a type");
  if (is(type, kind)) return true;
  if (kind == H5T_ARRAY || kind == H5T_VLEN) {
    const TypeId base(check(H5Tget_super(type), "read a type"));
    return anyPart(base.get(), is, depth + 1);
  }
  if (kind != H5T_COMPOUND) return false;
  const auto members = static_cast<unsigned>(check(H5Tget_nmembers(type), "read a type"));
  for (unsigned i = 0; i < members; ++i) {
    const TypeId member(check(H5Tget_member_type(type, i), "read a type"));
    if (anyPart(member.get(), is, depth + 1)) return true;
  }
  return false;
}

}  // namespace

bool hasReferences(hid_t type) {
  return anyPart(type, [](hid_t, H5T_class_t kind) { return kind == H5T_REFERENCE; });
}

bool hasVariableLength(hid_t type) {
  return anyPart(type, [](hid_t part, H5T_class_t kind) {
    return kind == H5T_VLEN || (kind == H5T_STRING && check(H5Tis_variable_str(part), "read a type") > 0);
  });
}

bool isCommitted(hid_t type) { return check(H5Tcommitted(type), "read a type") > 0; }

}  // namespace h5::copy
