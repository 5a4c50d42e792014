#include "overlay.hpp"

#include <algorithm>
#include <cstring>

namespace journal {

Page* Overlay::find(PageNumber number) {
  const auto found = pages_.find(number);
  return found == pages_.end() ? nullptr : found->second.get();
}

Page& Overlay::require(PageNumber number, const Load& load) {
  if (Page* known = find(number)) return *known;
  auto page = std::make_unique<Page>();
  load(number, *page);
  return *pages_.emplace(number, std::move(page)).first->second;
}

void Overlay::put(Page& page, std::size_t offset, const std::uint8_t* data, std::size_t size,
                  std::uint64_t reproducible) {
  while (size > 0) {
    const std::size_t block = offset / kBlockBytes;
    const std::size_t part = std::min(size, (block + 1) * kBlockBytes - offset);
    const std::uint64_t bit = std::uint64_t{1} << block;
    const bool known = ((reproducible | page.dirty | page.logged) & bit) != 0;
    if (!known || std::memcmp(page.bytes.data() + offset, data, part) != 0) {
      std::memcpy(page.bytes.data() + offset, data, part);
      page.dirty |= bit;
    }
    offset += part;
    data += part;
    size -= part;
  }
}

bool Overlay::isDirty() const {
  return std::any_of(pages_.begin(), pages_.end(), [](const auto& entry) { return entry.second->dirty != 0; });
}

void Overlay::markLogged() {
  for (auto& [number, page] : pages_) {
    page->logged |= page->dirty;
    page->dirty = 0;
  }
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
