#include "arena.hpp"

#include "../core/error.hpp"

namespace h5 {
namespace {

hid_t makeProperties() {
  const hid_t list = check(H5Pcreate(H5P_DATASET_CREATE), "create properties");
  check(H5Pset_alloc_time(list, H5D_ALLOC_TIME_EARLY), "set a property");
  check(H5Pset_fill_time(list, H5D_FILL_TIME_NEVER), "set a property");
  check(H5Pset_obj_track_times(list, false), "set a property");
  return list;
}

hid_t arenaProperties() {
  static const hid_t list = makeProperties();
  return list;
}

ObjectId createNameless(hid_t node, std::size_t size) {
  const hsize_t extent[1] = {size};
  const SpaceId space(check(H5Screate_simple(1, extent, nullptr), "create a shape"));
  return ObjectId(
      check(H5Dcreate_anon(node, H5T_STD_U8LE, space.get(), arenaProperties(), H5P_DEFAULT), "create dataset"));
}

haddr_t offsetOf(hid_t dataset) {
  const haddr_t offset = H5Dget_offset(dataset);
  if (offset == HADDR_UNDEF) fail("find space in the file", "");
  return offset;
}

}  // namespace

Arena::Arena(hid_t node, std::size_t size, haddr_t base)
    : dataset_(createNameless(node, size)), address_(offsetOf(dataset_.get()) - base) {}

// A reference keeps the dataset, and so its space, though no name leads to it. Closing it writes what libhdf5 holds
// back.
void Arena::write(View bytes) {
  check(H5Dwrite(dataset_.get(), H5T_STD_U8LE, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data), "write dataset");
  check(H5Oincr_refcount(dataset_.get()), "keep space in the file");
  check(H5Dclose(dataset_.release()), "write dataset");
}

}  // namespace h5
