#pragma once
#include "checksum.hpp"
#include "log.hpp"

// The format that writing and reading a log share.
namespace journal {

constexpr std::uint64_t kLogMagic = 0x4c41572d534a5254;  // "TRJS-WAL"
constexpr std::uint32_t kLogVersion = 1;
constexpr std::uint32_t kLargestRecord = 4096;

inline std::uint64_t headerChecksum(const LogHeader& header) {
  return checksum(&header, offsetof(LogHeader, checksum), kLogMagic);
}

inline std::uint64_t recordChecksum(const RecordHeader& header, const void* data, std::uint64_t seed) {
  return checksum(data, header.size, checksum(&header, offsetof(RecordHeader, checksum), seed));
}

}  // namespace journal
