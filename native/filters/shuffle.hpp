#pragma once
#include "../core/bytes.hpp"

namespace h5 {

// HDF5's shuffle filter: the first bytes of all elements, then their second bytes, and so on; what is left over at the
// end stays. `output` has the size of `input`.
void shuffle(View input, std::size_t elementSize, std::uint8_t* output);
void unshuffle(View input, std::size_t elementSize, std::uint8_t* output);

}  // namespace h5
