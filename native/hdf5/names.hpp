#pragma once
#include <hdf5.h>

#include <string>

namespace h5 {

// Throws InvalidValue unless `name` is one link: not empty, not '.', without '/' and NUL.
void checkName(const std::string& name);

// As checkName, and Exists when the group has it already.
void checkNewName(hid_t group, const std::string& name);

bool hasLink(hid_t group, const std::string& name);

}  // namespace h5
