#pragma once
#include <optional>

#include "../core/handle.hpp"
#include "dtype.hpp"

namespace h5 {

constexpr hsize_t kUnlimited = H5S_UNLIMITED;

// A regular selection; one entry for each dimension.
struct Slab {
  Shape start, count, step;
};
using Selection = std::optional<Slab>;

// Number of elements; throws Limit if it cannot be counted.
hsize_t elementsOf(const Shape& shape);

// `shape` is [] for a scalar, nothing for a null space; `maxshape` empty for the same as `shape`.
SpaceId makeSpace(const std::optional<Shape>& shape, const Shape& maxshape = {});

// The spaces of most attributes, made once and never to be closed.
hid_t scalarSpace();
hid_t nullSpace();

// Nothing for a null space.
std::optional<Shape> shapeOf(hid_t space);
Shape maxshapeOf(hid_t space);

// Checks the selection against the space and selects it; gives the shape of what is selected.
Shape select(hid_t space, const Selection& selection);

}  // namespace h5
