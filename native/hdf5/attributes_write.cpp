#include <algorithm>

#include "../core/error.hpp"
#include "attributes.hpp"
#include "strings.hpp"

namespace h5 {
namespace {

// libhdf5's limit for one message of an object header; the file format of trajstore has no other place.
constexpr std::size_t kLargestAttribute = 65528;

struct ToContent {
  Content operator()(const std::string& text) const {
    if (text.empty()) return {simpleType(DType::Kind::Text, 1, true), std::nullopt, {}};
    return {simpleType(DType::Kind::Text, text.size(), true), Shape{}, bytesOf(text.data(), text.size())};
  }
  Content operator()(const bool& flag) const { return scalar(DType::Kind::Bool, flag); }
  Content operator()(const std::int64_t& number) const { return scalar(DType::Kind::Int, number); }
  Content operator()(const std::uint64_t& number) const { return scalar(DType::Kind::Uint, number); }
  Content operator()(const double& number) const { return scalar(DType::Kind::Float, number); }
  Content operator()(const Value& value) const { return {value.dtype, value.shape, value.bytes.view()}; }
  Content operator()(const Unreadable&) const { throw Error(Code::InvalidType, "An unreadable value"); }

 private:
  static View bytesOf(const void* data, std::size_t size) { return {static_cast<const std::uint8_t*>(data), size}; }
  template <class Number>
  static Content scalar(DType::Kind kind, const Number& number) {
    return {simpleType(kind, sizeof number), Shape{}, bytesOf(&number, sizeof number)};
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
  constexpr std::size_t textReference = 16, simpleTypeBytes = 256;
  size += 16 * rank + value->bytes.size() + textReference * value->texts.size();
  // To know exactly takes longer than to write most attributes.
  if (value->dtype.isSimple() && size + simpleTypeBytes <= kLargestAttribute) return size + simpleTypeBytes;
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

void writeTexts(hid_t attribute, const std::string& name, hid_t type, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  const auto pointers = pointersTo(texts);
  check(H5Awrite(attribute, type, pointers.data()), "write attribute", name);
}

void writeBytes(hid_t attribute, const std::string& name, hid_t type, const Content& content) {
  if (content.bytes.size == 0) return;
  const TypeId memory = isSameInMemory(content.dtype) ? TypeId() : memoryType(type);
  check(H5Awrite(attribute, memory ? memory.get() : type, content.bytes.data), "write attribute", name);
}

void writeOne(hid_t node, const Attribute& attribute) {
  const Content content = contentOf(attribute.value);
  const Type type = fileType(content.dtype);
  const bool isArray = content.shape && !content.shape->empty();
  const SpaceId own = isArray ? makeSpace(content.shape) : SpaceId();
  const hid_t space = own ? own.get() : content.shape ? scalarSpace() : nullSpace();
  const AttributeId id(check(H5Acreate2(node, attribute.name.c_str(), type->get(), space, H5P_DEFAULT, H5P_DEFAULT),
                             "create attribute", attribute.name));
  if (content.dtype.kind == DType::Kind::VarText)
    writeTexts(id.get(), attribute.name, type->get(), std::get<Value>(attribute.value).texts);
  else
    writeBytes(id.get(), attribute.name, type->get(), content);
}

DType::Kind kindOf(const AttributeValue& value) {
  if (std::holds_alternative<bool>(value)) return DType::Kind::Bool;
  const auto* typed = std::get_if<Value>(&value);
  return typed == nullptr ? DType::Kind::Opaque : typed->dtype.kind;
}

// A bit field of 8 bits is a boolean on PyTables' nodes, and none elsewhere.
bool isBitField(const Attribute& attribute) {
  const DType::Kind kind = kindOf(attribute.value);
  return kind == DType::Kind::Bool || (kind == DType::Kind::Bits && std::get<Value>(attribute.value).dtype.size == 1);
}

bool hasBitFields(const Attributes& attributes) {
  return std::any_of(attributes.begin(), attributes.end(), isBitField);
}

// h5py reads it as booleans.
DType enumerationOfFlags() {
  DType type;
  type.kind = DType::Kind::Enum;
  type.members.emplace_back("", simpleType(DType::Kind::Uint, 1));
  type.values = {{"FALSE", 0}, {"TRUE", 1}};
  return type;
}

// The same value in a type that is read as that value, whoever's node it is.
void writeOn(hid_t node, const Attribute& attribute, bool ofPyTables) {
  const bool isFlag = kindOf(attribute.value) == DType::Kind::Bool;
  if (!isBitField(attribute) || isFlag == ofPyTables) return writeOne(node, attribute);
  const Content content = contentOf(attribute.value);
  const DType type = isFlag ? enumerationOfFlags() : simpleType(DType::Kind::Uint, 1);
  writeOne(node, {attribute.name, Value{type, content.shape, Buffer(content.bytes), {}}});
}

}  // namespace

Content contentOf(const AttributeValue& value) { return std::visit(ToContent{}, value); }

void checkAttributes(const Attributes& attributes) {
  for (const Attribute& attribute : attributes) checkAttribute(attribute);
}

void createAttributes(hid_t node, const Attributes& attributes) {
  const bool ofPyTables = hasBitFields(attributes) && isOfPyTables(attributes);
  for (const Attribute& attribute : attributes) writeOn(node, attribute, ofPyTables);
}

void writeAttributes(hid_t node, const Attributes& attributes) {
  checkAttributes(attributes);
  const bool ofPyTables = hasBitFields(attributes) && (isOfPyTables(attributes) || isOfPyTables(node));
  for (const Attribute& attribute : attributes) {
    if (hasAttribute(node, attribute.name)) removeAttribute(node, attribute.name);
    writeOn(node, attribute, ofPyTables);
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
