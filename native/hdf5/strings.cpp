#include "strings.hpp"

#include <cstdint>
#include <cstring>

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

std::uint8_t byteAt(std::string_view text, std::size_t at) { return static_cast<std::uint8_t>(text[at]); }

// Bytes of the character that begins there; 0 where none does.
std::size_t characterAt(std::string_view text, std::size_t at) {
  const Sequence* sequence = sequenceOf(byteAt(text, at));
  if (sequence == nullptr || at + sequence->following >= text.size()) return 0;
  for (std::size_t i = 1; i <= sequence->following; ++i) {
    const std::uint8_t byte = byteAt(text, at + i);
    const bool valid = i == 1 ? byte >= sequence->low && byte <= sequence->high : (byte & 0xc0) == 0x80;
    if (!valid) return 0;
  }
  return 1U + sequence->following;
}

// Most texts are nothing but ASCII: eight bytes at once.
std::size_t skipAscii(std::string_view text, std::size_t at) {
  constexpr std::uint64_t highBits = 0x8080808080808080;
  for (std::uint64_t word = 0; at + sizeof word <= text.size(); at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    if ((word & highBits) != 0) break;
  }
  while (at < text.size() && byteAt(text, at) < 0x80) ++at;
  return at;
}

std::uint32_t codePointOf(std::string_view character) {
  constexpr std::uint8_t masks[] = {0x7f, 0x1f, 0x0f, 0x07};
  std::uint32_t code = byteAt(character, 0) & masks[character.size() - 1];
  for (std::size_t i = 1; i < character.size(); ++i) code = code << 6 | (byteAt(character, i) & 0x3fU);
  return code;
}

void appendUnits(std::u16string& text, std::uint32_t code) {
  if (code < 0x10000) {
    text.push_back(static_cast<char16_t>(code));
    return;
  }
  text.push_back(static_cast<char16_t>(0xd800 + ((code - 0x10000) >> 10)));
  text.push_back(static_cast<char16_t>(0xdc00 + ((code - 0x10000) & 0x3ff)));
}

void appendBytes(std::string& bytes, std::uint32_t code) {
  constexpr std::uint8_t heads[] = {0, 0xc0, 0xe0, 0xf0};
  const int following = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  bytes.push_back(static_cast<char>(heads[following] | code >> (6 * following)));
  for (int i = following - 1; i >= 0; --i) bytes.push_back(static_cast<char>(0x80 | (code >> (6 * i) & 0x3f)));
}

// Byte 0x80 + n is the unit U+DC80 + n.
constexpr char16_t kEscapes = 0xdc00;

bool isSurrogate(char16_t unit) { return unit >= 0xd800 && unit <= 0xdfff; }

bool isPair(std::u16string_view text, std::size_t at) {
  return text[at] <= 0xdbff && at + 1 < text.size() && text[at + 1] >= 0xdc00 && text[at + 1] <= 0xdfff;
}

[[noreturn]] void refuseHalf(char16_t unit, std::size_t at) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string code;
  for (int shift = 12; shift >= 0; shift -= 4) code.push_back(digits[unit >> shift & 0xf]);
  throw Error(Code::InvalidValue,
              "A text must be Unicode, but it has half of a surrogate pair (U+" + code + ") at " + std::to_string(at));
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

bool isUtf8(std::string_view text) {
  for (std::size_t at = skipAscii(text, 0); at < text.size(); at = skipAscii(text, at)) {
    const std::size_t size = characterAt(text, at);
    if (size == 0) return false;
    at += size;
  }
  return true;
}

std::u16string decodeText(std::string_view bytes) {
  std::u16string text;
  text.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t size = characterAt(bytes, at);
    if (size == 0)
      text.push_back(static_cast<char16_t>(kEscapes + byteAt(bytes, at)));
    else
      appendUnits(text, codePointOf(bytes.substr(at, size)));
    at += size == 0 ? 1 : size;
  }
  return text;
}

std::string encodeText(std::u16string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char16_t unit = text[at];
    if (unit >= kEscapes + 0x80 && unit <= kEscapes + 0xff) {
      bytes.push_back(static_cast<char>(unit - kEscapes));
    } else if (!isSurrogate(unit)) {
      appendBytes(bytes, unit);
    } else {
      if (!isPair(text, at)) refuseHalf(unit, at);
      appendBytes(bytes, 0x10000 + ((unit - 0xd800U) << 10) + (text[at + 1] - 0xdc00U));
      ++at;
    }
  }
  return bytes;
}

}  // namespace h5
