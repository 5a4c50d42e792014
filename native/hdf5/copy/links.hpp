#pragma once
#include <string>
#include <vector>

#include "../../core/handle.hpp"

namespace h5::copy {

// A name in a group.
struct Link {
  std::string name;
  H5L_type_t kind;
  H5T_cset_t characters;
  haddr_t address;         // of the object that a hard link leads to
  std::size_t valueBytes;  // of other links
};

// In the order of creation where the group tracks it, else by name.
std::vector<Link> linksOf(hid_t group);

// A soft or an external link again, in another group. Throws Unsupported for other kinds.
void copyLink(hid_t source, const Link& link, hid_t destination, const std::string& path);

// For links of that name.
PlistId linkCreation(const Link& link);

}  // namespace h5::copy
