#include "overlay.hpp"

#include <algorithm>
#include <cstring>

namespace journal {

Page* Overlay::find(PageNumber number) {
  const auto found = pages_.find(number);
  return found == pages_.end() ? nullptr : &found->second;
}

Page* Overlay::require(PageNumber number, const Load& load) {
  if (Page* known = find(number)) return known;
  Page page;
  page.bytes = store_.take();
  if (page.bytes == nullptr || !load(number, page)) return nullptr;
  if (page.dirty != 0) dirty_.push_back(number);
  return &pages_.emplace(number, page).first->second;
}

void Overlay::put(PageNumber number, std::size_t offset, const std::uint8_t* data, std::size_t size,
                  std::uint64_t reproducible) {
  Page& page = *find(number);
  const bool wasClean = page.dirty == 0;
  while (size > 0) {
    const std::size_t block = offset / kBlockBytes;
    const std::size_t part = std::min(size, (block + 1) * kBlockBytes - offset);
    const std::uint64_t bit = std::uint64_t{1} << block;
    const bool known = ((reproducible | page.dirty | page.logged) & bit) != 0;
    if (!known || std::memcmp(page.bytes + offset, data, part) != 0) {
      std::memcpy(page.bytes + offset, data, part);
      page.dirty |= bit;
    }
    offset += part;
    data += part;
    size -= part;
  }
  if (wasClean && page.dirty != 0) dirty_.push_back(number);
}

std::vector<PageNumber> Overlay::dirtyPages() const {
  auto numbers = dirty_;
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

void Overlay::markLogged() {
  for (const PageNumber number : dirty_) {
    Page& page = *find(number);
    page.logged |= page.dirty;
    page.dirty = 0;
  }
  dirty_.clear();
}

void Overlay::markUnlogged() {
  dirty_.clear();
  for (auto& [number, page] : pages_) {
    page.dirty |= page.logged;
    page.logged = 0;
    if (page.dirty != 0) dirty_.push_back(number);
  }
}

void Overlay::clear() {
  pages_.clear();
  dirty_.clear();
  store_.clear();
}

std::vector<PageNumber> Overlay::pages() const {
  std::vector<PageNumber> numbers;
  numbers.reserve(pages_.size());
  for (const auto& [number, page] : pages_) numbers.push_back(number);
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

std::uint64_t blocksBelow(std::size_t bytes) {
  const std::size_t blocks = std::min<std::size_t>(bytes / kBlockBytes, 64);
  return blocks == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << blocks) - 1;
}

}  // namespace journal
