#pragma once
#include <hdf5.h>

#include "../core/bytes.hpp"
#include "../core/handle.hpp"

namespace h5 {

// Space in a file that libhdf5 allocates and leaves alone from then on: it belongs to a dataset without a name. What is
// put there must be linked to from elsewhere. `node` is any object of the file, `base` where its addresses count from.
class Arena {
 public:
  Arena(hid_t node, std::size_t size, haddr_t base);
  haddr_t address() const { return address_; }
  void write(View bytes);

 private:
  ObjectId dataset_;
  haddr_t address_;
};

}  // namespace h5
