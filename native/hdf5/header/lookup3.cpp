#include "lookup3.hpp"

namespace h5::header {
namespace {

constexpr std::uint32_t rotated(std::uint32_t value, unsigned bits) { return value << bits | value >> (32 - bits); }

// Three words of state that take in twelve bytes at a time.
struct State {
  std::uint32_t a, b, c;

  void mix() {
    step(a, c, b, 4);
    step(b, a, c, 6);
    step(c, b, a, 8);
    step(a, c, b, 16);
    step(b, a, c, 19);
    step(c, b, a, 4);
  }

  void finish() {
    last(c, b, 14);
    last(a, c, 11);
    last(b, a, 25);
    last(c, b, 16);
    last(a, c, 4);
    last(b, a, 14);
    last(c, b, 24);
  }

 private:
  static void step(std::uint32_t& one, std::uint32_t& two, std::uint32_t& three, unsigned bits) {
    one -= two;
    one ^= rotated(two, bits);
    two += three;
  }
  static void last(std::uint32_t& one, std::uint32_t other, unsigned bits) {
    one ^= other;
    one -= rotated(other, bits);
  }
};

// Bytes that are missing count as zeros.
std::uint32_t word(const std::uint8_t* bytes, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size && i < 4; ++i) value |= std::uint32_t{bytes[i]} << (8 * i);
  return value;
}

void add(State& state, const std::uint8_t* bytes, std::size_t size) {
  state.a += word(bytes, size);
  state.b += size > 4 ? word(bytes + 4, size - 4) : 0;
  state.c += size > 8 ? word(bytes + 8, size - 8) : 0;
}

}  // namespace

std::uint32_t lookup3(View bytes) {
  const std::uint32_t start = 0xdeadbeefU + static_cast<std::uint32_t>(bytes.size);
  State state{start, start, start};
  const std::uint8_t* at = bytes.data;
  std::size_t rest = bytes.size;
  for (; rest > 12; at += 12, rest -= 12) {
    add(state, at, 12);
    state.mix();
  }
  if (rest == 0) return state.c;
  add(state, at, rest);
  state.finish();
  return state.c;
}

}  // namespace h5::header
