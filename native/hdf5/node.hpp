#pragma once
#include <memory>
#include <string>

#include "../core/handle.hpp"
#include "attributes.hpp"

namespace h5 {

class File;

// A group or dataset that was opened from a file. The file closes it if nobody else does.
class Node {
 public:
  Node(std::shared_ptr<File> file, ObjectId id);
  virtual ~Node();
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  bool isOpen() const noexcept { return static_cast<bool>(id_); }
  // Closes the node and everything that was read from it.
  virtual void close() noexcept;

  // Throw Closed; the second one ReadOnly too.
  hid_t id() const;
  hid_t writableId() const;

  File& file() const noexcept { return *file_; }
  const std::shared_ptr<File>& fileHandle() const noexcept { return file_; }

  // The object's address in the file: equal for two hard links to one object.
  haddr_t address() const;
  // The same with its file, which an external link can have left.
  std::string identity() const;
  // Bytes in the file that describe the object: its header, indexes and heaps, attributes; no data.
  hsize_t metadataBytes() const;
  // All attributes, or those of `names` that are there.
  Attributes attributes(const std::optional<std::vector<std::string>>& names) const;
  // '' once it was closed.
  std::string path() const;

 private:
  std::shared_ptr<File> file_;
  ObjectId id_;
};

}  // namespace h5
