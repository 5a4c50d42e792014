#include "datatype.hpp"

#include <map>

#include "../core/error.hpp"

namespace h5 {
namespace {

using Kind = DType::Kind;

TypeId copyOf(hid_t type) { return TypeId(check(H5Tcopy(type), "copy a type")); }

TypeId ordered(hid_t littleEndian, bool bigEndian) {
  TypeId type = copyOf(littleEndian);
  if (bigEndian) check(H5Tset_order(type.get(), H5T_ORDER_BE), "set a byte order");
  return type;
}

TypeId halfFloat(bool bigEndian) {
  TypeId type = copyOf(H5T_IEEE_F32LE);
  check(H5Tset_fields(type.get(), 15, 10, 5, 0, 10), "build a half float");
  check(H5Tset_size(type.get(), 2), "build a half float");
  check(H5Tset_ebias(type.get(), 15), "build a half float");
  if (bigEndian) check(H5Tset_order(type.get(), H5T_ORDER_BE), "set a byte order");
  return type;
}

TypeId floatType(std::size_t size, bool bigEndian) {
  if (size == 2) return halfFloat(bigEndian);
  return ordered(size == 4 ? H5T_IEEE_F32LE : size == 8 ? H5T_IEEE_F64LE : H5T_NATIVE_LDOUBLE, bigEndian);
}

TypeId integerType(std::size_t size, bool isSigned, bool bigEndian) {
  const hid_t types[2][4] = {{H5T_STD_U8LE, H5T_STD_U16LE, H5T_STD_U32LE, H5T_STD_U64LE},
                             {H5T_STD_I8LE, H5T_STD_I16LE, H5T_STD_I32LE, H5T_STD_I64LE}};
  const int row = size == 1 ? 0 : size == 2 ? 1 : size == 4 ? 2 : 3;
  return ordered(types[isSigned ? 1 : 0][row], bigEndian);
}

TypeId bitsType(std::size_t size, bool bigEndian) {
  const hid_t types[] = {H5T_STD_B8LE, H5T_STD_B16LE, H5T_STD_B32LE, H5T_STD_B64LE};
  return ordered(types[size == 1 ? 0 : size == 2 ? 1 : size == 4 ? 2 : 3], bigEndian && size > 1);
}

TypeId complexType(std::size_t size, bool bigEndian) {
  const TypeId part = floatType(size / 2, bigEndian);
  TypeId type(check(H5Tcreate(H5T_COMPOUND, size), "build a complex type"));
  check(H5Tinsert(type.get(), "r", 0, part.get()), "build a complex type");
  check(H5Tinsert(type.get(), "i", size / 2, part.get()), "build a complex type");
  return type;
}

TypeId textType(std::size_t size, bool utf8) {
  TypeId type = copyOf(H5T_C_S1);
  check(H5Tset_size(type.get(), size), "build a string type");
  check(H5Tset_cset(type.get(), utf8 ? H5T_CSET_UTF8 : H5T_CSET_ASCII), "build a string type");
  return type;
}

TypeId structType(const DType& type) {
  std::size_t size = 0;
  std::vector<Type> members;
  for (const auto& [name, member] : type.members) {
    members.push_back(fileType(member));
    size += H5Tget_size(members.back()->get());
  }
  if (size == 0) throw Error(Code::InvalidValue, "A compound type needs at least one field");
  TypeId result(check(H5Tcreate(H5T_COMPOUND, size), "build a compound type"));
  std::size_t offset = 0;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto& name = type.members[i].first;
    check(H5Tinsert(result.get(), name.c_str(), offset, members[i]->get()), "add a field", name);
    offset += H5Tget_size(members[i]->get());
  }
  return result;
}

TypeId enumType(const DType& type) {
  TypeId result(check(H5Tenum_create(fileType(type.base())->get()), "build an enumeration"));
  for (const auto& [name, value] : type.values) {
    std::int64_t converted = value;
    // The value is handed over in the base type's own size and order.
    check(H5Tconvert(H5T_STD_I64LE, fileType(type.base())->get(), 1, &converted, nullptr, H5P_DEFAULT),
          "convert an enumeration's value", name);
    check(H5Tenum_insert(result.get(), name.c_str(), &converted), "add an enumeration's value", name);
  }
  return result;
}

TypeId build(const DType& type) {
  switch (type.kind) {
    case Kind::Bool:
      return copyOf(H5T_STD_B8LE);
    case Kind::Bits:
      return bitsType(type.size, type.bigEndian);
    case Kind::Int:
    case Kind::Uint:
      return integerType(type.size, type.kind == Kind::Int, type.bigEndian);
    case Kind::Float:
      return floatType(type.size, type.bigEndian);
    case Kind::Complex:
      return complexType(type.size, type.bigEndian);
    case Kind::Text:
      return textType(type.size, type.utf8);
    case Kind::VarText:
      return textType(H5T_VARIABLE, type.utf8);
    case Kind::Time:
      if (type.bigEndian) throw Error(Code::Unsupported, "Big endian times are not supported");
      return copyOf(type.size == 4 ? H5T_UNIX_D32LE : H5T_UNIX_D64LE);
    case Kind::Opaque:
      return TypeId(check(H5Tcreate(H5T_OPAQUE, type.size), "build an opaque type"));
    case Kind::Reference:
      return copyOf(H5T_STD_REF_OBJ);
    case Kind::Struct:
      return structType(type);
    case Kind::Array:
      return TypeId(check(
          H5Tarray_create2(fileType(type.base())->get(), static_cast<unsigned>(type.shape.size()), type.shape.data()),
          "build an array type"));
    case Kind::Vlen:
      return TypeId(check(H5Tvlen_create(fileType(type.base())->get()), "build a variable length type"));
    case Kind::Enum:
      return enumType(type);
  }
  throw Error(Code::InvalidType, "An unknown kind of element type");
}

Type shared(TypeId type) { return std::make_shared<const TypeId>(std::move(type)); }

using KnownTypes = std::map<std::pair<std::size_t, unsigned>, Type>;

KnownTypes& knownTypes() {
  static auto& known = *new KnownTypes;
  return known;
}

// Beyond that a program makes up text widths as it goes, and keeping them would only cost memory.
constexpr std::size_t kMostSharedTypes = 4096;

}  // namespace

