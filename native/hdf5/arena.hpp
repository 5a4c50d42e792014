#pragma once
#include <hdf5.h>

#include <cstdint>

#include "../core/handle.hpp"

namespace journal {
class Journal;
}

namespace h5 {

namespace header {
class Stamp;
}

// Space in a file that libhdf5 allocates and leaves alone from then on: it belongs to datasets without a name. What is
// put there must be linked to from elsewhere. Needs the lock.
class Arena {
 public:
  // `base` is where addresses of the file count from; `journal` is null where the file has none.
  Arena(haddr_t base, journal::Journal* journal) : base_(base), journal_(journal) {}

  // Puts the bytes into the file, of which `node` is any object; gives their address.
  haddr_t place(hid_t node, header::Stamp& stamp);

 private:
  haddr_t placeAlone(hid_t node, header::Stamp& stamp) const;
  haddr_t take(hid_t node, std::size_t size);
  haddr_t allocate(hid_t node, std::size_t size) const;
  haddr_t offsetOf(hid_t dataset) const;

  haddr_t base_;
  journal::Journal* journal_;
  // What is left of the last dataset.
  haddr_t next_ = 0;
  std::size_t left_ = 0;
  std::size_t taken_ = 0;
};

}  // namespace h5
