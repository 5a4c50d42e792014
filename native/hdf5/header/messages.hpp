#pragma once
#include <optional>
#include <vector>

#include "../attributes.hpp"
#include "cursor.hpp"

namespace h5::header {

// What messages of object headers say (HDF5 File Format Specification IV.A.2). All throw NotUnderstood.

struct Extent {
  std::optional<Shape> shape;  // nothing for a null space
  Shape maxshape;
};
Extent decodeDataspace(View body);
// Of elements; for more than there can be in a header or in small data it throws.
hsize_t countOf(const Shape& shape);

// Numbers, flags and texts of fixed size, whose elements are the same in memory.
DType decodeDatatype(View body);

std::pair<std::string, Value> decodeAttribute(View body);
// Whether an attribute would have more bytes than its message: libhdf5 1.10 would read what lies behind.
bool claimsTooMuch(View attribute);

// Elements that lie in one piece, in the file or in the header.
struct Storage {
  bool isCompact = false;
  View compact;
  haddr_t address = 0;
  hsize_t size = 0;
};
Storage decodeLayout(View body);

bool hasFillValue(View body);
// Whether links, or attributes, lie outside of the header in a heap.
bool linksAreDense(View linkInfo);
bool attributesAreDense(View attributeInfo);

}  // namespace h5::header
