#include "compressor.hpp"

namespace h5 {

extern const Compressor zlib;
const Compressor zlib{
    H5Z_FILTER_DEFLATE, false, [] { return H5Zfilter_avail(H5Z_FILTER_DEFLATE) > 0; },
    [] { return std::vector<std::string>{"zlib"}; },
    [](const Filters& filters, const FilterTarget&) { return std::vector<unsigned>{filters.complevel}; }};

}  // namespace h5
