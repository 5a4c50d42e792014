#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "../core/bytes.hpp"
#include "chunks.hpp"
#include "dataspace.hpp"
#include "datatype.hpp"
#include "global_heap.hpp"
#include "node.hpp"

namespace h5 {

enum class Layout { Compact, Contiguous, Chunked, Virtual, External, Unknown };
const char* nameOf(Layout layout);

struct DatasetInfo {
  DType dtype;
  std::optional<Shape> shape;
  Shape maxshape;
  Layout layout;
  std::optional<Shape> chunks;
  std::vector<FilterInfo> filters;
  std::optional<Buffer> fillValue;
  std::size_t itemsize;
  hsize_t storageSize;
};

// Rows of variable length: all elements end to end, and how many each row has.
struct Rows {
  Buffer data;
  std::vector<std::uint32_t> lengths;
};

using Fields = std::optional<std::vector<std::string>>;

// Whether libhdf5 owns the chunks of a dataset and is to keep some of them in memory. `hasJournal`: the file has one.
bool isCachedByLibrary(hid_t dataset, bool hasJournal);

// All functions need the lock.
class Dataset : public Node {
 public:
  using Node::Node;

  ~Dataset() override;
  void close() noexcept override;

  DatasetInfo info() const;
  Shape shape() const;

  Buffer read(const Selection& selection, const Fields& fields) const;
  // The same into memory of the caller's.
  void read(const Selection& selection, const Fields& fields, const Allocate& allocate) const;
  void write(const Selection& selection, View data, const Fields& fields) const;
  // Adds rows along an axis, or leaves the dataset as it was.
  void append(View data, hsize_t rows, std::size_t axis) const;
  void resize(const Shape& shape) const;

  std::vector<std::string> readTexts(const Selection& selection) const;
  void writeTexts(const Selection& selection, const std::vector<std::string>& texts) const;

  Rows readRows(hsize_t start, hsize_t count, hsize_t step) const;
  void appendRows(View data, const std::vector<std::uint32_t>& lengths) const;
  void writeRows(hsize_t start, View data, const std::vector<std::uint32_t>& lengths) const;

  // What is the same as long as the dataset lives, read once.
  struct Description {
    DType dtype;
    TypeId file;
    TypeId memory;
    Layout layout;
    std::optional<Shape> chunks;
    std::vector<FilterInfo> filters;
    std::optional<ChunkLayout> chunking;
    bool isPlain = false;               // elements are the same in the file as in memory
    bool isOwned = false;               // its chunks are read and written by `Chunks` alone
    std::size_t decodedChunkBytes = 0;  // what the compressor of a chunk must give
  };

 private:
  const Description& description() const;
  void checkAccess() const;
  void checkSize(hsize_t bytes) const;
  std::vector<Reference> readReferences(const Selection& selection) const;
  std::vector<Reference> readFilteredReferences(const Selection& selection, Buffer raw) const;
  void requireKind(DType::Kind kind, const char* what) const;

  // Null for a dataset that libhdf5 reads and writes.
  Chunks* chunks() const;
  std::shared_ptr<Chunks> makeChunks(ChunkCache& cache) const;
  Slab slabOf(const Selection& selection, const Shape& extent) const;
  void readChunks(const Selection& selection, hid_t memory, std::size_t elements, Span data) const;
  void writeChunks(const Selection& selection, View data, hid_t memory, bool isPart, std::size_t elements) const;
  void writeThrough(const Selection& selection, View data, hid_t memory) const;
  void setExtent(const Shape& before, const Shape& wanted) const;

  mutable std::optional<Description> description_;
  mutable std::shared_ptr<Chunks> chunks_;
};

}  // namespace h5
