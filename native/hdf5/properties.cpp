#include "properties.hpp"

#include "../core/error.hpp"

namespace h5 {
namespace {

thread_local bool externalRefused = false;

herr_t refuseExternal(const char*, const char*, const char*, const char*, unsigned*, hid_t, void*) {
  externalRefused = true;
  return -1;
}

hid_t accessList(hid_t kind, bool followExternal) {
  const hid_t list = check(H5Pcreate(kind), "create properties");
  if (!followExternal) check(H5Pset_elink_cb(list, refuseExternal, nullptr), "set a property");
  return list;
}

// For datasets that libhdf5 owns: a chunk that does not fit its cache is read and written again for every row.
constexpr std::size_t kChunkCacheBytes = std::size_t{16} << 20;
constexpr std::size_t kChunkCacheSlots = 521;

hid_t datasetAccess(bool followExternal) {
  const hid_t list = accessList(H5P_DATASET_ACCESS, followExternal);
  check(H5Pset_chunk_cache(list, kChunkCacheSlots, kChunkCacheBytes, H5D_CHUNK_CACHE_W0_DEFAULT), "set a property");
  return list;
}

AccessProperties make(bool followExternal) {
  return {accessList(H5P_LINK_ACCESS, followExternal), accessList(H5P_GROUP_ACCESS, followExternal),
          datasetAccess(followExternal)};
}

hid_t makeSmallTransfer() {
  constexpr std::size_t bytes = 4096;
  const hid_t list = check(H5Pcreate(H5P_DATASET_XFER), "create properties");
  check(H5Pset_buffer(list, bytes, nullptr, nullptr), "set a property");
  return list;
}

// Groups in the format of HDF5 1.8, which takes less space and, unlike the older one, no time in proportion to all
// names of a group whenever one is added and flushed. libhdf5 writes it when the order of links is tracked.
hid_t makeGroupCreation() {
  const hid_t list = check(H5Pcreate(H5P_GROUP_CREATE), "create properties");
  check(H5Pset_link_creation_order(list, H5P_CRT_ORDER_TRACKED), "set a property");
  return list;
}

}  // namespace

const AccessProperties& accessProperties(bool followExternal) {
  static const AccessProperties safe = make(false);
  static const AccessProperties following = make(true);
  return followExternal ? following : safe;
}

hid_t smallTransfer() {
  static const hid_t list = makeSmallTransfer();
  return list;
}

hid_t groupCreation() {
  static const hid_t list = makeGroupCreation();
  return list;
}

bool takeExternalRefusal() { return std::exchange(externalRefused, false); }

}  // namespace h5
