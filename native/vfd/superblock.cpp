#include "superblock.hpp"

#include <algorithm>
#include <cerrno>

#include "checksum.hpp"

namespace journal {
namespace {

constexpr std::array<std::uint8_t, 8> kSignature = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
constexpr std::size_t kVersionAt = 8;
constexpr std::size_t kFlagsAt = 11;
constexpr std::uint8_t kFirstVersionWithFlags = 2;
constexpr std::uint8_t kWriterFlag = 0x01;
constexpr std::uint8_t kSwmrFlag = 0x04;

}  // namespace

std::uint64_t Superblock::hash() const { return checksum(sector.data(), sector.size(), 0); }

Mark Superblock::mark() const {
  if (sector[kVersionAt] < kFirstVersionWithFlags) return Mark::None;
  const std::uint8_t flags = sector[kFlagsAt];
  if ((flags & kSwmrFlag) != 0) return Mark::SwmrWriter;
  return (flags & kWriterFlag) != 0 ? Mark::Writer : Mark::None;
}

// A user block can stand before it: then it is at 512 bytes, 1024, and so on.
int findSuperblock(const Descriptor& file, Superblock& found) {
  std::uint64_t size = 0;
  if (const int error = sizeOf(file, size)) return error;
  for (found.address = 0; found.address < size; found.address = found.address == 0 ? kSectorBytes : found.address * 2) {
    if (const int error = readAt(file, found.sector.data(), kSectorBytes, found.address)) return error;
    if (std::equal(kSignature.begin(), kSignature.end(), found.sector.begin())) return 0;
  }
  return ESTALE;
}

Mark markOf(const Descriptor& file) {
  Superblock superblock;
  return findSuperblock(file, superblock) == 0 ? superblock.mark() : Mark::None;
}

}  // namespace journal
