#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "page_store.hpp"

namespace journal {

constexpr std::size_t kBlockBytes = 64;
static_assert(kPageBytes / kBlockBytes == 64, "a page's blocks are the bits of one word");

// What differs from the main file: whole pages, and for each 64-byte block whether it was changed since the last commit
// (dirty) and whether the log has it (logged).
struct Page {
  std::uint8_t* bytes = nullptr;  // kPageBytes
  std::uint64_t dirty = 0;
  std::uint64_t logged = 0;
  // Hash of the page in the main file when it was first touched; none for pages beyond it.
  std::optional<std::uint64_t> baseHash;
};

using PageNumber = std::uint64_t;

class Overlay {
 public:
  // Fills a page with what is below the overlay; false when that cannot be read.
  using Load = std::function<bool(PageNumber, Page&)>;

  explicit Overlay(std::string spillPath) : store_(std::move(spillPath)) {}

  Page* find(PageNumber number);
  // Null when there is no room for it, or it cannot be loaded.
  Page* require(PageNumber number, const Load& load);

  // Puts bytes into a page of the overlay. Blocks that do not change are left out, if `reproducible` says that recovery
  // has them.
  void put(PageNumber number, std::size_t offset, const std::uint8_t* data, std::size_t size,
           std::uint64_t reproducible);

  bool isEmpty() const { return pages_.empty(); }
  bool isDirty() const { return !dirty_.empty(); }
  // Pages that changed since the last commit, in ascending order: a commit costs what changed, not what is there.
  std::vector<PageNumber> dirtyPages() const;
  // Everything dirty is in the log now.
  void markLogged();
  // The log is another one, which has nothing yet.
  void markUnlogged();
  // All pages in ascending order.
  std::vector<PageNumber> pages() const;
  void clear();

 private:
  PageStore store_;
  std::unordered_map<PageNumber, Page> pages_;
  std::vector<PageNumber> dirty_;
};

// Bits of the blocks that lie wholly below `bytes`.
std::uint64_t blocksBelow(std::size_t bytes);

}  // namespace journal
