#include "copier.hpp"

#include <memory>

#include "../../core/error.hpp"
#include "elements.hpp"
#include "properties.hpp"
#include "types.hpp"

namespace h5::copy {
namespace {

haddr_t addressOf(hid_t object) {
  H5O_info_t info;
  check(H5Oget_info2(object, &info, H5O_INFO_BASIC), "describe a node");
  return info.addr;
}

std::vector<std::string> attributeNames(hid_t object, const std::string& path) {
  using Properties = hid_t (*)(hid_t);
  const H5I_type_t type = H5Iget_type(object);
  const Properties read = type == H5I_GROUP     ? static_cast<Properties>(H5Gget_create_plist)
                          : type == H5I_DATASET ? static_cast<Properties>(H5Dget_create_plist)
                                                : static_cast<Properties>(H5Tget_create_plist);
  const PlistId plist(check(read(object), "read properties of", path));
  unsigned order = 0;
  check(H5Pget_attr_creation_order(plist.get(), &order), "read properties of", path);
  std::vector<std::string> names;
  const auto collect = [](hid_t, const char* name, const H5A_info_t*, void* out) -> herr_t {
    static_cast<std::vector<std::string>*>(out)->emplace_back(name);
    return 0;
  };
  hsize_t at = 0;
  check(H5Aiterate2(object, (order & H5P_CRT_ORDER_TRACKED) != 0 ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME, H5_ITER_INC, &at,
                    collect, &names),
        "list the attributes of", path);
  return names;
}

void copyComment(hid_t source, hid_t destination) {
  const ssize_t length = H5Oget_comment(source, nullptr, 0);
  if (length <= 0) return;
  std::string comment(static_cast<std::size_t>(length), '\0');
  check(H5Oget_comment(source, comment.data(), comment.size() + 1), "read a comment");
  check(H5Oset_comment(destination, comment.c_str()), "write a comment");
}

// References in a fill value would have to be rewritten in the properties; no writer is known that has them.
void refuseReferencesToFill(hid_t creation, hid_t type, const std::string& path) {
  H5D_fill_value_t defined = H5D_FILL_VALUE_UNDEFINED;
  check(H5Pfill_value_defined(creation, &defined), "read properties of", path);
  if (defined == H5D_FILL_VALUE_USER_DEFINED && hasReferences(type))
    throw Error(Code::Unsupported, "Cannot copy " + quoted(path) + ": its fill value has references");
}

constexpr H5F_libver_t kNewest = H5F_LIBVER_V110;

}  // namespace

Copier::Copier(const Scan& scan, hid_t source, hid_t destination, bool isSameFile)
    : scan_(scan),
      source_(source),
      destination_(destination),
      isSameFile_(isSameFile),
      file_(check(H5Iget_file_id(destination), "look for the file")) {}

Copier::~Copier() {
  if (writesNew_) H5Fset_libver_bounds(file_.get(), H5F_LIBVER_EARLIEST, kNewest);
}

ObjectId Copier::openSource(haddr_t address) const {
  return ObjectId(check(H5Oopen_by_addr(source_, address), "open", scan_.at(address).path));
}

ObjectId Copier::openCopy(haddr_t address) const {
  return ObjectId(
      check(H5Oopen_by_addr(destination_, places_.at(address)), "open the copy of", scan_.at(address).path));
}

void Copier::copyTo(hid_t group, const Link& link) {
  place(group, link);
  finish();
}

void Copier::copyInto(hid_t group) {
  places_[scan_.start()] = addressOf(group);
  groups_.push_back(scan_.start());
  unattributed_.push_back(scan_.start());
  finish();
}

void Copier::finish() {
  while (!groups_.empty()) {
    const haddr_t next = groups_.front();
    groups_.pop_front();
    copyLinks(next);
  }
  const References references(source_, destination_, places_, isSameFile_);
  for (const haddr_t address : unreferenced_)
    copyElements(openSource(address).get(), openCopy(address).get(), references, scan_.at(address).path);
  // Types that only attributes have are added meanwhile.
  for (std::size_t i = 0; i < unattributed_.size(); ++i) {
    const haddr_t address = unattributed_[i];
    const Object& object = scan_.at(address);
    useFormatOf(object.version);
    copyAttributes(openSource(address).get(), openCopy(address).get(), object);
  }
}

void Copier::copyLinks(haddr_t address) {
  const ObjectId source = openSource(address), copy = openCopy(address);
  for (const Link& link : linksOf(source.get())) {
    if (link.kind == H5L_TYPE_HARD)
      place(copy.get(), link);
    else
      copyLink(source.get(), link, copy.get(), below(scan_.at(address).path, link.name));
  }
}

void Copier::place(hid_t parent, const Link& link) {
  const PlistId creation = linkCreation(link);
  if (places_.count(link.address) != 0) {
    const ObjectId known = openCopy(link.address);
    check(H5Olink(known.get(), parent, link.name.c_str(), creation.get(), H5P_DEFAULT), "link to",
          scan_.at(link.address).path);
    return;
  }
  const Object& object = scan_.at(link.address);
  const ObjectId source = openSource(link.address);
  const bool isGroup = object.kind == H5O_TYPE_GROUP;
  if (scan_.isTreeOfPlain()) return placeByLibrary(source.get(), parent, link, 0);
  if (isGroup || !object.isPlain()) unattributed_.push_back(link.address);
  if (!isGroup && object.hasPlainElements)
    return placeByLibrary(source.get(), parent, link, object.hasPlainAttributes ? 0 : H5O_COPY_WITHOUT_ATTR_FLAG);
  const ObjectId made = make(source.get(), object);
  check(H5Olink(made.get(), parent, link.name.c_str(), creation.get(), H5P_DEFAULT), "create", object.path);
  copyComment(source.get(), made.get());
  places_[link.address] = addressOf(made.get());
  if (isGroup) groups_.push_back(link.address);
}

void Copier::placeByLibrary(hid_t source, hid_t parent, const Link& link, unsigned flags) {
  const PlistId creation = linkCreation(link), copying(check(H5Pcreate(H5P_OBJECT_COPY), "create properties"));
  check(H5Pset_copy_object(copying.get(), flags), "set a property");
  const char* name = link.name.c_str();
  check(H5Ocopy(source, ".", parent, name, copying.get(), creation.get()), "copy", scan_.at(link.address).path);
  const ObjectId copy(check(H5Oopen(parent, name, H5P_DEFAULT), "open the copy of", scan_.at(link.address).path));
  places_[link.address] = addressOf(copy.get());
}

ObjectId Copier::make(hid_t source, const Object& object) {
  useFormatOf(object.version);
  if (object.kind == H5O_TYPE_DATASET) return makeDataset(source, object.path);
  const PlistId creation = groupCreationOf(source);
  return ObjectId(check(H5Gcreate_anon(destination_, creation.get(), H5P_DEFAULT), "create", object.path));
}

ObjectId Copier::makeDataset(hid_t source, const std::string& path) {
  const PlistId creation(check(H5Dget_create_plist(source), "read properties of", path));
  const SpaceId space(check(H5Dget_space(source), "read the shape of", path));
  const TypeId type(check(H5Dget_type(source), "read the type of", path));
  const bool refers = hasReferences(type.get());
  if (refers) refuseReferencesToFill(creation.get(), type.get(), path);
  const TypeId there = typeThere(type.get());
  ObjectId made(
      check(H5Dcreate_anon(destination_, there.get(), space.get(), creation.get(), H5P_DEFAULT), "create", path));
  if (refers)
    unreferenced_.push_back(addressOf(source));
  else if (hasVariableLength(type.get()))
    copyElements(source, made.get(), References(source_, destination_, places_, isSameFile_), path);
  else
    copyStored(source, made.get(), path);
  return made;
}

TypeId Copier::typeThere(hid_t type) {
  if (!isCommitted(type)) return TypeId(check(H5Tcopy(type), "copy a type"));
  const haddr_t address = addressOf(type);
  if (!scan_.has(address) && isSameFile_)
    return TypeId(check(H5Oopen_by_addr(destination_, address), "open a named type"));
  if (places_.count(address) == 0) {
    if (scan_.has(address)) useFormatOf(scan_.at(address).version);
    ObjectId made = commitType(type);
    places_[address] = addressOf(made.get());
    held_.push_back(std::move(made));
    if (scan_.has(address)) unattributed_.push_back(address);
  }
  return TypeId(check(H5Oopen_by_addr(destination_, places_.at(address)), "open a named type"));
}

ObjectId Copier::commitType(hid_t type) {
  const PlistId creation(check(H5Tget_create_plist(type), "read properties of a named type"));
  ObjectId copy(check(H5Tcopy(type), "copy a type"));
  check(H5Tcommit_anon(destination_, copy.get(), creation.get(), H5P_DEFAULT), "create a named type");
  return copy;
}

void Copier::copyAttributes(hid_t source, hid_t destination, const Object& object) {
  for (const std::string& name : attributeNames(source, object.path))
    copyAttribute(source, destination, name, object.path + "@" + name);
}

void Copier::copyAttribute(hid_t source, hid_t destination, const std::string& name, const std::string& path) {
  const AttributeId attribute(check(H5Aopen(source, name.c_str(), H5P_DEFAULT), "open", path));
  const TypeId type(check(H5Aget_type(attribute.get()), "read the type of", path));
  const SpaceId space(check(H5Aget_space(attribute.get()), "read the shape of", path));
  const PlistId creation(check(H5Aget_create_plist(attribute.get()), "read properties of", path));
  const TypeId there = typeThere(type.get());
  const AttributeId made(check(
      H5Acreate2(destination, name.c_str(), there.get(), space.get(), creation.get(), H5P_DEFAULT), "create", path));
  copyValue(attribute.get(), made.get(), References(source_, destination_, places_, isSameFile_), path);
}

// Objects stay of their format: attributes of more than 64 KiB, say, need the newer one.
void Copier::useFormatOf(unsigned headerVersion) {
  const bool isNew = headerVersion > 1;
  if (isNew == writesNew_) return;
  check(H5Fset_libver_bounds(file_.get(), isNew ? H5F_LIBVER_V18 : H5F_LIBVER_EARLIEST, kNewest), "set a property");
  writesNew_ = isNew;
}

}  // namespace h5::copy
