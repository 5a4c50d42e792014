#pragma once
#include "references.hpp"

namespace h5::copy {

// Data of datasets and values of attributes, from one object to another of the same type and shape.

// Chunks as they are stored, other layouts in blocks: for elements that mean the same in another file.
void copyStored(hid_t source, hid_t destination, const std::string& path);

// Element by element, with references that lead to the copies.
void copyElements(hid_t source, hid_t destination, const References& references, const std::string& path);

// The value of an attribute. Does nothing where none was written.
void copyValue(hid_t source, hid_t destination, const References& references, const std::string& path);

}  // namespace h5::copy
