#pragma once
#include <vector>

#include "cursor.hpp"
#include "source.hpp"

namespace h5::header {

// Kinds of messages that are read here, as the HDF5 File Format Specification (IV.A.2) numbers them.
enum class Kind : std::uint16_t {
  Dataspace = 0x01,
  LinkInfo = 0x02,
  Datatype = 0x03,
  FillValue = 0x05,
  Link = 0x06,
  Layout = 0x08,
  Attribute = 0x0c,
  Continuation = 0x10,
  SymbolTable = 0x11,
  AttributeInfo = 0x15,
};

struct Message {
  Kind kind;
  View body;
};

// The messages of an object, in the order in which libhdf5 counts them.
class ObjectHeader {
 public:
  // Throws NotUnderstood, also for a wrong checksum and for kinds of messages that could change what others mean.
  ObjectHeader(Source& source, haddr_t address);
  ObjectHeader(const ObjectHeader&) = delete;
  ObjectHeader& operator=(const ObjectHeader&) = delete;

  const std::vector<Message>& messages() const { return messages_; }
  // The only one of its kind; null when there is none.
  const Message* find(Kind kind) const;

 private:
  void readFirst(Source& source, haddr_t address);
  void readOld(Source& source, haddr_t address);
  void readNew(Source& source, haddr_t address);
  void addOld(View bytes);
  void addNew(View bytes);
  void addMessage(std::uint16_t kind, std::uint8_t flags, View body);
  View keep(Buffer bytes);
  void readContinuation(Source& source, View body);

  bool isNew_ = false;
  bool hasOrder_ = false;
  std::vector<Buffer> chunks_;
  std::vector<Message> messages_;
};

}  // namespace h5::header
