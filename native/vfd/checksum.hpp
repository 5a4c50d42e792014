#pragma once
#include <cstddef>
#include <cstdint>

namespace journal {

// A 64-bit hash of some bytes, seeded by the hash of what came before: a record is valid only behind all those that
// were written before it. Not cryptographic; it tells torn and stale bytes from written ones.
std::uint64_t checksum(const void* data, std::size_t size, std::uint64_t seed);

}  // namespace journal
