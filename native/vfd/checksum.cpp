#include "checksum.hpp"

#include <cstring>

namespace journal {
namespace {

constexpr std::uint64_t kMultiplier = 0x9fb21c651e98df25;

// Multiplication spreads low bits upwards; the shift brings high ones down again.
constexpr std::uint64_t mix(std::uint64_t value) {
  value ^= value >> 32;
  value *= kMultiplier;
  value ^= value >> 29;
  return value;
}

std::uint64_t word(const unsigned char* bytes, std::size_t size) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes, size);
  return value;
}

}  // namespace

std::uint64_t checksum(const void* data, std::size_t size, std::uint64_t seed) {
  const auto* bytes = static_cast<const unsigned char*>(data);
  std::uint64_t hash = mix(seed ^ (size * kMultiplier));
  std::size_t at = 0;
  for (; at + 8 <= size; at += 8) hash = mix(hash ^ word(bytes + at, 8)) + at;
  if (at < size) hash = mix(hash ^ word(bytes + at, size - at));
  return mix(hash);
}

}  // namespace journal
