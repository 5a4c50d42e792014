#include "links.hpp"

#include "../../core/error.hpp"
#include "../names.hpp"

namespace h5::copy {
namespace {

bool tracksOrder(hid_t group) {
  const PlistId plist(check(H5Gget_create_plist(group), "read properties"));
  unsigned flags = 0;
  check(H5Pget_link_creation_order(plist.get(), &flags), "read properties");
  return (flags & H5P_CRT_ORDER_TRACKED) != 0;
}

std::vector<char> valueOf(hid_t group, const Link& link) {
  std::vector<char> value(link.valueBytes + 1, '\0');
  check(H5Lget_val(group, link.name.c_str(), value.data(), link.valueBytes, H5P_DEFAULT), "read link", link.name);
  return value;
}

}  // namespace

std::vector<Link> linksOf(hid_t group) {
  // Finds damage, which libhdf5's listing would not survive: see Group::names.
  check(H5Lexists(group, "\x01trajstore: absent\x01", H5P_DEFAULT), "list group");
  std::vector<Link> links;
  const auto collect = [](hid_t, const char* name, const H5L_info_t* info, void* out) -> herr_t {
    const bool isHard = info->type == H5L_TYPE_HARD;
    static_cast<std::vector<Link>*>(out)->push_back(
        {name, info->type, info->cset, isHard ? info->u.address : HADDR_UNDEF, isHard ? 0 : info->u.val_size});
    return 0;
  };
  hsize_t at = 0;
  const H5_index_t order = tracksOrder(group) ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
  check(H5Literate(group, order, H5_ITER_INC, &at, collect, &links), "list group");
  return links;
}

void copyLink(hid_t source, const Link& link, hid_t destination, const std::string& path) {
  const PlistId creation = linkCreation(link);
  const std::string& name = link.name;
  if (link.kind != H5L_TYPE_SOFT && link.kind != H5L_TYPE_EXTERNAL)
    throw Error(Code::Unsupported, "Cannot copy link " + quoted(path) + ": links of its kind are not known");
  const std::vector<char> value = valueOf(source, link);
  if (link.kind == H5L_TYPE_SOFT) {
    check(H5Lcreate_soft(value.data(), destination, name.c_str(), creation.get(), H5P_DEFAULT), "copy link", path);
    return;
  }
  const char *file = nullptr, *target = nullptr;
  unsigned flags = 0;
  check(H5Lunpack_elink_val(value.data(), link.valueBytes, &flags, &file, &target), "read link", path);
  check(H5Lcreate_external(file, target, destination, name.c_str(), creation.get(), H5P_DEFAULT), "copy link", path);
}

PlistId linkCreation(const Link& link) {
  PlistId creation(check(H5Pcreate(H5P_LINK_CREATE), "create properties"));
  check(H5Pset_char_encoding(creation.get(), link.characters), "set a property");
  return creation;
}

}  // namespace h5::copy
