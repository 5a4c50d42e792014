#pragma once
#include <memory>

#include "../core/bytes.hpp"
#include "../core/handle.hpp"
#include "dtype.hpp"

namespace h5 {

// Simple types are asked for all the time and shared.
using Type = std::shared_ptr<const TypeId>;

// The HDF5 type that stores `type`.
Type fileType(const DType& type);

// How many of them are kept for sharing.
std::size_t countSharedTypes();

// Packed, little endian, otherwise as the file has it. Text keeps the file's own string type: converting between two
// string types would end a value at its first NUL.
TypeId memoryType(hid_t file);

// A memory type of some members of a compound, in this order.
TypeId memoryTypeOfFields(hid_t file, const std::vector<std::string>& fields);

// Packed elements of one type as those of another.
Buffer converted(Buffer elements, hid_t from, hid_t to, std::size_t count);

// Packed elements of `from`, which may have some fields of a compound only, put over `before`, elements of `to`.
Buffer merged(View elements, hid_t from, Buffer before, hid_t to, std::size_t count);

// What a type of a file is; throws Unsupported. Bit fields of 8 bits are taken for booleans.
DType describeType(hid_t file);

// Whether there are booleans in a type.
bool hasFlags(const DType& type);

// What were taken for booleans are bit fields.
void turnFlagsIntoBits(DType& type);

// True if elements are the same in memory as in a file, whoever wrote it.
bool isSameInMemory(const DType& type);

// True if elements are pointers in memory.
bool hasPointers(const DType& type);

}  // namespace h5
