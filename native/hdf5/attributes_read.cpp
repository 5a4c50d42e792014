#include "../core/error.hpp"
#include "attributes.hpp"
#include "global_heap.hpp"
#include "properties.hpp"
#include "strings.hpp"

namespace h5 {
namespace {

using Kind = DType::Kind;

// A name that no attribute has. Looking for it decodes every attribute message one by one, which finds damage; listing
// attributes first would close uninitialised ones on libhdf5's way out of a failure.
constexpr const char* kAbsent = "\x01trajstore: absent\x01";

void checkDecodable(hid_t node) {
  if (H5Aexists(node, kAbsent) < 0) {
    H5Eclear2(H5E_DEFAULT);
    throw Error(Code::Corrupt, "The attributes are damaged");
  }
}

std::string withoutPadding(const Buffer& bytes) {
  std::size_t size = bytes.size();
  while (size > 0 && bytes.data()[size - 1] == 0) --size;
  return std::string(reinterpret_cast<const char*>(bytes.data()), size);
}

std::vector<std::string> readTexts(hid_t attribute, hsize_t count) {
  Buffer raw(static_cast<std::size_t>(count) * kReferenceBytes);
  check(H5Aread(attribute, referenceType(), raw.data()), "read an attribute");
  return textsOf(decodeReferences(raw.view()), attribute);
}

Buffer readBytes(hid_t attribute, hid_t type, const DType& dtype, std::size_t size) {
  Buffer bytes(size);
  const TypeId own = isSameInMemory(dtype) ? TypeId() : memoryType(type);
  if (size > 0) check(H5Aread(attribute, own ? own.get() : type, bytes.data()), "read an attribute");
  return bytes;
}

Value readValue(hid_t attribute, hid_t type, hid_t space) {
  Value value;
  value.dtype = describeType(type);
  value.shape = shapeOf(space);
  const hsize_t count = value.shape ? elementsOf(*value.shape) : 0;
  const bool text = value.dtype.kind == Kind::VarText;
  if (hasPointers(value.dtype) && !text) throw Error(Code::Unsupported, "its elements are of variable length");
  const std::size_t size = text ? kReferenceBytes : packedSize(value.dtype);
  // Attributes lie in object headers, so more than this is a lie of the file.
  constexpr hsize_t largest = hsize_t{1} << 31;
  if (count > largest || count * size > largest || (count > 0 && H5Aget_storage_size(attribute) == 0))
    throw Error(Code::Corrupt, "its size cannot be");
  if (text) {
    if (count > 0) value.texts = readTexts(attribute, count);
    return value;
  }
  value.bytes = readBytes(attribute, type, value.dtype, static_cast<std::size_t>(count) * size);
  return value;
}

AttributeValue readOne(hid_t node, const char* name) {
  try {
    const AttributeId attribute(check(H5Aopen(node, name, H5P_DEFAULT), "open attribute", name));
    const TypeId type(check(H5Aget_type(attribute.get()), "read the type of attribute", name));
    const SpaceId space(check(H5Aget_space(attribute.get()), "read the shape of attribute", name));
    return simplified(readValue(attribute.get(), type.get(), space.get()));
  } catch (const Error& error) {
    return Unreadable{error.code, error.message};
  }
}

std::vector<std::string> attributeNames(hid_t node) {
  std::vector<std::string> names;
  const auto collect = [](hid_t, const char* name, const H5A_info_t*, void* out) -> herr_t {
    static_cast<std::vector<std::string>*>(out)->emplace_back(name);
    return 0;
  };
  hsize_t at = 0;
  check(H5Aiterate2(node, H5_INDEX_NAME, H5_ITER_NATIVE, &at, collect, &names), "list attributes");
  return names;
}

}  // namespace

AttributeValue simplified(Value value) {
  const bool scalar = value.shape && value.shape->empty();
  const bool null = !value.shape;
  if (value.dtype.utf8 && (scalar || null)) {
    if (null) return std::string();
    std::string text = value.dtype.kind == Kind::VarText ? value.texts.at(0) : withoutPadding(value.bytes);
    if (isUtf8(text)) return text;
    if (value.dtype.kind == Kind::VarText) return Unreadable{Code::Corrupt, "its text is not UTF-8"};
  }
  if (value.dtype.kind == Kind::Bool && scalar) return value.bytes.data()[0] != 0;
  return value;
}

Attributes readAttributes(hid_t node, const std::optional<std::vector<std::string>>& names) {
  checkDecodable(node);
  Attributes attributes;
  for (const auto& name : names ? *names : attributeNames(node))
    if (!names || hasAttribute(node, name)) attributes.push_back({name, readOne(node, name.c_str())});
  return attributes;
}

}  // namespace h5
