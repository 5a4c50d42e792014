#include "log.hpp"

#include <cstring>

#include "record.hpp"

namespace journal {
namespace {

constexpr std::size_t kSlice = std::size_t{1} << 20;

}  // namespace

void Log::resume(const LogSummary& summary) {
  end_ = summary.end;
  seed_ = summary.seed;
  restart();
}

int Log::begin(std::uint64_t baseEnd, std::uint64_t baseHash) {
  std::uint64_t salt = 0;
  if (const int error = fillRandom(&salt, sizeof salt)) return error;
  LogHeader header{kLogMagic, kLogVersion, kLargestRecord, salt, baseEnd, baseHash, 0};
  header.checksum = headerChecksum(header);
  if (const int error = writeAt(file_, &header, sizeof header, 0)) return error;
  end_ = sizeof header;
  seed_ = header.salt;
  restart();
  return 0;
}

void Log::shrink(std::uint64_t bytes) {
  std::uint64_t size = 0;
  // Space that is not given back costs nothing but space.
  if (sizeOf(file_, size) == 0 && size > bytes) static_cast<void>(setSize(file_, bytes));
}

void Log::restart() {
  buffer_.clear();
  addedEnd_ = end_;
  addedSeed_ = seed_;
  error_ = 0;
}

void Log::add(RecordKind kind, std::uint64_t address, const void* data, std::uint32_t size, std::uint64_t baseHash) {
  RecordHeader header{kind, size, address, baseHash, 0};
  header.checksum = recordChecksum(header, data, addedSeed_);
  addedSeed_ = header.checksum;
  const auto* head = reinterpret_cast<const std::uint8_t*>(&header);
  const auto* body = static_cast<const std::uint8_t*>(data);
  buffer_.insert(buffer_.end(), head, head + sizeof header);
  if (size > 0) buffer_.insert(buffer_.end(), body, body + size);
  if (buffer_.size() >= kSlice) writeBuffer();
}

void Log::writeBuffer() {
  if (error_ == 0) error_ = writeAt(file_, buffer_.data(), buffer_.size(), addedEnd_);
  addedEnd_ += buffer_.size();
  buffer_.clear();
}

int Log::write() {
  writeBuffer();
  const int error = error_;
  if (error != 0) drop();
  return error;
}

void Log::accept() {
  end_ = addedEnd_;
  seed_ = addedSeed_;
}

// What was written is no commit; the file gives its space back.
void Log::drop() {
  static_cast<void>(setSize(file_, end_));
  restart();
}

}  // namespace journal