Type fileType(const DType& type) {
  if (!type.isSimple()) return shared(build(type));
  KnownTypes& known = knownTypes();
  const unsigned traits = static_cast<unsigned>(type.kind) * 4 + (type.bigEndian ? 2 : 0) + (type.utf8 ? 1 : 0);
  const auto key = std::make_pair(type.size, traits);
  if (const auto found = known.find(key); found != known.end()) return found->second;
  Type made = shared(build(type));
  if (known.size() < kMostSharedTypes) known.emplace(key, made);
  return made;
}

std::size_t countSharedTypes() { return knownTypes().size(); }

// Of complex numbers another program may have left gaps between the parts.
bool isSameInMemory(const DType& type) {
  return type.isSimple() && !type.bigEndian && type.kind != Kind::VarText && type.kind != Kind::Complex;
}

bool hasFlags(const DType& type) {
  if (type.kind == Kind::Bool) return true;
  for (const auto& [name, member] : type.members)
    if (hasFlags(member)) return true;
  return false;
}

void turnFlagsIntoBits(DType& type) {
  if (type.kind == Kind::Bool) type.kind = Kind::Bits;
  for (auto& [name, member] : type.members) turnFlagsIntoBits(member);
}

bool hasPointers(const DType& type) {
  if (type.kind == Kind::Vlen || type.kind == Kind::VarText) return true;
  for (const auto& [name, member] : type.members)
    if (hasPointers(member)) return true;
  return false;
}

}  // namespace h5
