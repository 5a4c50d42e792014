#pragma once
#include "../core/handle.hpp"

namespace h5 {

// Access properties for looking up links, groups and datasets, made once. Unless `followExternal`, an external link
// anywhere on the way is refused: libhdf5's own switch for that works for the whole process only.
struct AccessProperties {
  hid_t link;
  hid_t group;
  hid_t dataset;
};
const AccessProperties& accessProperties(bool followExternal);

// Transfer properties with a small conversion buffer: libhdf5 clears the default one, a megabyte, on each call that
// converts variable length elements.
hid_t smallTransfer();

// For the creation of groups.
hid_t groupCreation();

// True once after an external link was refused on this thread.
bool takeExternalRefusal();

}  // namespace h5
