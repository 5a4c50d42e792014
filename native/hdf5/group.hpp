#pragma once
#include <optional>
#include <string>
#include <vector>

#include "../core/error.hpp"
#include "attributes.hpp"
#include "dataset.hpp"
#include "dataset_spec.hpp"
#include "node.hpp"

namespace h5 {

enum class ChildKind { Group, Dataset, Datatype, SoftLink, ExternalLink, Unknown };
const char* nameOf(ChildKind kind);

struct Child {
  std::string name;
  ChildKind kind = ChildKind::Unknown;
  std::string target;    // of links
  std::string filename;  // of external links
  std::optional<haddr_t> address;
  std::optional<Attributes> attributes;
  std::optional<DatasetInfo> dataset;
  std::optional<Buffer> data;
  std::optional<std::vector<std::string>> texts;
  std::optional<std::vector<std::uint32_t>> lengths;
  std::optional<std::vector<Child>> children;  // of a small group, where they were asked for
  std::optional<std::pair<Code, std::string>> error;
};

struct ListOptions {
  bool attributes = false;
  bool datasets = false;
  std::size_t data = 0;  // give data up to this many bytes
  std::optional<std::vector<std::string>> names;
  // Children of children too, where they are read without libhdf5 and few; but not those of groups with an attribute of
  // this name.
  bool nested = false;
  std::string stopAt;
};

// A group. Names are single links. All functions need the lock.
class Group : public Node {
 public:
  using Node::Node;

  // In byte order, or as they were created where the group tracks that.
  std::vector<std::string> names(bool byCreation = false) const;
  bool has(const std::string& name) const;
  std::optional<ChildKind> kindOf(const std::string& name) const;
  std::vector<Child> list(const ListOptions& options) const;

  // Whatever has that name.
  ObjectId openAny(const std::string& name, const std::string& operation) const;
  ObjectId openGroup(const std::string& name) const;
  ObjectId openDataset(const std::string& name) const;
  ObjectId openDatatype(const std::string& name) const;

  ObjectId createGroup(const std::string& name, const Attributes& attributes) const;
  ObjectId createDataset(const std::string& name, const DatasetSpec& spec, const Attributes& attributes) const;
  // Creates every planned node, or removes those again that it made when one fails.
  void write(const std::vector<Plan>& plans) const;

  void createSoftLink(const std::string& name, const std::string& target) const;
  void createHardLink(const std::string& name, const Node& target) const;
  void createExternalLink(const std::string& name, const std::string& filename, const std::string& target) const;
  void remove(const std::string& name) const;
  void move(const std::string& name, const Group& destination, const std::string& newName) const;
  void copy(const std::string& name, const Group& destination, const std::string& newName) const;

 private:
  void requireLink(const std::string& name) const;
  ObjectId openObject(const std::string& name, H5I_type_t type, const std::string& what) const;
  void writeDataset(hid_t parent, const Plan& plan) const;
  void writePlan(hid_t parent, const Plan& plan) const;
  void writePlans(hid_t parent, const std::vector<Plan>& plans) const;
  void stampPlans(hid_t parent, const std::vector<const Plan*>& plans) const;
};

}  // namespace h5
