#include "group.hpp"

#include <algorithm>

#include "../core/error.hpp"
#include "arena.hpp"
#include "copy/copy.hpp"
#include "copy/scan.hpp"
#include "file.hpp"
#include "header/stamp.hpp"
#include "names.hpp"
#include "properties.hpp"

namespace h5 {
namespace {

// An object that is reached through an external link fails like any other; the callback has noted the reason.
[[noreturn]] void failOpening(const std::string& operation, const std::string& name) {
  if (takeExternalRefusal()) {
    H5Eclear2(H5E_DEFAULT);
    throw Error(Code::Unsafe, "Cannot " + operation + " " + quoted(name) +
                                  ": it leads to another file; open the file with followExternal to follow it");
  }
  fail(operation, name);
}

// Contiguous elements that need no conversion: the dataset need not be asked what it is.
bool isWrittenAsGiven(const Plan& plan) {
  const DatasetSpec& spec = *plan.dataset;
  return !spec.chunks && plan.data.size > 0 && isSameInMemory(spec.dtype) &&
         plan.data.size == elementsOf(spec.shape) * packedSize(spec.dtype);
}

bool tracksCreation(hid_t group) {
  const PlistId plist(check(H5Gget_create_plist(group), "read properties"));
  unsigned flags = 0;
  check(H5Pget_link_creation_order(plist.get(), &flags), "read properties");
  return (flags & H5P_CRT_ORDER_TRACKED) != 0;
}

}  // namespace

const char* nameOf(ChildKind kind) {
  static constexpr const char* names[] = {"group", "dataset", "datatype", "softlink", "externallink", "unknown"};
  return names[static_cast<int>(kind)];
}

void Group::requireLink(const std::string& name) const {
  if (!hasLink(id(), name)) throw Error(Code::NotFound, "There is no " + quoted(name) + " here");
}

bool Group::has(const std::string& name) const { return hasLink(id(), name); }

// Looking for a name decodes every link of a small group one by one, which finds damage; listing them first would free
// uninitialised ones on libhdf5's way out of a failure. So would listing a large group in any order but its own.
std::vector<std::string> Group::names(bool byCreation) const {
  constexpr const char* absent = "\x01trajstore: absent\x01";
  check(H5Lexists(id(), absent, H5P_DEFAULT), "list group");
  std::vector<std::string> names;
  const auto collect = [](hid_t, const char* name, const H5L_info_t*, void* out) -> herr_t {
    static_cast<std::vector<std::string>*>(out)->emplace_back(name);
    return 0;
  };
  hsize_t at = 0;
  if (byCreation && tracksCreation(id())) {
    check(H5Literate(id(), H5_INDEX_CRT_ORDER, H5_ITER_INC, &at, collect, &names), "list group");
    return names;
  }
  check(H5Literate(id(), H5_INDEX_NAME, H5_ITER_NATIVE, &at, collect, &names), "list group");
  std::sort(names.begin(), names.end());
  return names;
}

ObjectId Group::openAny(const std::string& name, const std::string& operation) const {
  requireLink(name);
  const hid_t opened = H5Oopen(id(), name.c_str(), accessProperties(file().options().followExternal).link);
  if (opened < 0) failOpening(operation, name);
  return ObjectId(opened);
}

ObjectId Group::openObject(const std::string& name, H5I_type_t type, const std::string& what) const {
  ObjectId object = openAny(name, "open " + what);
  if (H5Iget_type(object.get()) != type)
    throw Error(Code::InvalidType, "Cannot open " + what + " " + quoted(name) + ": it is no " + what);
  return object;
}

ObjectId Group::openGroup(const std::string& name) const { return openObject(name, H5I_GROUP, "group"); }

ObjectId Group::openDatatype(const std::string& name) const { return openObject(name, H5I_DATATYPE, "named type"); }

// With libhdf5's cache of chunks for those datasets alone that it owns: it would hide changes, theirs and ours.
ObjectId Group::openDataset(const std::string& name) const {
  ObjectId opened = openObject(name, H5I_DATASET, "dataset");
  if (!isCachedByLibrary(opened.get(), file().journal() != nullptr)) return opened;
  opened.reset();
  const hid_t dataset = H5Dopen2(id(), name.c_str(), accessProperties(file().options().followExternal).dataset);
  if (dataset < 0) failOpening("open dataset", name);
  return ObjectId(dataset);
}

ObjectId Group::createGroup(const std::string& name, const Attributes& attributes) const {
  const hid_t parent = writableId();
  checkNewName(parent, name);
  checkAttributes(attributes);
  ObjectId group(
      check(H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, groupCreation(), H5P_DEFAULT), "create group", name));
  try {
    createAttributes(group.get(), attributes);
  } catch (...) {
    H5Ldelete(parent, name.c_str(), H5P_DEFAULT);
    throw;
  }
  return group;
}

ObjectId Group::createDataset(const std::string& name, const DatasetSpec& spec, const Attributes& attributes) const {
  const hid_t parent = writableId();
  checkNewName(parent, name);
  const bool isCached = spec.chunks && !spec.filters && file().journal() == nullptr;
  return h5::createDataset(parent, name, spec, attributes, isCached ? accessProperties(false).dataset : H5P_DEFAULT);
}

