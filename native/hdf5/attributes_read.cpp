#include <algorithm>
#include <iterator>

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

Value readNamed(hid_t node, const char* name) {
  const AttributeId attribute(check(H5Aopen(node, name, H5P_DEFAULT), "open attribute", name));
  const TypeId type(check(H5Aget_type(attribute.get()), "read the type of attribute", name));
  const SpaceId space(check(H5Aget_space(attribute.get()), "read the shape of attribute", name));
  return readValue(attribute.get(), type.get(), space.get());
}

// What PyTables and its format for tables call their nodes.
bool isClass(const std::string& name) {
  static const char* const known[] = {"GROUP", "ARRAY",  "CARRAY",     "EARRAY",  "VLARRAY",      "TABLE",
                                      "INDEX", "TINDEX", "IndexArray", "CSINDEX", "UNIMPLEMENTED"};
  return std::find(std::begin(known), std::end(known), name) != std::end(known);
}

bool isClass(const Value& value) {
  if (value.dtype.kind == Kind::VarText) return value.texts.size() == 1 && isClass(value.texts[0]);
  return value.dtype.kind == Kind::Text && isClass(withoutPadding(value.bytes));
}

bool isClass(const AttributeValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return isClass(*text);
  const auto* typed = std::get_if<Value>(&value);
  return typed != nullptr && isClass(*typed);
}

// What attributes_write.cpp writes for booleans where a bit field is none. Those of h5py itself are over int8, and stay
// enumerations.
bool isFlag(const DType& type) {
  const std::vector<std::pair<std::string, std::int64_t>> truths{{"FALSE", 0}, {"TRUE", 1}};
  return type.kind == Kind::Enum && type.base().kind == Kind::Uint && type.base().size == 1 && type.values == truths;
}

AttributeValue simplifiedOne(Value value) {
  const bool scalar = value.shape && value.shape->empty();
  const bool null = !value.shape;
  if (value.dtype.utf8 && null) return std::string();
  if (value.dtype.utf8 && scalar)
    return value.dtype.kind == Kind::VarText ? value.texts.at(0) : withoutPadding(value.bytes);
  if (scalar && (value.dtype.kind == Kind::Bool || isFlag(value.dtype))) return value.bytes.data()[0] != 0;
  return value;
}

// The node is asked once, and only if there is a bit field.
class Owner {
 public:
  explicit Owner(hid_t node) : node_(node) {}
  bool isOfPyTables() {
    if (!isKnown_) isOfPyTables_ = h5::isOfPyTables(node_);
    isKnown_ = true;
    return isOfPyTables_;
  }

 private:
  hid_t node_;
  bool isKnown_ = false;
  bool isOfPyTables_ = false;
};

AttributeValue readOne(hid_t node, const char* name, Owner& owner) {
  try {
    Value value = readNamed(node, name);
    if (hasFlags(value.dtype) && !owner.isOfPyTables()) turnFlagsIntoBits(value.dtype);
    return simplifiedOne(std::move(value));
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

bool isOfPyTables(hid_t node) {
  try {
    return hasAttribute(node, "CLASS") && isClass(readNamed(node, "CLASS"));
  } catch (const Error&) {
    // Whatever is wrong with it, it is said where attributes are read.
    return false;
  }
}

bool isOfPyTables(const Attributes& attributes) {
  return std::any_of(attributes.begin(), attributes.end(),
                     [](const Attribute& attribute) { return attribute.name == "CLASS" && isClass(attribute.value); });
}

DType describeTypeOn(hid_t node, hid_t file) {
  DType type = describeType(file);
  if (hasFlags(type) && !isOfPyTables(node)) turnFlagsIntoBits(type);
  return type;
}

Attributes simplified(std::vector<std::pair<std::string, Value>> attributes) {
  const bool ofPyTables = std::any_of(attributes.begin(), attributes.end(), [](const auto& attribute) {
    return attribute.first == "CLASS" && isClass(attribute.second);
  });
  Attributes result;
  result.reserve(attributes.size());
  for (auto& [name, value] : attributes) {
    if (!ofPyTables) turnFlagsIntoBits(value.dtype);
    result.push_back({std::move(name), simplifiedOne(std::move(value))});
  }
  return result;
}

Attributes readAttributes(hid_t node, const std::optional<std::vector<std::string>>& names) {
  checkDecodable(node);
  Owner owner(node);
  Attributes attributes;
  for (const auto& name : names ? *names : attributeNames(node))
    if (!names || hasAttribute(node, name)) attributes.push_back({name, readOne(node, name.c_str(), owner)});
  return attributes;
}

}  // namespace h5
