#pragma once
#include <map>
#include <optional>

#include "scan.hpp"

namespace h5::copy {

// Where the copies of objects are: address → address.
using Places = std::map<haddr_t, haddr_t>;

// Makes references to what is copied lead to the copies. Those to other objects stay within one file, and are refused
// from one file to another.
class References {
 public:
  References(hid_t source, hid_t destination, const Places& places, bool isSameFile)
      : source_(source), destination_(destination), places_(places), isSameFile_(isSameFile) {}

  // `elements` lie in memory as the type says. `path` is whose they are.
  void rewrite(hid_t type, std::uint8_t* elements, std::size_t count, const std::string& path) const;

 private:
  void rewriteOne(hid_t type, std::uint8_t* reference, const std::string& path) const;
  void rewriteRegion(std::uint8_t* reference, const std::string& path) const;
  // Nothing where the reference is to stay as it is.
  std::optional<haddr_t> placeOf(haddr_t address, const std::string& path) const;

  hid_t source_, destination_;
  const Places& places_;
  bool isSameFile_;
};

}  // namespace h5::copy
