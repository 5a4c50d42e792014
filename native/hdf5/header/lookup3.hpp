#pragma once
#include <cstdint>

#include "../../core/bytes.hpp"

namespace h5::header {

// Bob Jenkins' hash lookup3 ("hashlittle"), which HDF5 uses as the checksum of its metadata.
// HDF5 File Format Specification 3.0, appendix A: checksums are computed over all bytes before them.
std::uint32_t lookup3(View bytes);

}  // namespace h5::header
