#pragma once
#include <string>

#include "../../core/handle.hpp"

// Copies objects with all below them. By H5Ocopy where it is right, else one by one.
namespace h5::copy {

// An object under a new name in a group of the same file or of another one. Nothing is there when it fails.
void copyObject(hid_t source, const std::string& path, hid_t group, const std::string& name);

// Everything of a file into a new one in place of what is there. Gives the bytes of the user block, which stand before
// it and are not copied.
hsize_t copyFile(hid_t root, const std::string& filename);

}  // namespace h5::copy
