#include "dataspace.hpp"

#include <limits>

#include "../core/error.hpp"

namespace h5 {
namespace {

void checkRank(const Slab& slab, std::size_t rank) {
  if (slab.start.size() == rank && slab.count.size() == rank && slab.step.size() == rank) return;
  throw Error(Code::InvalidValue, "A selection needs start, count and step of " + std::to_string(rank) +
                                      " dimensions, but it has " + std::to_string(slab.start.size()));
}

void checkDimension(const Slab& slab, std::size_t axis, hsize_t extent) {
  const hsize_t start = slab.start[axis], count = slab.count[axis], step = slab.step[axis];
  if (step == 0) throw Error(Code::InvalidValue, "A selection's step must be at least 1");
  if (count == 0) return;
  // Without multiplying, which could overflow.
  const bool inside = start < extent && count - 1 <= (extent - 1 - start) / step;
  if (!inside)
    throw Error(Code::InvalidValue, "A selection of " + std::to_string(count) + " from " + std::to_string(start) +
                                        " by " + std::to_string(step) + " does not fit an axis of length " +
                                        std::to_string(extent));
}

}  // namespace

hsize_t elementsOf(const Shape& shape) {
  hsize_t count = 1;
  for (const hsize_t extent : shape) {
    if (extent == 0) return 0;
    if (count > std::numeric_limits<hsize_t>::max() / extent)
      throw Error(Code::Limit, "There are more elements than can be counted");
    count *= extent;
  }
  return count;
}

SpaceId makeSpace(const std::optional<Shape>& shape, const Shape& maxshape) {
  if (!shape) return SpaceId(check(H5Screate(H5S_NULL), "create a dataspace"));
  if (shape->empty()) return SpaceId(check(H5Screate(H5S_SCALAR), "create a dataspace"));
  if (shape->size() > H5S_MAX_RANK)
    throw Error(Code::InvalidValue,
                "A shape can have 32 dimensions at most, but it has " + std::to_string(shape->size()));
  return SpaceId(check(
      H5Screate_simple(static_cast<int>(shape->size()), shape->data(), maxshape.empty() ? nullptr : maxshape.data()),
      "create a dataspace"));
}

hid_t scalarSpace() {
  static const hid_t space = check(H5Screate(H5S_SCALAR), "create a dataspace");
  return space;
}

hid_t nullSpace() {
  static const hid_t space = check(H5Screate(H5S_NULL), "create a dataspace");
  return space;
}

std::optional<Shape> shapeOf(hid_t space) {
  if (H5Sget_simple_extent_type(space) == H5S_NULL) return std::nullopt;
  Shape shape(static_cast<std::size_t>(check(H5Sget_simple_extent_ndims(space), "read a dataspace")));
  check(H5Sget_simple_extent_dims(space, shape.data(), nullptr), "read a dataspace");
  return shape;
}

Shape maxshapeOf(hid_t space) {
  Shape shape(static_cast<std::size_t>(check(H5Sget_simple_extent_ndims(space), "read a dataspace")));
  check(H5Sget_simple_extent_dims(space, nullptr, shape.data()), "read a dataspace");
  return shape;
}

Shape select(hid_t space, const Selection& selection) {
  const auto extent = shapeOf(space);
  if (!extent) throw Error(Code::InvalidValue, "A dataset without elements has nothing to select");
  if (!selection) return *extent;
  checkRank(*selection, extent->size());
  for (std::size_t axis = 0; axis < extent->size(); ++axis) checkDimension(*selection, axis, (*extent)[axis]);
  const bool empty = elementsOf(selection->count) == 0;
  if (empty)
    check(H5Sselect_none(space), "select elements");
  else if (!extent->empty())
    check(H5Sselect_hyperslab(space, H5S_SELECT_SET, selection->start.data(), selection->step.data(),
                              selection->count.data(), nullptr),
          "select elements");
  return selection->count;
}

}  // namespace h5