void Group::createSoftLink(const std::string& name, const std::string& target) const {
  const hid_t parent = writableId();
  checkNewName(parent, name);
  if (target.empty()) throw Error(Code::InvalidValue, "A soft link needs a target");
  check(H5Lcreate_soft(target.c_str(), parent, name.c_str(), H5P_DEFAULT, H5P_DEFAULT), "create link", name);
}

void Group::createHardLink(const std::string& name, const Node& target) const {
  const hid_t parent = writableId();
  checkNewName(parent, name);
  if (&target.file() != &file())
    throw Error(Code::InvalidValue, "Cannot create link " + quoted(name) + ": the target is in another file");
  check(H5Olink(target.id(), parent, name.c_str(), H5P_DEFAULT, H5P_DEFAULT), "create link", name);
}

void Group::createExternalLink(const std::string& name, const std::string& filename, const std::string& target) const {
  const hid_t parent = writableId();
  checkNewName(parent, name);
  if (filename.empty() || target.empty())
    throw Error(Code::InvalidValue, "An external link needs a file and a path in it");
  check(H5Lcreate_external(filename.c_str(), target.c_str(), parent, name.c_str(), H5P_DEFAULT, H5P_DEFAULT),
        "create link", name);
}

void Group::remove(const std::string& name) const {
  const hid_t parent = writableId();
  requireLink(name);
  check(H5Ldelete(parent, name.c_str(), H5P_DEFAULT), "remove", name);
}

void Group::move(const std::string& name, const Group& destination, const std::string& newName) const {
  const hid_t parent = writableId();
  requireLink(name);
  checkNewName(destination.writableId(), newName);
  if (&destination.file() != &file())
    throw Error(Code::InvalidValue, "Cannot move " + quoted(name) + " to another file; copy it and remove it here");
  check(H5Lmove(parent, name.c_str(), destination.id(), newName.c_str(), H5P_DEFAULT, H5P_DEFAULT), "move", name);
}

void Group::copy(const std::string& name, const Group& destination, const std::string& newName) const {
  checkNewName(destination.writableId(), newName);
  file().flushChunks();
  // By its name libhdf5 would follow an external link.
  const ObjectId source = openAny(name, "copy");
  copy::copyObject(source.get(), copy::below(path(), name), destination.id(), newName);
}

void Group::writeDataset(hid_t parent, const Plan& plan) const {
  const DatasetSpec& spec = *plan.dataset;
  ObjectId created = h5::createDataset(parent, plan.name, spec, plan.attributes);
  if (isWrittenAsGiven(plan)) {
    check(H5Dwrite(created.get(), fileType(spec.dtype)->get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, plan.data.data),
          "write dataset", plan.name);
    return;
  }
  const Dataset dataset(fileHandle(), std::move(created));
  if (plan.lengths) {
    dataset.writeRows(0, plan.data, *plan.lengths);
  } else if (plan.data.size > 0) {
    dataset.write(std::nullopt, plan.data, std::nullopt);
  }
}

// The parent was just made, or was seen to have none of that name.
void Group::writePlan(hid_t parent, const Plan& plan) const {
  checkName(plan.name);
  if (plan.dataset) return writeDataset(parent, plan);
  checkAttributes(plan.attributes);
  const ObjectId group(check(H5Gcreate2(parent, plan.name.c_str(), H5P_DEFAULT, groupCreation(), H5P_DEFAULT),
                             "create group", plan.name));
  createAttributes(group.get(), plan.attributes);
  writePlans(group.get(), plan.children);
}

void Group::stampPlans(hid_t parent, const std::vector<const Plan*>& plans) const {
  header::Stamp stamp;
  std::vector<std::size_t> headers;
  for (const Plan* plan : plans) headers.push_back(stamp.add(*plan));
  const haddr_t address = file().arena()->place(parent, stamp);
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const std::string& name = plans[i]->name;
    const ObjectId node(check(H5Oopen_by_addr(parent, address + headers[i]), "create", name));
    check(H5Olink(node.get(), parent, name.c_str(), H5P_DEFAULT, H5P_DEFAULT), "create", name);
  }
}

// Datasets alone are what is overwritten again and again: of those, libhdf5 uses the space anew.
void Group::writePlans(hid_t parent, const std::vector<Plan>& plans) const {
  const bool stamps = file().arena() != nullptr;
  std::vector<const Plan*> stamped;
  for (const Plan& plan : plans) {
    if (stamps && !plan.dataset && header::isStampable(plan))
      stamped.push_back(&plan);
    else
      writePlan(parent, plan);
  }
  if (!stamped.empty()) stampPlans(parent, stamped);
}

void Group::write(const std::vector<Plan>& plans) const {
  const hid_t parent = writableId();
  for (const Plan& plan : plans) checkNewName(parent, plan.name);
  try {
    writePlans(parent, plans);
  } catch (...) {
    for (const Plan& plan : plans)
      if (H5Lexists(parent, plan.name.c_str(), H5P_DEFAULT) > 0) H5Ldelete(parent, plan.name.c_str(), H5P_DEFAULT);
    throw;
  }
}

}  // namespace h5
