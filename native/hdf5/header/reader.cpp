#include "reader.hpp"

#include <algorithm>

#include "links.hpp"
#include "messages.hpp"

namespace h5::header {
namespace {

// More children than this are better listed one group after another.
constexpr std::size_t kMostChildren = 64;
constexpr std::size_t kMostNodes = 4096;
constexpr int kDeepest = 16;

bool has(const std::optional<Attributes>& attributes, const std::string& name) {
  return attributes && std::any_of(attributes->begin(), attributes->end(),
                                   [&](const Attribute& attribute) { return attribute.name == name; });
}

void checkAttributesOf(const ObjectHeader& object) {
  for (const Message& message : object.messages())
    if (message.kind == Kind::Attribute && claimsTooMuch(message.body))
      throw Error(Code::Corrupt, "The attributes are damaged");
}

Attributes attributesOf(const ObjectHeader& object) {
  if (const Message* info = object.find(Kind::AttributeInfo); info != nullptr && attributesAreDense(info->body))
    throw NotUnderstood{};
  checkAttributesOf(object);
  std::vector<std::pair<std::string, Value>> attributes;
  for (const Message& message : object.messages())
    if (message.kind == Kind::Attribute) attributes.push_back(decodeAttribute(message.body));
  return simplified(std::move(attributes));
}

View bodyOf(const ObjectHeader& object, Kind kind) {
  const Message* message = object.find(kind);
  if (message == nullptr) throw NotUnderstood{};
  return message->body;
}

ChildKind kindOf(const ObjectHeader& object) {
  if (object.find(Kind::LinkInfo) != nullptr || object.find(Kind::SymbolTable) != nullptr) return ChildKind::Group;
  // Named types are left to libhdf5.
  static_cast<void>(bodyOf(object, Kind::Layout));
  return ChildKind::Dataset;
}

DatasetInfo infoOf(const ObjectHeader& object, const Storage& storage) {
  DatasetInfo info{};
  info.dtype = decodeDatatype(bodyOf(object, Kind::Datatype));
  // Whether it is a boolean depends on whose dataset it is, which libhdf5 finds out.
  if (hasFlags(info.dtype) && !isOfPyTables(attributesOf(object))) throw NotUnderstood{};
  Extent extent = decodeDataspace(bodyOf(object, Kind::Dataspace));
  info.shape = std::move(extent.shape);
  info.maxshape = std::move(extent.maxshape);
  info.layout = storage.isCompact ? Layout::Compact : Layout::Contiguous;
  info.itemsize = info.dtype.size;
  info.storageSize = storage.size;
  if (!info.shape || countOf(*info.shape) * info.itemsize != storage.size) throw NotUnderstood{};
  return info;
}

}  // namespace

void Reader::describeDataset(const ObjectHeader& object, const ListOptions& options, Child& child) {
  const Storage storage = decodeLayout(bodyOf(object, Kind::Layout));
  if (const Message* fill = object.find(Kind::FillValue); fill != nullptr && hasFillValue(fill->body))
    throw NotUnderstood{};
  if (!options.datasets) return;
  child.dataset = infoOf(object, storage);
  if (options.data == 0 || storage.size > options.data) return;
  child.data = storage.isCompact ? Buffer(storage.compact)
                                 : source_.read(storage.address, static_cast<std::size_t>(storage.size));
}

// Nothing when they are too many, too deep or those of a group to stop at.
std::optional<std::vector<Child>> Reader::childrenOf(const ObjectHeader& object, Walk& walk, int depth) {
  const auto links = depth < kDeepest ? linksOf(source_, object, std::min(kMostChildren, walk.room)) : std::nullopt;
  if (!links) return std::nullopt;
  walk.room -= links->size();
  std::vector<Child> children(links->size());
  for (std::size_t i = 0; i < children.size(); ++i) {
    const Link& link = (*links)[i];
    Child& child = children[i];
    child.name = link.name;
    if (!link.address) {
      child.kind = ChildKind::SoftLink;
      child.target = link.target;
    } else if (!describe(*link.address, walk, depth + 1, child)) {
      child = walk.ask(link.name, *link.address);
    }
  }
  return children;
}

bool Reader::describe(haddr_t address, Walk& walk, int depth, Child& child) {
  Child found;
  found.name = child.name;
  found.address = address;
  try {
    const ObjectHeader object(source_, address);
    found.kind = kindOf(object);
    if (walk.options.attributes) found.attributes = attributesOf(object);
    if (found.kind == ChildKind::Group) {
      const bool stops = !walk.options.stopAt.empty() && has(found.attributes, walk.options.stopAt);
      if (walk.options.nested && !stops) found.children = childrenOf(object, walk, depth);
    } else {
      describeDataset(object, walk.options, found);
    }
  } catch (const NotUnderstood&) {
    return false;
  } catch (const Error& error) {
    found.error = {error.code, error.message};
  }
  child = std::move(found);
  return true;
}

bool Reader::describe(haddr_t address, const ListOptions& options, const Ask& ask, Child& child) {
  Walk walk{options, ask, kMostNodes};
  return describe(address, walk, 0, child);
}

void Reader::checkAttributes(haddr_t address) {
  try {
    checkAttributesOf(ObjectHeader(source_, address));
  } catch (const NotUnderstood&) {
    // What libhdf5 makes of it counts.
  }
}

}  // namespace h5::header
