#pragma once
#include <optional>
#include <string>
#include <vector>

#include "../core/bytes.hpp"
#include "../filters/compressor.hpp"
#include "attributes.hpp"

namespace h5 {

enum class FillTime { IfSet, Alloc };

// What a dataset is to be; `maxshape` or `chunks` make it chunked.
struct DatasetSpec {
  DType dtype;
  Shape shape;
  std::optional<Shape> maxshape;
  std::optional<Shape> chunks;
  std::optional<Filters> filters;
  NodeClass nodeClass = NodeClass::CArray;
  std::optional<Buffer> fillValue;
  FillTime fillTime = FillTime::IfSet;
  bool trackTimes = true;
};

// One node to be created with attributes, data or children.
struct Plan {
  std::string name;
  Attributes attributes;
  std::optional<DatasetSpec> dataset;
  std::optional<Buffer> ownedData;  // when the plan is carried out on another thread
  View data;
  std::optional<std::vector<std::uint32_t>> lengths;
  std::vector<Plan> children;
};

// Creates a dataset of a new name and writes its attributes; the parent's link is removed again when that fails.
// `access` are its access properties.
ObjectId createDataset(hid_t parent, const std::string& name, const DatasetSpec& spec, const Attributes& attributes,
                       hid_t access = H5P_DEFAULT);

}  // namespace h5
