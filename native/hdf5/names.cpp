#include "names.hpp"

#include "../core/error.hpp"

namespace h5 {

void checkName(const std::string& name) {
  const bool valid =
      !name.empty() && name != "." && name.find('/') == std::string::npos && name.find('\0') == std::string::npos;
  if (!valid)
    throw Error(Code::InvalidValue, "A node's name is not empty, not '.' and has no '/', but it is " + quoted(name));
}

bool hasLink(hid_t group, const std::string& name) {
  checkName(name);
  return check(H5Lexists(group, name.c_str(), H5P_DEFAULT), "look for", name) > 0;
}

void checkNewName(hid_t group, const std::string& name) {
  if (hasLink(group, name)) throw Error(Code::Exists, "Cannot create " + quoted(name) + ": it is there already");
}

}  // namespace h5
