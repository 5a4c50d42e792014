#pragma once
#include <hdf5.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace h5 {

using Shape = std::vector<hsize_t>;

// An element type as plain data: what a typestr or its JSON forms say (lib/h5/native.ts).
struct DType {
  enum class Kind {
    Bool,
    Bits,
    Int,
    Uint,
    Float,
    Complex,
    Text,
    VarText,
    Time,
    Opaque,
    Reference,
    Struct,
    Array,
    Vlen,
    Enum
  };

  Kind kind = Kind::Opaque;
  std::size_t size = 0;                                        // bytes in memory of a simple type
  bool bigEndian = false;                                      // in the file; memory is always little endian
  bool utf8 = false;                                           // of Text and VarText
  std::vector<std::pair<std::string, DType>> members;          // of Struct; the one base type of Array, Vlen, Enum
  Shape shape;                                                 // of Array
  std::vector<std::pair<std::string, std::int64_t>> values{};  // of Enum

  const DType& base() const { return members.front().second; }
  bool isSimple() const { return kind < Kind::Struct; }
};

// A type without parts.
DType simpleType(DType::Kind kind, std::size_t size, bool utf8 = false, bool bigEndian = false);

// Throws InvalidType for a text that names no type.
DType parseTypestr(std::string_view text);

// Only for simple types.
std::string formatTypestr(const DType& type);

// Bytes of one packed element in memory; 0 for elements of variable length.
std::size_t packedSize(const DType& type);

}  // namespace h5
