#include "messages.hpp"

#include <algorithm>
#include <array>

namespace h5::header {
namespace {

using Type = DType::Kind;

constexpr haddr_t kNoAddress = HADDR_UNDEF;

// Old messages pad their parts to eight bytes.
constexpr std::size_t padded(std::size_t size) { return (size + 7) / 8 * 8; }

// --- datatypes -------------------------------------------------------------------------------------------------------

struct TypeHead {
  unsigned kind;
  std::uint32_t bits;
  std::uint32_t size;
};

TypeHead typeHead(Cursor& cursor) {
  const std::uint8_t kindAndVersion = cursor.u8();
  const unsigned version = kindAndVersion >> 4;
  cursor.expect(version >= 1 && version <= 3);
  const auto bits = static_cast<std::uint32_t>(cursor.number(3));
  const std::uint32_t size = cursor.u32();
  return {kindAndVersion & 0x0fU, bits, size};
}

DType decodeInteger(Cursor& cursor, const TypeHead& head) {
  constexpr std::uint32_t isSigned = 0x08;
  const bool usual = head.size == 1 || head.size == 2 || head.size == 4 || head.size == 8;
  // Nothing else: big endian bytes and padding with ones are read by libhdf5.
  cursor.expect(usual && (head.bits & ~isSigned) == 0);
  cursor.expect(cursor.u16() == 0 && cursor.u16() == 8 * head.size);
  return simpleType((head.bits & isSigned) != 0 ? Type::Int : Type::Uint, head.size);
}

// How the numbers of IEEE 754 are described, little endian.
struct FloatLayout {
  std::uint32_t size, bits;
  std::array<std::uint8_t, 12> properties;
};
constexpr FloatLayout kFloats[] = {
    {2, 0x0f20, {0, 0, 16, 0, 10, 5, 0, 10, 15, 0, 0, 0}},
    {4, 0x1f20, {0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0}},
    {8, 0x3f20, {0, 0, 64, 0, 52, 11, 0, 52, 0xff, 3, 0, 0}},
};

DType decodeFloat(Cursor& cursor, const TypeHead& head) {
  const View properties = cursor.take(12);
  for (const FloatLayout& known : kFloats)
    if (known.size == head.size && known.bits == head.bits &&
        std::memcmp(known.properties.data(), properties.data, properties.size) == 0)
      return simpleType(Type::Float, head.size);
  throw NotUnderstood{};
}

DType decodeText(const Cursor& cursor, const TypeHead& head) {
  const std::uint32_t padding = head.bits & 0x0f, characters = head.bits >> 4;
  cursor.expect(head.size > 0 && padding <= 2 && characters <= 1);
  return simpleType(Type::Text, head.size, characters == 1);
}

DType decodeFlag(Cursor& cursor, const TypeHead& head) {
  cursor.expect(head.size == 1 && head.bits == 0);
  cursor.expect(cursor.u16() == 0 && cursor.u16() == 8);
  return simpleType(Type::Bool, 1);
}

// --- shapes ----------------------------------------------------------------------------------------------------------

Shape decodeShape(Cursor& cursor, std::size_t rank) {
  Shape shape(rank);
  for (hsize_t& length : shape) length = cursor.u64();
  return shape;
}

}  // namespace

hsize_t countOf(const Shape& shape) {
  constexpr hsize_t most = hsize_t{1} << 31;
  hsize_t count = 1;
  for (const hsize_t length : shape) {
    if (length > most || count * length > most) throw NotUnderstood{};
    count *= length;
  }
  return count;
}

Extent decodeDataspace(View body) {
  constexpr std::uint8_t hasMaximum = 0x01, isSimple = 1, isNull = 2;
  Cursor cursor(body);
  const std::uint8_t version = cursor.u8(), rank = cursor.u8(), flags = cursor.u8();
  cursor.expect((version == 1 || version == 2) && rank <= H5S_MAX_RANK && (flags & ~hasMaximum) == 0);
  const std::uint8_t kind = cursor.u8();
  if (version == 1) cursor.advance(4);
  if (version == 2 && kind == isNull) return {};
  cursor.expect(version == 1 || (kind == isSimple) == (rank > 0));
  Extent extent;
  extent.shape = decodeShape(cursor, rank);
  extent.maxshape = (flags & hasMaximum) != 0 ? decodeShape(cursor, rank) : *extent.shape;
  return extent;
}

DType decodeDatatype(View body) {
  Cursor cursor(body);
  const TypeHead head = typeHead(cursor);
  switch (head.kind) {
    case 0:
      return decodeInteger(cursor, head);
    case 1:
      return decodeFloat(cursor, head);
    case 3:
      return decodeText(cursor, head);
    case 4:
      return decodeFlag(cursor, head);
    default:
      throw NotUnderstood{};
  }
}

namespace {

struct AttributeParts {
  View name, type, space, data;
};

// Nothing when they would reach beyond the message.
std::optional<AttributeParts> partsOf(View attribute) {
  Cursor cursor(attribute);
  const std::uint8_t version = cursor.u8(), flags = cursor.u8();
  // The flags say that a type or shape lies elsewhere.
  cursor.expect(version >= 1 && version <= 3 && (version == 1 || flags == 0));
  const std::size_t nameSize = cursor.u16(), typeSize = cursor.u16(), spaceSize = cursor.u16();
  if (version == 3) cursor.expect(cursor.u8() <= 1);
  const auto taken = [&](std::size_t size) { return version == 1 ? padded(size) : size; };
  if (taken(nameSize) + taken(typeSize) + taken(spaceSize) > cursor.rest()) return std::nullopt;
  const auto part = [&](std::size_t size) { return View{cursor.take(taken(size)).data, size}; };
  AttributeParts parts;
  parts.name = part(nameSize);
  parts.type = part(typeSize);
  parts.space = part(spaceSize);
  parts.data = cursor.take(cursor.rest());
  return parts;
}

}  // namespace

bool claimsTooMuch(View attribute) {
  const auto parts = partsOf(attribute);
  if (!parts) return true;
  Cursor type(parts->type);
  hsize_t bytes = typeHead(type).size;
  const Extent extent = decodeDataspace(parts->space);
  if (!extent.shape || std::count(extent.shape->begin(), extent.shape->end(), 0) > 0) return false;
  for (const hsize_t length : *extent.shape) {
    if (bytes > 0 && length > parts->data.size / bytes) return true;
    bytes *= length;
  }
  return bytes > parts->data.size;
}

std::pair<std::string, Value> decodeAttribute(View body) {
  const auto parts = partsOf(body);
  if (!parts) throw NotUnderstood{};
  const auto* name = reinterpret_cast<const char*>(parts->name.data);
  const std::size_t nameSize = parts->name.size;
  if (nameSize < 2 || std::memchr(name, 0, nameSize) != name + nameSize - 1) throw NotUnderstood{};
  Value value;
  value.dtype = decodeDatatype(parts->type);
  value.shape = decodeDataspace(parts->space).shape;
  const hsize_t count = value.shape ? countOf(*value.shape) : 0;
  value.bytes = Buffer(Cursor(parts->data).take(static_cast<std::size_t>(count) * value.dtype.size));
  return {std::string(name, nameSize - 1), std::move(value)};
}

Storage decodeLayout(View body) {
  constexpr std::uint8_t compact = 0, contiguous = 1;
  Cursor cursor(body);
  const std::uint8_t version = cursor.u8(), kind = cursor.u8();
  cursor.expect((version == 3 || version == 4) && (kind == compact || kind == contiguous));
  Storage storage;
  storage.isCompact = kind == compact;
  if (storage.isCompact) {
    storage.size = cursor.u16();
    storage.compact = cursor.take(static_cast<std::size_t>(storage.size));
    return storage;
  }
  storage.address = cursor.u64();
  storage.size = cursor.u64();
  cursor.expect(storage.address != kNoAddress);
  return storage;
}

bool hasFillValue(View body) {
  constexpr std::uint8_t isDefined = 0x20;
  Cursor cursor(body);
  const std::uint8_t version = cursor.u8();
  cursor.expect(version == 2 || version == 3);
  bool defined = false;
  if (version == 2) {
    cursor.advance(2);
    defined = cursor.u8() != 0;
  } else {
    defined = (cursor.u8() & isDefined) != 0;
  }
  return defined && cursor.u32() > 0;
}

bool linksAreDense(View linkInfo) {
  constexpr std::uint8_t tracksOrder = 0x01;
  Cursor cursor(linkInfo);
  cursor.expect(cursor.u8() == 0);
  if ((cursor.u8() & tracksOrder) != 0) cursor.advance(8);
  return cursor.u64() != kNoAddress;
}

bool attributesAreDense(View attributeInfo) {
  constexpr std::uint8_t tracksOrder = 0x01;
  Cursor cursor(attributeInfo);
  cursor.expect(cursor.u8() == 0);
  if ((cursor.u8() & tracksOrder) != 0) cursor.advance(2);
  return cursor.u64() != kNoAddress;
}

}  // namespace h5::header
