#include "properties.hpp"

#include "../../core/error.hpp"

namespace h5::copy {
namespace {

void copyLinkProperties(hid_t from, hid_t to) {
  unsigned order = 0, most = 0, least = 0, links = 0, nameBytes = 0;
  check(H5Pget_link_creation_order(from, &order), "read properties");
  check(H5Pset_link_creation_order(to, order), "set a property");
  check(H5Pget_link_phase_change(from, &most, &least), "read properties");
  check(H5Pset_link_phase_change(to, most, least), "set a property");
  check(H5Pget_est_link_info(from, &links, &nameBytes), "read properties");
  check(H5Pset_est_link_info(to, links, nameBytes), "set a property");
  std::size_t heapBytes = 0;
  check(H5Pget_local_heap_size_hint(from, &heapBytes), "read properties");
  check(H5Pset_local_heap_size_hint(to, heapBytes), "set a property");
}

void copyObjectProperties(hid_t from, hid_t to) {
  unsigned order = 0, most = 0, least = 0;
  check(H5Pget_attr_creation_order(from, &order), "read properties");
  check(H5Pset_attr_creation_order(to, order), "set a property");
  check(H5Pget_attr_phase_change(from, &most, &least), "read properties");
  check(H5Pset_attr_phase_change(to, most, least), "set a property");
  hbool_t tracksTimes = false;
  check(H5Pget_obj_track_times(from, &tracksTimes), "read properties");
  check(H5Pset_obj_track_times(to, tracksTimes), "set a property");
}

// Of H5Fget_create_plist those that are of the file alone.
void copyFileProperties(hid_t from, hid_t to) {
  hsize_t userBlock = 0, threshold = 0, page = 0;
  check(H5Pget_userblock(from, &userBlock), "read properties");
  check(H5Pset_userblock(to, userBlock), "set a property");
  std::size_t addressBytes = 0, lengthBytes = 0;
  check(H5Pget_sizes(from, &addressBytes, &lengthBytes), "read properties");
  check(H5Pset_sizes(to, addressBytes, lengthBytes), "set a property");
  unsigned symbols = 0, leaves = 0, chunks = 0;
  check(H5Pget_sym_k(from, &symbols, &leaves), "read properties");
  check(H5Pset_sym_k(to, symbols, leaves), "set a property");
  check(H5Pget_istore_k(from, &chunks), "read properties");
  check(H5Pset_istore_k(to, chunks), "set a property");
  H5F_fspace_strategy_t strategy = H5F_FSPACE_STRATEGY_FSM_AGGR;
  hbool_t persists = false;
  check(H5Pget_file_space_strategy(from, &strategy, &persists, &threshold), "read properties");
  check(H5Pset_file_space_strategy(to, strategy, persists, threshold), "set a property");
  check(H5Pget_file_space_page_size(from, &page), "read properties");
  check(H5Pset_file_space_page_size(to, page), "set a property");
}

void copySharedMessages(hid_t from, hid_t to) {
  unsigned indexes = 0, list = 0, tree = 0;
  check(H5Pget_shared_mesg_nindexes(from, &indexes), "read properties");
  check(H5Pset_shared_mesg_nindexes(to, indexes), "set a property");
  for (unsigned i = 0; i < indexes; ++i) {
    unsigned kinds = 0, bytes = 0;
    check(H5Pget_shared_mesg_index(from, i, &kinds, &bytes), "read properties");
    check(H5Pset_shared_mesg_index(to, i, kinds, bytes), "set a property");
  }
  check(H5Pget_shared_mesg_phase_change(from, &list, &tree), "read properties");
  check(H5Pset_shared_mesg_phase_change(to, list, tree), "set a property");
}

}  // namespace

PlistId groupCreationOf(hid_t group) {
  const PlistId found(check(H5Gget_create_plist(group), "read properties"));
  PlistId creation(check(H5Pcreate(H5P_GROUP_CREATE), "create properties"));
  copyLinkProperties(found.get(), creation.get());
  copyObjectProperties(found.get(), creation.get());
  return creation;
}

PlistId fileCreationOf(hid_t file, hid_t root) {
  const PlistId ofFile(check(H5Fget_create_plist(file), "read properties"));
  const PlistId ofRoot(check(H5Gget_create_plist(root), "read properties"));
  PlistId creation(check(H5Pcreate(H5P_FILE_CREATE), "create properties"));
  copyLinkProperties(ofRoot.get(), creation.get());
  copyObjectProperties(ofRoot.get(), creation.get());
  copyFileProperties(ofFile.get(), creation.get());
  copySharedMessages(ofFile.get(), creation.get());
  return creation;
}

}  // namespace h5::copy
