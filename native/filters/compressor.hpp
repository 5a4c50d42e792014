#pragma once
#include <hdf5.h>

#include <cstddef>
#include <string>
#include <vector>

#include "codec.hpp"

namespace h5 {

// PyTables' node classes: its lzo and bzip2 filters write them into their client data.
enum class NodeClass { Table, EArray, VLArray, CArray };

// What the user asked for.
struct Filters {
  std::string complib = "zlib";
  unsigned complevel = 0;
  bool shuffle = false;
  bool bitshuffle = false;
  bool fletcher32 = false;
};

// What the client data of a filter are computed from.
struct FilterTarget {
  NodeClass nodeClass = NodeClass::CArray;
  std::size_t elementSize = 1;
  std::size_t chunkBytes = 1;
};

// One family of compression libraries. Adding one is: a file that defines one of these, a line in registry.cpp.
struct Compressor {
  H5Z_filter_t id;                      // registered HDF5 filter number
  bool shufflesItself;                  // blosc does, so HDF5's shuffle is left out
  bool (*available)();                  // registers the filter with libhdf5 when it has to
  std::vector<std::string> (*names)();  // allowed as complib, in the order of PyTables' filter codes
  std::vector<unsigned> (*clientData)(const Filters&, const FilterTarget&);
  Codec codec;  // of chunks that do not go through libhdf5; on any thread
};

const std::vector<const Compressor*>& compressors();

// The names of all compressors that are available here.
std::vector<std::string> compressorNames();

// Puts the pipeline into dataset creation properties; a name that is not available is refused.
void applyFilters(hid_t plist, const Filters& filters, const FilterTarget& target);

// The client data that PyTables' lzo and bzip2 share.
std::vector<unsigned> nodeClientData(const Filters& filters, const FilterTarget& target);

}  // namespace h5
