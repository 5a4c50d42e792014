#pragma once
#include <cstdint>
#include <cstring>
#include <string>

#include "../../core/bytes.hpp"

namespace h5::header {

// Thrown for whatever is unusual, damaged or not read here: then libhdf5 is asked, which reads it or says what is
// wrong.
struct NotUnderstood {};

// Reads little endian numbers one after another, and nothing behind the end.
class Cursor {
 public:
  explicit Cursor(View bytes) : bytes_(bytes) {}

  std::size_t rest() const { return bytes_.size - at_; }
  View take(std::size_t size) {
    if (size > rest()) throw NotUnderstood{};
    const View taken{bytes_.data + at_, size};
    at_ += size;
    return taken;
  }
  void advance(std::size_t size) { static_cast<void>(take(size)); }

  std::uint64_t number(std::size_t size) {
    const View raw = take(size);
    std::uint64_t value = 0;
    for (std::size_t i = size; i-- > 0;) value = value << 8 | raw.data[i];
    return value;
  }
  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
  std::uint64_t u64() { return number(8); }
  std::string text(std::size_t size) {
    const View raw = take(size);
    return {reinterpret_cast<const char*>(raw.data), raw.size};
  }

  void expect(bool holds) const {
    if (!holds) throw NotUnderstood{};
  }
  void expectSignature(const char (&signature)[5]) { expect(std::memcmp(take(4).data, signature, 4) == 0); }

 private:
  View bytes_;
  std::size_t at_ = 0;
};

}  // namespace h5::header
