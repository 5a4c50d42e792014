#include "dtype.hpp"

#include <algorithm>

#include "../core/error.hpp"

namespace h5 {
namespace {

using Kind = DType::Kind;

// One letter of a typestr: which sizes it can have (none: any, with the limit that libhdf5 has for a type).
struct Letter {
  char letter;
  Kind kind;
  std::vector<std::size_t> sizes;
  bool utf8;
};

const std::vector<Letter>& letters() {
  static const std::vector<Letter> table = {
      {'b', Kind::Bool, {1}, false},
      {'B', Kind::Bits, {1, 2, 4, 8}, false},
      {'i', Kind::Int, {1, 2, 4, 8}, false},
      {'u', Kind::Uint, {1, 2, 4, 8}, false},
      {'f', Kind::Float, {2, 4, 8, 16}, false},
      {'c', Kind::Complex, {8, 16, 32}, false},
      {'S', Kind::Text, {}, false},
      {'T', Kind::Text, {}, true},
      {'t', Kind::Time, {4, 8}, false},
      {'V', Kind::Opaque, {}, false},
      {'R', Kind::Reference, {8}, false},
  };
  return table;
}

constexpr std::size_t kLargestElement = std::size_t{1} << 31;

[[noreturn]] void refuseTypestr(std::string_view text) {
  throw Error(Code::InvalidType, "An element type must be a typestr such as '<f8', but it is " + quoted(text));
}

std::size_t parseSize(std::string_view digits, std::string_view text) {
  std::size_t size = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') refuseTypestr(text);
    size = size * 10 + static_cast<std::size_t>(digit - '0');
    if (size > kLargestElement) refuseTypestr(text);
  }
  return size;
}

bool hasByteOrder(const DType& type) {
  return type.size > 1 && (type.kind == Kind::Bits || type.kind == Kind::Int || type.kind == Kind::Uint ||
                           type.kind == Kind::Float || type.kind == Kind::Complex || type.kind == Kind::Time);
}

}  // namespace

DType simpleType(DType::Kind kind, std::size_t size, bool utf8, bool bigEndian) {
  DType type;
  type.kind = kind;
  type.size = size;
  type.utf8 = utf8;
  type.bigEndian = bigEndian;
  return type;
}

DType parseTypestr(std::string_view text) {
  if (text.size() < 2) refuseTypestr(text);
  const char order = text[0];
  const auto& table = letters();
  const auto row = std::find_if(table.begin(), table.end(), [&](const Letter& l) { return l.letter == text[1]; });
  if (row == table.end()) refuseTypestr(text);

  DType type;
  type.kind = row->kind;
  type.utf8 = row->utf8;
  type.bigEndian = order == '>';
  if (text.size() == 2 && type.kind == Kind::Text) {
    type.kind = Kind::VarText;
  } else {
    type.size = parseSize(text.substr(2), text);
    const auto& sizes = row->sizes;
    const bool known = sizes.empty() || std::find(sizes.begin(), sizes.end(), type.size) != sizes.end();
    if (type.size == 0 || !known) refuseTypestr(text);
  }
  const bool orderFits = hasByteOrder(type) ? order == '<' || order == '>' : order == '|';
  if (!orderFits) refuseTypestr(text);
  return type;
}

std::string formatTypestr(const DType& type) {
  const char order = !hasByteOrder(type) ? '|' : type.bigEndian ? '>' : '<';
  const Kind kind = type.kind == Kind::VarText ? Kind::Text : type.kind;
  for (const Letter& row : letters()) {
    if (row.kind != kind || row.utf8 != type.utf8) continue;
    return std::string{order, row.letter} + (type.kind == Kind::VarText ? "" : std::to_string(type.size));
  }
  throw Error(Code::Unsupported, "A compound type has no typestr");
}

std::size_t packedSize(const DType& type) {
  switch (type.kind) {
    case Kind::Struct: {
      std::size_t size = 0;
      for (const auto& [name, member] : type.members) size += packedSize(member);
      return size;
    }
    case Kind::Array: {
      std::size_t size = packedSize(type.base());
      for (const hsize_t extent : type.shape) size *= extent;
      return size;
    }
    case Kind::Enum:
      return packedSize(type.base());
    case Kind::Vlen:
    case Kind::VarText:
      return 0;
    default:
      return type.size;
  }
}

}  // namespace h5
