#include "arena.hpp"

#include <algorithm>
#include <utility>

#include "../core/error.hpp"
#include "../vfd/journal.hpp"
#include "header/stamp.hpp"

namespace h5 {
namespace {

// One dataset after the other takes what is small, each at most as large as an eighth of all before it: what is left of
// the last one stays unused.
constexpr std::size_t kDatasetBytes = std::size_t{64} << 10;
constexpr std::size_t kUnusedShare = 8;

constexpr std::size_t aligned(std::size_t size) { return (size + 7) / 8 * 8; }

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

// A reference keeps the dataset, and so its space, though no name leads to it.
void keep(ObjectId dataset) {
  check(H5Oincr_refcount(dataset.get()), "keep space in the file");
  check(H5Dclose(dataset.release()), "write dataset");
}

}  // namespace

haddr_t Arena::offsetOf(hid_t dataset) const {
  const haddr_t offset = H5Dget_offset(dataset);
  if (offset == HADDR_UNDEF) fail("find space in the file", "");
  return offset - base_;
}

haddr_t Arena::place(hid_t node, header::Stamp& stamp) {
  if (journal_ == nullptr) return placeAlone(node, stamp);
  const haddr_t address = take(node, stamp.size());
  const View bytes = stamp.at(address);
  journal_->write(base_ + address, bytes.size, bytes.data, true);
  return address;
}

// Other drivers are reached through the dataset only, and what libhdf5 holds back of it is written when it is closed.
haddr_t Arena::placeAlone(hid_t node, header::Stamp& stamp) const {
  ObjectId dataset = createNameless(node, stamp.size());
  const haddr_t address = offsetOf(dataset.get());
  check(H5Dwrite(dataset.get(), H5T_STD_U8LE, H5S_ALL, H5S_ALL, H5P_DEFAULT, stamp.at(address).data), "write dataset");
  keep(std::move(dataset));
  return address;
}

haddr_t Arena::take(hid_t node, std::size_t size) {
  size = aligned(size);
  if (size > kDatasetBytes / kUnusedShare) return allocate(node, size);
  if (size > left_) {
    const std::size_t bytes = std::max(size, std::min(kDatasetBytes, aligned(taken_ / kUnusedShare)));
    next_ = allocate(node, bytes);
    left_ = bytes;
  }
  taken_ += size;
  left_ -= size;
  return std::exchange(next_, next_ + size);
}

haddr_t Arena::allocate(hid_t node, std::size_t size) const {
  ObjectId dataset = createNameless(node, size);
  const haddr_t address = offsetOf(dataset.get());
  keep(std::move(dataset));
  return address;
}

}  // namespace h5
