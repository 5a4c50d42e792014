#pragma once
#include <hdf5.h>

#include <cstdint>
#include <unordered_map>

#include "../../core/bytes.hpp"

namespace journal {
class Journal;
}

namespace h5::header {

// The bytes of a file that nobody writes, fetched in blocks: headers lie close together. Addresses count from the end
// of the user block, as all in a file do.
class Source {
 public:
  Source(journal::Journal& journal, haddr_t base) : journal_(journal), base_(base) {}

  // Throws NotUnderstood for what lies beyond the end.
  void read(haddr_t address, std::size_t size, std::uint8_t* to);
  Buffer read(haddr_t address, std::size_t size);

 private:
  View block(std::uint64_t number);

  journal::Journal& journal_;
  const haddr_t base_;
  std::unordered_map<std::uint64_t, Buffer> blocks_;
};

}  // namespace h5::header
