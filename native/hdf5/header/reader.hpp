#pragma once
#include <functional>

#include "../group.hpp"
#include "object_header.hpp"

namespace h5::header {

// Describes objects of a file from its bytes, many times faster than libhdf5 does, whose time goes into its general
// ways. It reads what small nodes of PyTables and of ours are made of and leaves the rest to libhdf5: damaged objects,
// dense groups and attributes, chunks, types that are composed or of variable length.
class Reader {
 public:
  explicit Reader(Source source) : source_(std::move(source)) {}

  // Describes an object with the help of libhdf5.
  using Ask = std::function<Child(const std::string& name, haddr_t address)>;

  // Fills in all but the name. False when libhdf5 must be asked; then nothing has changed.
  bool describe(haddr_t address, const ListOptions& options, const Ask& ask, Child& child);

  // Throws Corrupt for an attribute that libhdf5 1.10 would take from beyond its memory.
  void checkAttributes(haddr_t address);

 private:
  struct Walk {
    const ListOptions& options;
    const Ask& ask;
    std::size_t room;  // for so many more children
  };
  bool describe(haddr_t address, Walk& walk, int depth, Child& child);
  void describeDataset(const ObjectHeader& object, const ListOptions& options, Child& child);
  std::optional<std::vector<Child>> childrenOf(const ObjectHeader& object, Walk& walk, int depth);

  Source source_;
};

}  // namespace h5::header
