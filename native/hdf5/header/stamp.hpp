#pragma once
#include <vector>

#include "../dataset_spec.hpp"

namespace h5::header {

// Whether a node with all below it is of the simple kind that can be stamped: groups, and small contiguous datasets.
bool isStampable(const Plan& plan);

// Nodes as the bytes that libhdf5 would write for them: object headers of version 1, as of all that PyTables writes,
// with their data before them. Creating them by libhdf5 takes several times as long, most of it for attributes, one by
// one. HDF5 File Format Specification IV.A.
class Stamp {
 public:
  // Adds a stampable node; gives where its header begins. Throws for attributes that cannot be written.
  std::size_t add(const Plan& plan);

  std::size_t size() const { return bytes_.size(); }
  // The bytes, to be written at this address of a file.
  View at(haddr_t address);

 private:
  std::size_t addGroup(const Plan& plan);
  std::size_t addDataset(const Plan& plan);
  void addAttributes(const Attributes& attributes);
  void addAttribute(const Attribute& attribute);

  std::size_t beginHeader();
  void endHeader(std::size_t begin);
  std::size_t beginMessage(std::uint16_t kind, std::uint8_t flags = 0);
  void endMessage(std::size_t begin);

  void number(std::uint64_t value, std::size_t size);
  void patch(std::size_t at, std::uint64_t value, std::size_t size);
  void raw(View bytes);
  void padFrom(std::size_t begin);
  // Of something in here.
  void place(std::size_t offset);
  void dataspace(const std::optional<Shape>& shape);

  std::vector<std::uint8_t> bytes_;
  // Where addresses stand that count from the begin of these bytes.
  std::vector<std::size_t> places_;
  std::uint16_t messages_ = 0;
};

}  // namespace h5::header
