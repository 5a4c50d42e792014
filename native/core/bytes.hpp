#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>

namespace h5 {

// Bytes that somebody else owns.
struct View {
  const std::uint8_t* data = nullptr;
  std::size_t size = 0;
};

// Memory of somebody else's that is to be filled.
struct Span {
  std::uint8_t* data = nullptr;
  std::size_t size = 0;
};

// Owned bytes, uninitialised: clearing what a read fills anyway would cost as much as the read.
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(std::size_t size) : data_(size == 0 ? nullptr : new std::uint8_t[size]), size_(size) {}
  explicit Buffer(View view) : Buffer(view.size) {
    if (size_ > 0) std::memcpy(data_.get(), view.data, size_);
  }

  std::uint8_t* data() noexcept { return data_.get(); }
  const std::uint8_t* data() const noexcept { return data_.get(); }
  std::size_t size() const noexcept { return size_; }
  View view() const noexcept { return {data_.get(), size_}; }
  // Gives the first bytes only; the memory stays.
  void shorten(std::size_t size) noexcept { size_ = size; }
  std::uint8_t* release() noexcept { return data_.release(); }

 private:
  std::unique_ptr<std::uint8_t[]> data_;
  std::size_t size_ = 0;
};

// Gives the memory for a result, asked once for its number of bytes.
using Allocate = std::function<std::uint8_t*(std::size_t)>;

}  // namespace h5
