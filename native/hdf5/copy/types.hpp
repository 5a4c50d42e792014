#pragma once
#include "../../core/handle.hpp"

// What the elements of a type hold besides plain bytes.
namespace h5::copy {

bool hasReferences(hid_t type);
// Rows, and texts of variable length.
bool hasVariableLength(hid_t type);
// A type with a name of its own in the file.
bool isCommitted(hid_t type);

}  // namespace h5::copy
