#include "links.hpp"

#include <algorithm>

#include "messages.hpp"

namespace h5::header {
namespace {

Link decodeLink(View body) {
  constexpr std::uint8_t hasOrder = 0x04, hasKind = 0x08, hasCharacters = 0x10, hard = 0, soft = 1;
  Cursor cursor(body);
  cursor.expect(cursor.u8() == 1);
  const std::uint8_t flags = cursor.u8();
  cursor.expect((flags & 0xe0) == 0);
  const std::uint8_t kind = (flags & hasKind) != 0 ? cursor.u8() : hard;
  if ((flags & hasOrder) != 0) cursor.advance(8);
  if ((flags & hasCharacters) != 0) cursor.expect(cursor.u8() <= 1);
  const std::uint64_t nameSize = cursor.number(std::size_t{1} << (flags & 3));
  Link link;
  link.name = cursor.text(static_cast<std::size_t>(nameSize));
  cursor.expect(!link.name.empty() && kind <= soft);
  if (kind == hard)
    link.address = cursor.u64();
  else
    link.target = cursor.text(cursor.u16());
  return link;
}

// --- groups of the oldest format: a B-tree of nodes with symbols, whose names lie in a heap
// ----------------------------

class SymbolTable {
 public:
  SymbolTable(Source& source, View message, std::size_t most) : source_(source), most_(most) {
    Cursor cursor(message);
    root_ = cursor.u64();
    readHeap(cursor.u64());
  }

  std::optional<std::vector<Link>> links() {
    if (!addTree(root_, kDeepest)) return std::nullopt;
    return std::move(links_);
  }

 private:
  static constexpr int kDeepest = 4;
  static constexpr std::size_t kMostChildren = 4096;
  static constexpr std::uint64_t kLargestHeap = std::uint64_t{1} << 20;

  void readHeap(haddr_t address) {
    const Buffer head = source_.read(address, 32);
    Cursor cursor(head.view());
    cursor.expectSignature("HEAP");
    cursor.expect(cursor.u8() == 0);
    cursor.advance(3);
    const std::uint64_t size = cursor.u64();
    cursor.advance(8);
    cursor.expect(size <= kLargestHeap);
    heap_ = source_.read(cursor.u64(), static_cast<std::size_t>(size));
  }

  std::string textAt(std::uint64_t offset) const {
    if (offset >= heap_.size()) throw NotUnderstood{};
    const auto* begin = reinterpret_cast<const char*>(heap_.data()) + offset;
    const std::size_t rest = heap_.size() - static_cast<std::size_t>(offset);
    const auto* end = static_cast<const char*>(std::memchr(begin, 0, rest));
    if (end == nullptr) throw NotUnderstood{};
    return {begin, end};
  }

  // False when there are too many.
  bool addTree(haddr_t address, int depth) {
    if (depth == 0) throw NotUnderstood{};
    const Buffer head = source_.read(address, 24);
    Cursor cursor(head.view());
    cursor.expectSignature("TREE");
    cursor.expect(cursor.u8() == 0);
    const std::uint8_t level = cursor.u8();
    const std::size_t children = cursor.u16();
    cursor.expect(children <= kMostChildren);
    const Buffer entries = source_.read(address + head.size(), 8 + 16 * children);
    for (std::size_t i = 0; i < children; ++i) {
      const haddr_t child = Cursor({entries.data() + 8 + 16 * i, 8}).u64();
      if (!(level == 0 ? addSymbols(child) : addTree(child, depth - 1))) return false;
    }
    return true;
  }

  bool addSymbols(haddr_t address) {
    constexpr std::size_t entryBytes = 40;
    const Buffer head = source_.read(address, 8);
    Cursor cursor(head.view());
    cursor.expectSignature("SNOD");
    cursor.expect(cursor.u8() == 1);
    cursor.advance(1);
    const std::size_t count = cursor.u16();
    if (links_.size() + count > most_) return false;
    const Buffer entries = source_.read(address + head.size(), entryBytes * count);
    for (std::size_t i = 0; i < count; ++i) addSymbol({entries.data() + entryBytes * i, entryBytes});
    return true;
  }

  void addSymbol(View entry) {
    constexpr std::uint32_t isSoft = 2;
    Cursor cursor(entry);
    Link link;
    link.name = textAt(cursor.u64());
    const haddr_t address = cursor.u64();
    const std::uint32_t kind = cursor.u32();
    cursor.advance(4);
    cursor.expect(kind <= isSoft && !link.name.empty());
    if (kind == isSoft)
      link.target = textAt(cursor.u32());
    else
      link.address = address;
    links_.push_back(std::move(link));
  }

  Source& source_;
  const std::size_t most_;
  haddr_t root_ = 0;
  Buffer heap_;
  std::vector<Link> links_;
};

std::optional<std::vector<Link>> linksInHeader(const ObjectHeader& group, std::size_t most) {
  std::vector<Link> links;
  for (const Message& message : group.messages()) {
    if (message.kind != Kind::Link) continue;
    if (links.size() >= most) return std::nullopt;
    links.push_back(decodeLink(message.body));
  }
  return links;
}

}  // namespace

std::optional<std::vector<Link>> linksOf(Source& source, const ObjectHeader& group, std::size_t most) {
  const Message* table = group.find(Kind::SymbolTable);
  const Message* info = group.find(Kind::LinkInfo);
  if ((table != nullptr) == (info != nullptr)) throw NotUnderstood{};
  if (info != nullptr && linksAreDense(info->body)) return std::nullopt;
  auto links = table != nullptr ? SymbolTable(source, table->body, most).links() : linksInHeader(group, most);
  if (links)
    std::sort(links->begin(), links->end(), [](const Link& one, const Link& other) { return one.name < other.name; });
  return links;
}

}  // namespace h5::header
