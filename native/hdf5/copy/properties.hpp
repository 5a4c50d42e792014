#pragma once
#include "../../core/handle.hpp"

namespace h5::copy {

// How a group was created. What libhdf5 itself gives as that of an existing group also says where its links are, and a
// group created so takes those for its own.
PlistId groupCreationOf(hid_t group);

// How a file was created whose root group this is.
PlistId fileCreationOf(hid_t file, hid_t root);

}  // namespace h5::copy
