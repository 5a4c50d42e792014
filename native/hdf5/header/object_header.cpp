#include "object_header.hpp"

#include <algorithm>
#include <iterator>

#include "lookup3.hpp"

namespace h5::header {
namespace {

constexpr std::size_t kLargestChunk = std::size_t{1} << 20;
constexpr std::size_t kMostChunks = 64;
constexpr std::size_t kChecksumBytes = 4;

constexpr std::uint8_t kShared = 0x02;
constexpr std::uint8_t kFailIfUnknown = 0x88;

// Messages that say nothing that is asked for: nothing, group info, comment, times, reference count.
constexpr std::uint16_t kIgnored[] = {0x00, 0x0a, 0x0d, 0x0e, 0x12, 0x16};
constexpr Kind kRead[] = {Kind::Dataspace, Kind::LinkInfo,  Kind::Datatype,     Kind::FillValue,   Kind::Link,
                          Kind::Layout,    Kind::Attribute, Kind::Continuation, Kind::SymbolTable, Kind::AttributeInfo};

template <class List, class Item>
bool contains(const List& list, Item item) {
  return std::find(std::begin(list), std::end(list), item) != std::end(list);
}

// All but the checksum at the end.
View checked(View bytes) {
  if (bytes.size < kChecksumBytes) throw NotUnderstood{};
  const View covered{bytes.data, bytes.size - kChecksumBytes};
  if (Cursor({bytes.data + covered.size, kChecksumBytes}).u32() != lookup3(covered)) throw NotUnderstood{};
  return covered;
}

}  // namespace

ObjectHeader::ObjectHeader(Source& source, haddr_t address) {
  readFirst(source, address);
  for (std::size_t i = 0; i < messages_.size(); ++i)
    if (messages_[i].kind == Kind::Continuation) readContinuation(source, messages_[i].body);
}

const Message* ObjectHeader::find(Kind kind) const {
  const Message* found = nullptr;
  for (const Message& message : messages_) {
    if (message.kind != kind) continue;
    if (found != nullptr) throw NotUnderstood{};
    found = &message;
  }
  return found;
}

void ObjectHeader::readFirst(Source& source, haddr_t address) {
  std::uint8_t signature[4];
  source.read(address, sizeof signature, signature);
  isNew_ = std::memcmp(signature, "OHDR", 4) == 0;
  if (isNew_)
    readNew(source, address);
  else
    readOld(source, address);
}

void ObjectHeader::readOld(Source& source, haddr_t address) {
  constexpr std::size_t prefixBytes = 16;
  const Buffer prefix = source.read(address, prefixBytes);
  Cursor cursor(prefix.view());
  cursor.expect(cursor.u8() == 1);
  cursor.advance(7);
  const std::uint32_t size = cursor.u32();
  cursor.expect(size <= kLargestChunk);
  addOld(keep(source.read(address + prefixBytes, size)));
}

void ObjectHeader::readNew(Source& source, haddr_t address) {
  std::uint8_t start[6];
  source.read(address, sizeof start, start);
  const std::uint8_t version = start[4], flags = start[5];
  if (version != 2 || (flags & 0xc0) != 0) throw NotUnderstood{};
  const std::size_t sizeBytes = std::size_t{1} << (flags & 3);
  const std::size_t prefixBytes = 6 + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0);
  const Buffer sizeField = source.read(address + prefixBytes, sizeBytes);
  const std::uint64_t size = Cursor(sizeField.view()).number(sizeBytes);
  if (size > kLargestChunk) throw NotUnderstood{};
  hasOrder_ = (flags & 0x04) != 0;
  const std::size_t before = prefixBytes + sizeBytes;
  const View all = checked(keep(source.read(address, before + static_cast<std::size_t>(size) + kChecksumBytes)));
  addNew({all.data + before, all.size - before});
}

void ObjectHeader::readContinuation(Source& source, View body) {
  Cursor cursor(body);
  const haddr_t address = cursor.u64();
  const std::uint64_t size = cursor.u64();
  if (size > kLargestChunk || chunks_.size() >= kMostChunks) throw NotUnderstood{};
  const View bytes = keep(source.read(address, static_cast<std::size_t>(size)));
  if (!isNew_) return addOld(bytes);
  Cursor inside(checked(bytes));
  inside.expectSignature("OCHK");
  addNew(inside.take(inside.rest()));
}

void ObjectHeader::addOld(View bytes) {
  constexpr std::size_t headerBytes = 8;
  for (Cursor cursor(bytes); cursor.rest() >= headerBytes;) {
    const std::uint16_t kind = cursor.u16(), size = cursor.u16();
    const std::uint8_t flags = cursor.u8();
    cursor.advance(3);
    addMessage(kind, flags, cursor.take(size));
  }
}

void ObjectHeader::addNew(View bytes) {
  const std::size_t headerBytes = hasOrder_ ? 6 : 4;
  for (Cursor cursor(bytes); cursor.rest() >= headerBytes;) {
    const std::uint8_t kind = cursor.u8();
    const std::uint16_t size = cursor.u16();
    const std::uint8_t flags = cursor.u8();
    if (hasOrder_) cursor.advance(2);
    addMessage(kind, flags, cursor.take(size));
  }
}

void ObjectHeader::addMessage(std::uint16_t kind, std::uint8_t flags, View body) {
  if (contains(kIgnored, kind)) return;
  const bool isRead = contains(kRead, static_cast<Kind>(kind));
  if (!isRead || (flags & kShared) != 0 || (flags & kFailIfUnknown) != 0) throw NotUnderstood{};
  messages_.push_back({static_cast<Kind>(kind), body});
}

View ObjectHeader::keep(Buffer bytes) {
  chunks_.push_back(std::move(bytes));
  return chunks_.back().view();
}

}  // namespace h5::header
