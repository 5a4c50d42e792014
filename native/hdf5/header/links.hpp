#pragma once
#include <optional>
#include <string>
#include <vector>

#include "object_header.hpp"

namespace h5::header {

struct Link {
  std::string name;
  std::optional<haddr_t> address;  // of an object; nothing for a soft link
  std::string target;              // of a soft link
};

// The links of a group, by name; nothing when they are more than `most`. Throws NotUnderstood.
std::optional<std::vector<Link>> linksOf(Source& source, const ObjectHeader& group, std::size_t most);

}  // namespace h5::header
