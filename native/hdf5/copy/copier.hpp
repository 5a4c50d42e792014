#pragma once
#include <deque>
#include <string>
#include <vector>

#include "links.hpp"
#include "references.hpp"

namespace h5::copy {

// Copies objects one by one, each once however many links lead to it. First they all get their places, then attributes
// and data that can refer to them.
class Copier {
 public:
  // The objects of any node in either file.
  Copier(const Scan& scan, hid_t source, hid_t destination, bool isSameFile);
  ~Copier();
  Copier(const Copier&) = delete;
  Copier& operator=(const Copier&) = delete;

  // The object where the scan began, as `link` of a group.
  void copyTo(hid_t group, const Link& link);
  // The group where the scan began into one that is there, and has nothing yet.
  void copyInto(hid_t group);

 private:
  void finish();
  void copyLinks(haddr_t group);
  void place(hid_t parent, const Link& link);
  void placeByLibrary(hid_t source, hid_t parent, const Link& link, unsigned flags);
  ObjectId make(hid_t source, const Object& object);
  ObjectId makeDataset(hid_t source, const std::string& path);
  ObjectId commitType(hid_t type);
  // The same type, which is a committed one of the destination where it is one of the source.
  TypeId typeThere(hid_t type);
  void copyAttributes(hid_t source, hid_t destination, const Object& object);
  void copyAttribute(hid_t source, hid_t destination, const std::string& name, const std::string& path);
  void useFormatOf(unsigned headerVersion);
  ObjectId openSource(haddr_t address) const;
  ObjectId openCopy(haddr_t address) const;

  const Scan& scan_;
  hid_t source_, destination_;
  bool isSameFile_;
  FileId file_;  // the destination's
  Places places_;
  std::deque<haddr_t> groups_;         // whose links are still to be copied
  std::vector<haddr_t> unattributed_;  // whose attributes are
  std::vector<haddr_t> unreferenced_;  // datasets with references
  std::vector<ObjectId> held_;         // committed types, which go when they have neither a link nor a handle
  bool writesNew_ = false;
};

}  // namespace h5::copy
