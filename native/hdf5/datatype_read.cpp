#include <algorithm>

#include "../core/error.hpp"
#include "datatype.hpp"

namespace h5 {
namespace {

using Kind = DType::Kind;

// A hostile file could nest types until the stack ends.
constexpr int kDeepestType = 32;

[[noreturn]] void refuseType(const std::string& what) { throw Error(Code::Unsupported, "Elements are " + what); }

struct FreeText {
  void operator()(char* text) const { H5free_memory(text); }
};

std::string memberName(hid_t type, unsigned index) {
  std::unique_ptr<char, FreeText> name(H5Tget_member_name(type, index));
  if (!name) fail("read a type", "");
  return name.get();
}

bool isBigEndian(hid_t type) { return H5Tget_size(type) > 1 && H5Tget_order(type) == H5T_ORDER_BE; }

DType describe(hid_t type, int depth);

DType describeInteger(hid_t type) {
  const std::size_t size = H5Tget_size(type);
  const Kind kind = H5Tget_sign(type) == H5T_SGN_NONE ? Kind::Uint : Kind::Int;
  if ((size != 1 && size != 2 && size != 4 && size != 8) || H5Tget_precision(type) != 8 * size)
    refuseType("integers of an unusual width");
  return simpleType(kind, size, false, isBigEndian(type));
}

// PyTables' booleans are bit fields of 8 bits.
DType describeBits(hid_t type) {
  const std::size_t size = H5Tget_size(type);
  if ((size != 1 && size != 2 && size != 4 && size != 8) || H5Tget_precision(type) != 8 * size)
    refuseType("bit fields of an unusual width");
  return size == 1 ? simpleType(Kind::Bool, 1) : simpleType(Kind::Bits, size, false, isBigEndian(type));
}

DType describeFloat(hid_t type) {
  const std::size_t size = H5Tget_size(type);
  const DType found = simpleType(Kind::Float, size, false, isBigEndian(type));
  if (size != 2 && size != 4 && size != 8 && size != 16) refuseType("floats of an unusual width");
  if (check(H5Tequal(type, fileType(found)->get()), "compare types") == 0) refuseType("floats of an unusual layout");
  return found;
}

DType describeText(hid_t type) {
  const bool utf8 = H5Tget_cset(type) == H5T_CSET_UTF8;
  if (check(H5Tis_variable_str(type), "read a type") > 0) return simpleType(Kind::VarText, 0, utf8);
  return simpleType(Kind::Text, H5Tget_size(type), utf8);
}

// PyTables and h5py both store complex numbers as a compound of r and i.
bool isComplex(const DType& type) {
  const auto& parts = type.members;
  return parts.size() == 2 && parts[0].first == "r" && parts[1].first == "i" && parts[0].second.kind == Kind::Float &&
         parts[1].second.kind == Kind::Float && parts[0].second.size == parts[1].second.size &&
         parts[0].second.size >= 4 && parts[0].second.bigEndian == parts[1].second.bigEndian;
}

DType describeCompound(hid_t type, int depth) {
  DType result;
  result.kind = Kind::Struct;
  const int count = check(H5Tget_nmembers(type), "read a type");
  for (unsigned i = 0; i < static_cast<unsigned>(count); ++i) {
    const TypeId member(check(H5Tget_member_type(type, i), "read a type"));
    result.members.emplace_back(memberName(type, i), describe(member.get(), depth + 1));
  }
  if (!isComplex(result)) return result;
  const DType& part = result.members[0].second;
  return simpleType(Kind::Complex, 2 * part.size, false, part.bigEndian);
}

DType describeEnum(hid_t type, int depth) {
  DType result;
  result.kind = Kind::Enum;
  const TypeId super(check(H5Tget_super(type), "read a type"));
  result.members.emplace_back("", describe(super.get(), depth + 1));
  const hid_t wide = result.base().kind == Kind::Uint ? H5T_STD_U64LE : H5T_STD_I64LE;
  const int count = check(H5Tget_nmembers(type), "read a type");
  for (unsigned i = 0; i < static_cast<unsigned>(count); ++i) {
    std::int64_t value = 0;
    check(H5Tget_member_value(type, i, &value), "read a type");
    check(H5Tconvert(super.get(), wide, 1, &value, nullptr, H5P_DEFAULT), "read a type");
    result.values.emplace_back(memberName(type, i), value);
  }
  return result;
}

DType describeNested(Kind kind, hid_t type, int depth) {
  DType result;
  result.kind = kind;
  const TypeId super(check(H5Tget_super(type), "read a type"));
  result.members.emplace_back("", describe(super.get(), depth + 1));
  if (kind != Kind::Array) return result;
  result.shape.resize(static_cast<std::size_t>(check(H5Tget_array_ndims(type), "read a type")));
  check(H5Tget_array_dims2(type, result.shape.data()), "read a type");
  return result;
}

DType describe(hid_t type, int depth) {
  if (depth > kDeepestType) refuseType("nested too deeply");
  switch (H5Tget_class(type)) {
    case H5T_INTEGER:
      return describeInteger(type);
    case H5T_FLOAT:
      return describeFloat(type);
    case H5T_BITFIELD:
      return describeBits(type);
    case H5T_STRING:
      return describeText(type);
    case H5T_TIME:
      if (isBigEndian(type)) refuseType("big endian times");
      return simpleType(Kind::Time, H5Tget_size(type));
    case H5T_OPAQUE:
      return simpleType(Kind::Opaque, H5Tget_size(type));
    case H5T_REFERENCE:
      if (check(H5Tequal(type, H5T_STD_REF_OBJ), "compare types") == 0) refuseType("region references");
      return simpleType(Kind::Reference, H5Tget_size(type));
    case H5T_COMPOUND:
      return describeCompound(type, depth);
    case H5T_ENUM:
      return describeEnum(type, depth);
    case H5T_ARRAY:
      return describeNested(Kind::Array, type, depth);
    case H5T_VLEN:
      return describeNested(Kind::Vlen, type, depth);
    default:
      refuseType("of an unknown kind");
  }
}

struct Member {
  std::string name;
  TypeId type;
};

TypeId packed(const std::vector<Member>& members) {
  std::size_t size = 0;
  for (const Member& member : members) size += H5Tget_size(member.type.get());
  TypeId result(check(H5Tcreate(H5T_COMPOUND, size), "build a compound type"));
  std::size_t offset = 0;
  for (const Member& member : members) {
    check(H5Tinsert(result.get(), member.name.c_str(), offset, member.type.get()), "build a compound type");
    offset += H5Tget_size(member.type.get());
  }
  return result;
}

Member memberOf(hid_t file, unsigned index) {
  const TypeId member(check(H5Tget_member_type(file, index), "read a type"));
  return {memberName(file, index), memoryType(member.get())};
}

TypeId superInMemory(hid_t file) {
  const TypeId super(check(H5Tget_super(file), "read a type"));
  return memoryType(super.get());
}

TypeId compoundInMemory(hid_t file) {
  std::vector<Member> members;
  const int count = check(H5Tget_nmembers(file), "read a type");
  for (unsigned i = 0; i < static_cast<unsigned>(count); ++i) members.push_back(memberOf(file, i));
  return packed(members);
}

TypeId arrayInMemory(hid_t file) {
  Shape shape(static_cast<std::size_t>(check(H5Tget_array_ndims(file), "read a type")));
  check(H5Tget_array_dims2(file, shape.data()), "read a type");
  return TypeId(check(H5Tarray_create2(superInMemory(file).get(), static_cast<unsigned>(shape.size()), shape.data()),
                      "build an array type"));
}

TypeId enumInMemory(hid_t file) {
  DType type = describeType(file);
  type.members.front().second.bigEndian = false;
  return TypeId(check(H5Tcopy(fileType(type)->get()), "copy a type"));
}

TypeId littleEndian(hid_t file) {
  TypeId result(check(H5Tcopy(file), "copy a type"));
  if (isBigEndian(file)) check(H5Tset_order(result.get(), H5T_ORDER_LE), "set a byte order");
  return result;
}

}  // namespace

DType describeType(hid_t file) { return describe(file, 0); }

TypeId memoryType(hid_t file) {
  switch (H5Tget_class(file)) {
    case H5T_COMPOUND:
      return compoundInMemory(file);
    case H5T_ARRAY:
      return arrayInMemory(file);
    case H5T_VLEN:
      return TypeId(check(H5Tvlen_create(superInMemory(file).get()), "build a variable length type"));
    case H5T_ENUM:
      return enumInMemory(file);
    case H5T_INTEGER:
    case H5T_BITFIELD:
    case H5T_FLOAT:
      return littleEndian(file);
    default:
      return TypeId(check(H5Tcopy(file), "copy a type"));
  }
}

Buffer converted(Buffer elements, hid_t from, hid_t to, std::size_t count) {
  if (count == 0 || check(H5Tequal(from, to), "compare types") > 0) return elements;
  const std::size_t before = H5Tget_size(from), after = H5Tget_size(to);
  Buffer work(count * std::max(before, after)), background(count * after);
  std::memcpy(work.data(), elements.data(), count * before);
  check(H5Tconvert(from, to, count, work.data(), background.data(), H5P_DEFAULT), "convert elements");
  return after >= before ? std::move(work) : Buffer(View{work.data(), count * after});
}

Buffer merged(View elements, hid_t from, Buffer before, hid_t to, std::size_t count) {
  const std::size_t after = H5Tget_size(to);
  Buffer work(count * std::max(H5Tget_size(from), after));
  std::memcpy(work.data(), elements.data, elements.size);
  check(H5Tconvert(from, to, count, work.data(), before.data(), H5P_DEFAULT), "convert elements");
  work.shorten(count * after);
  return work;
}

TypeId memoryTypeOfFields(hid_t file, const std::vector<std::string>& fields) {
  std::vector<Member> members;
  if (H5Tget_class(file) != H5T_COMPOUND) throw Error(Code::InvalidType, "Only compound elements have fields");
  for (const auto& field : fields) {
    const int index = H5Tget_member_index(file, field.c_str());
    if (index < 0) throw Error(Code::NotFound, "There is no field " + quoted(field));
    members.push_back(memberOf(file, static_cast<unsigned>(index)));
  }
  if (members.empty()) throw Error(Code::InvalidValue, "At least one field is needed");
  return packed(members);
}

}  // namespace h5
