#include "elements.hpp"

#include <cstring>

#include "../../core/bytes.hpp"
#include "../../core/error.hpp"
#include "blocks.hpp"
#include "types.hpp"

namespace h5::copy {
namespace {

// Elements in memory, with what libhdf5 has allocated for those of variable length.
class Elements {
 public:
  Elements(hid_t type, hid_t space, hsize_t count)
      : type_(type), space_(space), count_(static_cast<std::size_t>(count)), bytes_(count_ * H5Tget_size(type)) {
    if (bytes_.size() > 0) std::memset(bytes_.data(), 0, bytes_.size());
  }
  ~Elements() {
    if (bytes_.size() > 0 && hasVariableLength(type_)) H5Dvlen_reclaim(type_, space_, H5P_DEFAULT, bytes_.data());
  }
  Elements(const Elements&) = delete;
  Elements& operator=(const Elements&) = delete;

  std::uint8_t* data() { return bytes_.data(); }
  void rewrite(const References& references, const std::string& path) {
    references.rewrite(type_, bytes_.data(), count_, path);
  }

 private:
  hid_t type_, space_;
  std::size_t count_;
  Buffer bytes_;
};

// A type as elements have it in memory. That of a file has the same order of bytes, so nothing is converted.
TypeId inMemory(hid_t type) { return TypeId(check(H5Tcopy(type), "copy a type")); }

struct Form {
  TypeId type;
  SpaceId space;
  Shape shape;
  H5D_layout_t layout;
  Shape chunk;
};

Form formOf(hid_t dataset, const std::string& path) {
  const TypeId type(check(H5Dget_type(dataset), "read the type of", path));
  const PlistId creation(check(H5Dget_create_plist(dataset), "read properties of", path));
  Form form{inMemory(type.get()),
            SpaceId(check(H5Dget_space(dataset), "read the shape of", path)),
            {},
            H5Pget_layout(creation.get()),
            {}};
  form.shape = shapeOf(form.space.get()).value_or(Shape{0});
  if (form.layout == H5D_CHUNKED) {
    form.chunk.resize(form.shape.size());
    check(H5Pget_chunk(creation.get(), static_cast<int>(form.chunk.size()), form.chunk.data()), "read properties of",
          path);
  }
  return form;
}

void copyBlock(hid_t source, hid_t destination, const Form& form, const Shape& offset, const Shape& count,
               const References* references, const std::string& path) {
  const hid_t file = form.space.get();
  const SpaceId memory = makeSpace(count);
  if (!count.empty())
    check(H5Sselect_hyperslab(file, H5S_SELECT_SET, offset.data(), nullptr, count.data(), nullptr), "select");
  Elements elements(form.type.get(), memory.get(), elementsOf(count));
  check(H5Dread(source, form.type.get(), memory.get(), file, H5P_DEFAULT, elements.data()), "read", path);
  if (references != nullptr) elements.rewrite(*references, path);
  check(H5Dwrite(destination, form.type.get(), memory.get(), file, H5P_DEFAULT, elements.data()), "write", path);
}

void copyChunk(hid_t source, hid_t destination, const StoredChunk& chunk, const std::string& path) {
  Buffer bytes(static_cast<std::size_t>(chunk.bytes));
  std::uint32_t skipped = chunk.skippedFilters;
  check(H5Dread_chunk(source, H5P_DEFAULT, chunk.offset.data(), &skipped, bytes.data()), "read a chunk of", path);
  check(H5Dwrite_chunk(destination, H5P_DEFAULT, skipped, chunk.offset.data(), bytes.size(), bytes.data()),
        "write a chunk of", path);
}

void copyInBlocks(hid_t source, hid_t destination, const Form& form, const References* references,
                  const std::string& path) {
  if (H5Dget_storage_size(source) == 0) return;
  forEachBlock(form.shape, H5Tget_size(form.type.get()), [&](const Shape& offset, const Shape& count) {
    copyBlock(source, destination, form, offset, count, references, path);
  });
}

// Other files have the data.
bool isElsewhere(hid_t dataset, H5D_layout_t layout) {
  const PlistId creation(check(H5Dget_create_plist(dataset), "read properties"));
  return layout == H5D_VIRTUAL || check(H5Pget_external_count(creation.get()), "read properties") > 0;
}

}  // namespace

void copyStored(hid_t source, hid_t destination, const std::string& path) {
  const Form form = formOf(source, path);
  if (isElsewhere(source, form.layout)) return;
  if (form.layout != H5D_CHUNKED) return copyInBlocks(source, destination, form, nullptr, path);
  forEachChunk(source, form.shape, form.chunk,
               [&](const StoredChunk& chunk) { copyChunk(source, destination, chunk, path); });
}

void copyElements(hid_t source, hid_t destination, const References& references, const std::string& path) {
  const Form form = formOf(source, path);
  if (isElsewhere(source, form.layout)) return;
  if (form.layout != H5D_CHUNKED) return copyInBlocks(source, destination, form, &references, path);
  forEachChunk(source, form.shape, form.chunk, [&](const StoredChunk& chunk) {
    copyBlock(source, destination, form, chunk.offset, cut(chunk.offset, form.chunk, form.shape), &references, path);
  });
}

void copyValue(hid_t source, hid_t destination, const References& references, const std::string& path) {
  const TypeId stored(check(H5Aget_type(source), "read the type of", path));
  const SpaceId space(check(H5Aget_space(source), "read the shape of", path));
  const auto shape = shapeOf(space.get());
  if (!shape || H5Aget_storage_size(source) == 0) return;
  const TypeId type = inMemory(stored.get());
  // Attributes lie in headers and heaps, so more than this is a lie of the file.
  constexpr hsize_t largest = hsize_t{1} << 31;
  const hsize_t count = elementsOf(*shape);
  if (count == 0) return;
  if (count > largest / H5Tget_size(type.get()))
    throw Error(Code::Corrupt, "The size of " + quoted(path) + " cannot be");
  Elements elements(type.get(), space.get(), count);
  check(H5Aread(source, type.get(), elements.data()), "read", path);
  elements.rewrite(references, path);
  check(H5Awrite(destination, type.get(), elements.data()), "write", path);
}

}  // namespace h5::copy
