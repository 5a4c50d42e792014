#include "../core/error.hpp"
#include "file.hpp"
#include "group.hpp"
#include "header/reader.hpp"
#include "names.hpp"
#include "properties.hpp"

namespace h5 {
namespace {

void describeLinkTarget(hid_t group, Child& child, const H5L_info_t& info) {
  std::string value(info.u.val_size, '\0');
  if (value.empty()) return;
  check(H5Lget_val(group, child.name.c_str(), value.data(), value.size(), H5P_DEFAULT), "read link", child.name);
  if (child.kind == ChildKind::SoftLink) {
    child.target = value.c_str();
    return;
  }
  const char* filename = nullptr;
  const char* path = nullptr;
  check(H5Lunpack_elink_val(value.data(), value.size(), nullptr, &filename, &path), "read link", child.name);
  child.filename = filename;
  child.target = path;
}

ChildKind kindOfObject(hid_t group, const std::string& name) {
  H5O_info_t info;
  check(H5Oget_info_by_name2(group, name.c_str(), &info, H5O_INFO_BASIC, H5P_DEFAULT), "describe", name);
  switch (info.type) {
    case H5O_TYPE_GROUP:
      return ChildKind::Group;
    case H5O_TYPE_DATASET:
      return ChildKind::Dataset;
    case H5O_TYPE_NAMED_DATATYPE:
      return ChildKind::Datatype;
    default:
      return ChildKind::Unknown;
  }
}

ChildKind kindOfLink(hid_t group, const std::string& name, const H5L_info_t& info) {
  if (info.type == H5L_TYPE_HARD) return kindOfObject(group, name);
  if (info.type == H5L_TYPE_SOFT) return ChildKind::SoftLink;
  return info.type == H5L_TYPE_EXTERNAL ? ChildKind::ExternalLink : ChildKind::Unknown;
}

H5L_info_t linkInfo(hid_t group, const std::string& name) {
  H5L_info_t info;
  check(H5Lget_info(group, name.c_str(), &info, H5P_DEFAULT), "describe link", name);
  return info;
}

bool isInlineable(const DatasetInfo& info, std::size_t limit) {
  if (!info.shape || info.layout == Layout::External || info.layout == Layout::Virtual) return false;
  for (const FilterInfo& filter : info.filters)
    if (!filter.available) return false;
  const std::size_t element = hasPointers(info.dtype) ? sizeof(hvl_t) : info.itemsize;
  const hsize_t elements = elementsOf(*info.shape);
  return elements <= limit && elements * element <= limit;
}

void addData(const Dataset& dataset, Child& child) {
  const DatasetInfo& info = *child.dataset;
  if (info.dtype.kind == DType::Kind::VarText) {
    child.texts = dataset.readTexts(std::nullopt);
  } else if (info.dtype.kind == DType::Kind::Vlen) {
    Rows rows = dataset.readRows(0, info.shape->at(0), 1);
    child.data = std::move(rows.data);
    child.lengths = std::move(rows.lengths);
  } else if (!hasPointers(info.dtype)) {
    child.data = dataset.read(std::nullopt, std::nullopt);
  }
}

bool isRagged(const DatasetInfo& info) { return info.dtype.kind == DType::Kind::Vlen; }

void describeDataset(const Group& group, const ListOptions& options, ObjectId object, Child& child) {
  const Dataset dataset(group.fileHandle(), std::move(object));
  child.address = dataset.address();
  if (options.attributes) child.attributes = readAttributes(dataset.id());
  if (!options.datasets) return;
  child.dataset = dataset.info();
  const bool readable = !isRagged(*child.dataset) || child.dataset->shape->size() == 1;
  if (options.data > 0 && readable && isInlineable(*child.dataset, options.data)) addData(dataset, child);
}

void describeGroup(const Group& group, const ListOptions& options, ObjectId object, Child& child) {
  const Group node(group.fileHandle(), std::move(object));
  child.address = node.address();
  if (options.attributes) child.attributes = readAttributes(node.id());
}

void describeOpen(const Group& group, const ListOptions& options, ObjectId object, Child& child) {
  const H5I_type_t type = H5Iget_type(object.get());
  if (type == H5I_GROUP) {
    child.kind = ChildKind::Group;
    describeGroup(group, options, std::move(object), child);
  } else if (type == H5I_DATASET) {
    child.kind = ChildKind::Dataset;
    describeDataset(group, options, std::move(object), child);
  } else if (type == H5I_DATATYPE) {
    child.kind = ChildKind::Datatype;
  }
}

// The kind is told by the open object; only of one that does not open its header is asked.
void describeObject(const Group& group, const ListOptions& options, Child& child) {
  child.kind = ChildKind::Unknown;
  ObjectId object;
  try {
    object = group.openAny(child.name, "open");
  } catch (const Error&) {
    child.kind = kindOfObject(group.id(), child.name);
    throw;
  }
  describeOpen(group, options, std::move(object), child);
}

// An object that a link leads to which was read without libhdf5.
Child describeAt(const Group& group, const ListOptions& options, const std::string& name, haddr_t address) {
  Child child;
  child.name = name;
  try {
    describeOpen(group, options, ObjectId(check(H5Oopen_by_addr(group.id(), address), "describe", name)), child);
  } catch (const Error& error) {
    child.error = {error.code, error.message};
  }
  return child;
}

bool isReadWithoutLibrary(const Group& group, const ListOptions& options, haddr_t address, Child& child) {
  header::Reader* headers = group.file().headers();
  const auto ask = [&](const std::string& name, haddr_t place) { return describeAt(group, options, name, place); };
  return headers != nullptr && headers->describe(address, options, ask, child);
}

Child describeChild(const Group& group, const std::string& name, const ListOptions& options) {
  Child child;
  child.name = name;
  try {
    const H5L_info_t info = linkInfo(group.id(), name);
    if (info.type == H5L_TYPE_HARD) {
      if (!isReadWithoutLibrary(group, options, info.u.address, child)) describeObject(group, options, child);
      return child;
    }
    child.kind = kindOfLink(group.id(), name, info);
    if (child.kind != ChildKind::Unknown) describeLinkTarget(group.id(), child, info);
  } catch (const Error& error) {
    child.error = {error.code, error.message};
  }
  return child;
}

}  // namespace

std::optional<ChildKind> Group::kindOf(const std::string& name) const {
  if (!hasLink(id(), name)) return std::nullopt;
  return kindOfLink(id(), name, linkInfo(id(), name));
}

std::vector<Child> Group::list(const ListOptions& options) const {
  std::vector<Child> children;
  for (const auto& name : options.names ? *options.names : names())
    if (!options.names || hasLink(id(), name)) children.push_back(describeChild(*this, name, options));
  return children;
}

}  // namespace h5
