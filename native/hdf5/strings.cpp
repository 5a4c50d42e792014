#include "strings.hpp"

#include <cstdint>

#include "../core/error.hpp"

namespace h5 {
namespace {

// How many bytes follow a first byte, and the range of the next one that excludes overlong forms and surrogates.
struct Sequence {
  std::uint8_t first, last, following, low, high;
};
constexpr Sequence kSequences[] = {
    {0x00, 0x7f, 0, 0x80, 0xbf}, {0xc2, 0xdf, 1, 0x80, 0xbf}, {0xe0, 0xe0, 2, 0xa0, 0xbf},
    {0xe1, 0xec, 2, 0x80, 0xbf}, {0xed, 0xed, 2, 0x80, 0x9f}, {0xee, 0xef, 2, 0x80, 0xbf},
    {0xf0, 0xf0, 3, 0x90, 0xbf}, {0xf1, 0xf3, 3, 0x80, 0xbf}, {0xf4, 0xf4, 3, 0x80, 0x8f},
};

const Sequence* sequenceOf(std::uint8_t byte) {
  for (const Sequence& sequence : kSequences)
    if (byte >= sequence.first && byte <= sequence.last) return &sequence;
  return nullptr;
}

}  // namespace

std::vector<const char*> pointersTo(const std::vector<std::string>& texts) {
  checkTexts(texts);
  std::vector<const char*> pointers;
  pointers.reserve(texts.size());
  for (const auto& text : texts) pointers.push_back(text.c_str());
  return pointers;
}

void checkTexts(const std::vector<std::string>& texts) {
  for (const auto& text : texts)
    if (text.find('\0') != std::string::npos)
      throw Error(Code::InvalidValue, "A text of variable length must not have a NUL");
}

bool isUtf8(const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const Sequence* sequence = sequenceOf(static_cast<std::uint8_t>(text[at]));
    if (sequence == nullptr || at + sequence->following >= text.size()) return false;
    for (std::size_t i = 1; i <= sequence->following; ++i) {
      const auto byte = static_cast<std::uint8_t>(text[at + i]);
      const bool valid = i == 1 ? byte >= sequence->low && byte <= sequence->high : (byte & 0xc0) == 0x80;
      if (!valid) return false;
    }
    at += 1u + sequence->following;
  }
  return true;
}

}  // namespace h5
