#include "../core/error.hpp"
#include "dataset_spec.hpp"
#include "names.hpp"

namespace h5 {
namespace {

// libhdf5's limit for a chunk.
constexpr hsize_t kLargestChunk = 0xffffffff;

std::size_t elementSize(const DType& dtype, hid_t type) {
  // PyTables' shuffle of array columns and of plain elements counts bytes of the element as it lies in the file.
  return dtype.kind == DType::Kind::Array ? packedSize(dtype.base()) : H5Tget_size(type);
}

void checkChunks(const DatasetSpec& spec, hsize_t elementBytes) {
  const Shape& chunks = *spec.chunks;
  if (chunks.size() != spec.shape.size())
    throw Error(Code::InvalidValue, "Chunks need as many dimensions as the shape, " +
                                        std::to_string(spec.shape.size()) + ", but have " +
                                        std::to_string(chunks.size()));
  const hsize_t elements = elementsOf(chunks);
  if (elements == 0) throw Error(Code::InvalidValue, "A chunk must not be empty");
  if (elements > kLargestChunk / elementBytes) throw Error(Code::Limit, "A chunk can have 4 GiB at most");
}

void setChunks(hid_t plist, const DatasetSpec& spec, hid_t type) {
  const std::size_t bytes = H5Tget_size(type);
  checkChunks(spec, bytes);
  check(H5Pset_chunk(plist, static_cast<int>(spec.chunks->size()), spec.chunks->data()), "set chunks");
  check(H5Pset_alloc_time(plist, H5D_ALLOC_TIME_INCR), "set a property");
  if (!spec.filters) return;
  const bool table = spec.nodeClass == NodeClass::Table;
  const bool ragged = spec.nodeClass == NodeClass::VLArray;
  const std::size_t element = ragged ? packedSize(spec.dtype.base()) : table ? bytes : elementSize(spec.dtype, type);
  applyFilters(plist, *spec.filters,
               {spec.nodeClass, element, static_cast<std::size_t>(elementsOf(*spec.chunks)) * bytes});
}

void setFill(hid_t plist, const DatasetSpec& spec, hid_t type) {
  check(H5Pset_fill_time(plist, spec.fillTime == FillTime::Alloc ? H5D_FILL_TIME_ALLOC : H5D_FILL_TIME_IFSET),
        "set a property");
  if (!spec.fillValue) return;
  const TypeId memory = memoryType(type);
  if (spec.fillValue->size() != H5Tget_size(memory.get()))
    throw Error(Code::InvalidValue, "A fill value is one element of " + std::to_string(H5Tget_size(memory.get())) +
                                        " bytes, but it has " + std::to_string(spec.fillValue->size()));
  check(H5Pset_fill_value(plist, memory.get(), spec.fillValue->data()), "set a fill value");
}

PlistId makeProperties(const DatasetSpec& spec, hid_t type) {
  PlistId plist(check(H5Pcreate(H5P_DATASET_CREATE), "create properties"));
  check(H5Pset_obj_track_times(plist.get(), spec.trackTimes), "set a property");
  if (spec.chunks) setChunks(plist.get(), spec, type);
  setFill(plist.get(), spec, type);
  return plist;
}

// Of most small datasets there is nothing to be said.
bool isPlain(const DatasetSpec& spec) {
  return !spec.chunks && !spec.fillValue && spec.fillTime == FillTime::IfSet && spec.trackTimes;
}

hid_t plainProperties() {
  static const hid_t plist = makeProperties({}, H5I_INVALID_HID).release();
  return plist;
}

}  // namespace

ObjectId createDataset(hid_t parent, const std::string& name, const DatasetSpec& spec, const Attributes& attributes,
                       hid_t access) {
  checkAttributes(attributes);
  const Type type = fileType(spec.dtype);
  const SpaceId space = makeSpace(spec.shape, spec.maxshape.value_or(Shape{}));
  const PlistId own = isPlain(spec) ? PlistId() : makeProperties(spec, type->get());
  const hid_t plist = own ? own.get() : plainProperties();
  ObjectId dataset(check(H5Dcreate2(parent, name.c_str(), type->get(), space.get(), H5P_DEFAULT, plist, access),
                         "create dataset", name));
  try {
    createAttributes(dataset.get(), attributes);
  } catch (...) {
    H5Ldelete(parent, name.c_str(), H5P_DEFAULT);
    throw;
  }
  return dataset;
}

}  // namespace h5
