#include "../core/error.hpp"
#include "attributes.hpp"
#include "strings.hpp"

namespace h5 {
namespace {

// libhdf5's limit for one message of an object header; the file format of trajstore has no other place.
constexpr std::size_t kLargestAttribute = 65528;

struct Prepared {
  Type type;
  hid_t space;
  View bytes;
  const Value* value = nullptr;
  SpaceId ownSpace{};
};

DType simpleType(DType::Kind kind, std::size_t size) {
  DType type;
  type.kind = kind;
  type.size = size;
  type.utf8 = kind == DType::Kind::Text;
  return type;
}

struct Prepare {
  Prepared operator()(const std::string& text) const {
    if (text.empty()) return {fileType(simpleType(DType::Kind::Text, 1)), nullSpace(), {}};
    return {fileType(simpleType(DType::Kind::Text, text.size())),
            scalarSpace(),
            {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}};
  }
  Prepared operator()(const bool& flag) const { return scalar(DType::Kind::Bool, 1, &flag); }
  Prepared operator()(const std::int64_t& number) const { return scalar(DType::Kind::Int, 8, &number); }
  Prepared operator()(const std::uint64_t& number) const { return scalar(DType::Kind::Uint, 8, &number); }
  Prepared operator()(const double& number) const { return scalar(DType::Kind::Float, 8, &number); }
  Prepared operator()(const Value& value) const {
    Prepared prepared{fileType(value.dtype), scalarSpace(), value.bytes.view(), &value};
    if (!value.shape) {
      prepared.space = nullSpace();
    } else if (!value.shape->empty()) {
      prepared.ownSpace = makeSpace(value.shape);
      prepared.space = prepared.ownSpace.get();
    }
    return prepared;
  }
  Prepared operator()(const Unreadable&) const { throw Error(Code::InvalidType, "An unreadable value"); }

 private:
  static Prepared scalar(DType::Kind kind, std::size_t size, const void* value) {
    return {fileType(simpleType(kind, size)), scalarSpace(), {static_cast<const std::uint8_t*>(value), size}};
  }
};

void checkName(const std::string& name) {
  if (name.empty() || name.find('\0') != std::string::npos)
    throw Error(Code::InvalidValue, "An attribute's name must not be empty nor have a NUL, but it is " + quoted(name));
}

void checkText(const std::string& name, const std::string& text) {
  // Every reader takes it for padding.
  if (!text.empty() && text.back() == '\0')
    throw Error(Code::InvalidValue, "The text of attribute " + quoted(name) + " must not end with a NUL");
}

void checkValue(const std::string& name, const Value& value) {
  const hsize_t elements = value.shape ? elementsOf(*value.shape) : 0;
  const bool text = value.dtype.kind == DType::Kind::VarText;
  if (hasPointers(value.dtype) && !text)
    throw Error(Code::Unsupported, "Attribute " + quoted(name) + " cannot have elements of variable length");
  const hsize_t wanted = text ? elements : elements * packedSize(value.dtype);
  const hsize_t given = text ? value.texts.size() : value.bytes.size();
  if (given != wanted)
    throw Error(Code::InvalidValue, "Attribute " + quoted(name) + " needs " + std::to_string(wanted) +
                                        (text ? " texts" : " bytes") + ", but there are " + std::to_string(given));
}

// How much of an object header the attribute takes at most.
std::size_t headerBytes(const Attribute& attribute) {
  constexpr std::size_t overhead = 64;
  std::size_t size = overhead + attribute.name.size();
  if (const auto* text = std::get_if<std::string>(&attribute.value)) return size + text->size();
  const auto* value = std::get_if<Value>(&attribute.value);
  if (value == nullptr) return size + sizeof(double);
  const std::size_t rank = value->shape ? value->shape->size() : 0;
  constexpr std::size_t textReference = 16, simpleType = 256;
  size += 16 * rank + value->bytes.size() + textReference * value->texts.size();
  // To know exactly takes longer than to write most attributes.
  if (value->dtype.isSimple() && size + simpleType <= kLargestAttribute) return size + simpleType;
  std::size_t typeBytes = 0;
  check(H5Tencode(fileType(value->dtype)->get(), nullptr, &typeBytes), "encode a type");
  return size + typeBytes;
}

void checkAttribute(const Attribute& attribute) {
  checkName(attribute.name);
  if (const auto* text = std::get_if<std::string>(&attribute.value)) checkText(attribute.name, *text);
  if (const auto* value = std::get_if<Value>(&attribute.value)) checkValue(attribute.name, *value);
  const std::size_t size = headerBytes(attribute);
  if (size > kLargestAttribute)
    throw Error(Code::Limit, "Attribute " + quoted(attribute.name) + " can have 64 KiB at most, but it has " +
                                 std::to_string(size) + " bytes");
}

void writeBytes(hid_t attribute, const std::string& name, const Prepared& prepared) {
  if (prepared.value != nullptr && prepared.value->dtype.kind == DType::Kind::VarText) {
    const auto pointers = pointersTo(prepared.value->texts);
    check(H5Awrite(attribute, prepared.type->get(), pointers.data()), "write attribute", name);
  } else if (prepared.value == nullptr || isSameInMemory(prepared.value->dtype)) {
    check(H5Awrite(attribute, prepared.type->get(), prepared.bytes.data), "write attribute", name);
  } else {
    const TypeId memory = memoryType(prepared.type->get());
    check(H5Awrite(attribute, memory.get(), prepared.bytes.data), "write attribute", name);
  }
}

void writeOne(hid_t node, const Attribute& attribute) {
  const Prepared prepared = std::visit(Prepare{}, attribute.value);
  const AttributeId id(
      check(H5Acreate2(node, attribute.name.c_str(), prepared.type->get(), prepared.space, H5P_DEFAULT, H5P_DEFAULT),
            "create attribute", attribute.name));
  const bool empty = prepared.bytes.size == 0 && (prepared.value == nullptr || prepared.value->texts.empty());
  if (!empty) writeBytes(id.get(), attribute.name, prepared);
}

}  // namespace

void checkAttributes(const Attributes& attributes) {
  for (const Attribute& attribute : attributes) checkAttribute(attribute);
}

void createAttributes(hid_t node, const Attributes& attributes) {
  for (const Attribute& attribute : attributes) writeOne(node, attribute);
}

void writeAttributes(hid_t node, const Attributes& attributes) {
  checkAttributes(attributes);
  for (const Attribute& attribute : attributes) {
    if (hasAttribute(node, attribute.name)) removeAttribute(node, attribute.name);
    writeOne(node, attribute);
  }
}

void removeAttribute(hid_t node, const std::string& name) {
  if (!hasAttribute(node, name)) throw Error(Code::NotFound, "There is no attribute " + quoted(name));
  check(H5Adelete(node, name.c_str()), "remove attribute", name);
}

bool hasAttribute(hid_t node, const std::string& name) {
  return check(H5Aexists(node, name.c_str()), "look for attribute", name) > 0;
}

}  // namespace h5
