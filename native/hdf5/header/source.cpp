#include "source.hpp"

#include <algorithm>

#include "../../vfd/journal.hpp"
#include "cursor.hpp"

namespace h5::header {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{64} << 10;
constexpr std::size_t kMostBlocks = 64;
constexpr haddr_t kFarthest = haddr_t{1} << 62;

}  // namespace

View Source::block(std::uint64_t number) {
  if (const auto found = blocks_.find(number); found != blocks_.end()) return found->second.view();
  const std::uint64_t start = number * kBlockBytes;
  if (start >= journal_.end()) throw NotUnderstood{};
  Buffer bytes(static_cast<std::size_t>(std::min<std::uint64_t>(kBlockBytes, journal_.end() - start)));
  if (!journal_.read(start, bytes.size(), bytes.data())) throw NotUnderstood{};
  if (blocks_.size() >= kMostBlocks) blocks_.clear();
  return blocks_.emplace(number, std::move(bytes)).first->second.view();
}

void Source::read(haddr_t address, std::size_t size, std::uint8_t* to) {
  if (address > kFarthest) throw NotUnderstood{};
  for (std::uint64_t at = base_ + address; size > 0;) {
    const View bytes = block(at / kBlockBytes);
    const std::size_t offset = at % kBlockBytes;
    if (offset >= bytes.size) throw NotUnderstood{};
    const std::size_t part = std::min(size, bytes.size - offset);
    std::memcpy(to, bytes.data + offset, part);
    at += part;
    to += part;
    size -= part;
  }
}

Buffer Source::read(haddr_t address, std::size_t size) {
  Buffer bytes(size);
  read(address, size, bytes.data());
  return bytes;
}

}  // namespace h5::header
