#include "shuffle.hpp"

#include <algorithm>
#include <array>

namespace h5 {
namespace {

constexpr std::size_t kWidth = 16;

#if defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#define TRAJSTORE_HAS_VECTORS
#endif
#endif

#ifdef TRAJSTORE_HAS_VECTORS
typedef std::uint8_t Vector __attribute__((vector_size(kWidth)));

Vector interleaveLow(Vector a, Vector b) {
  return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

Vector interleaveHigh(Vector a, Vector b) {
  return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}
#else
using Vector = std::array<std::uint8_t, kWidth>;

Vector interleave(const Vector& a, const Vector& b, std::size_t from) {
  Vector result;
  for (std::size_t i = 0; i < kWidth / 2; ++i) {
    result[2 * i] = a[from + i];
    result[2 * i + 1] = b[from + i];
  }
  return result;
}

Vector interleaveLow(const Vector& a, const Vector& b) { return interleave(a, b, 0); }
Vector interleaveHigh(const Vector& a, const Vector& b) { return interleave(a, b, kWidth / 2); }
#endif

// 16 elements of some lanes, a lane being the bytes at one place of every element. Their bytes lie in one sequence, by
// lane or by element: either is a rotation of the bits of the other's index.
template <std::size_t lanes>
using Block = std::array<Vector, lanes>;

// One bit of the index further: the first half and the second half become the even and the odd bytes.
template <std::size_t lanes>
Block<lanes> rotated(const Block<lanes>& block) {
  Block<lanes> result;
  for (std::size_t i = 0; i < lanes / 2; ++i) {
    result[2 * i] = interleaveLow(block[i], block[i + lanes / 2]);
    result[2 * i + 1] = interleaveHigh(block[i], block[i + lanes / 2]);
  }
  return result;
}

// From lanes to elements: by the bits that count lanes.
template <std::size_t lanes>
void toElements(Block<lanes>& block) {
  for (std::size_t n = lanes; n > 1; n /= 2) block = rotated<lanes>(block);
}

// Back: by the bits that count elements.
template <std::size_t lanes>
void toLanes(Block<lanes>& block) {
  for (std::size_t n = kWidth; n > 1; n /= 2) block = rotated<lanes>(block);
}

// What is done for some lanes of the elements from `first` to `last`, of `count`.
struct Part {
  const std::uint8_t* input;
  std::uint8_t* output;
  std::size_t elementSize, lane, first, last, count;
};

template <std::size_t lanes>
void unshuffleLanes(const Part& part) {
  const std::uint8_t* from = part.input + part.lane * part.count;
  std::uint8_t* to = part.output + part.lane;
  std::size_t i = part.first;
  if constexpr (lanes > 1) {
    Block<lanes> block;
    for (; i + kWidth <= part.last; i += kWidth) {
      for (std::size_t lane = 0; lane < lanes; ++lane) std::memcpy(&block[lane], from + lane * part.count + i, kWidth);
      toElements<lanes>(block);
      const auto* bytes = reinterpret_cast<const std::uint8_t*>(&block);
      if (part.elementSize == lanes)
        std::memcpy(to + i * lanes, bytes, sizeof block);
      else
        for (std::size_t e = 0; e < kWidth; ++e) std::memcpy(to + (i + e) * part.elementSize, bytes + e * lanes, lanes);
    }
  }
  for (; i < part.last; ++i)
    for (std::size_t lane = 0; lane < lanes; ++lane) to[i * part.elementSize + lane] = from[lane * part.count + i];
}

template <std::size_t lanes>
void shuffleLanes(const Part& part) {
  const std::uint8_t* from = part.input + part.lane;
  std::uint8_t* to = part.output + part.lane * part.count;
  std::size_t i = part.first;
  if constexpr (lanes > 1) {
    Block<lanes> block;
    auto* bytes = reinterpret_cast<std::uint8_t*>(&block);
    for (; i + kWidth <= part.last; i += kWidth) {
      if (part.elementSize == lanes)
        std::memcpy(bytes, from + i * lanes, sizeof block);
      else
        for (std::size_t e = 0; e < kWidth; ++e)
          std::memcpy(bytes + e * lanes, from + (i + e) * part.elementSize, lanes);
      toLanes<lanes>(block);
      for (std::size_t lane = 0; lane < lanes; ++lane) std::memcpy(to + lane * part.count + i, &block[lane], kWidth);
    }
  }
  for (; i < part.last; ++i)
    for (std::size_t lane = 0; lane < lanes; ++lane) to[lane * part.count + i] = from[i * part.elementSize + lane];
}

// Elements that are handled at a time: what is written for one lane is still in the processor's cache when the next one
// comes.
constexpr std::size_t kRun = 2048;

// How to handle some lanes together, most of them first.
struct Step {
  std::size_t lanes;
  void (*handle)(const Part& part);
};
using Steps = std::array<Step, 4>;

void forAllLanes(View input, std::size_t elementSize, std::uint8_t* output, const Steps& steps) {
  const std::size_t count = input.size / elementSize;
  for (std::size_t first = 0; first < count; first += kRun) {
    Part part{input.data, output, elementSize, 0, first, std::min(count, first + kRun), count};
    for (const Step& step : steps)
      for (; part.lane + step.lanes <= elementSize; part.lane += step.lanes) step.handle(part);
  }
  const std::size_t done = count * elementSize;
  std::copy(input.data + done, input.data + input.size, output + done);
}

}  // namespace

void shuffle(View input, std::size_t elementSize, std::uint8_t* output) {
  static constexpr Steps steps{
      {{8, shuffleLanes<8>}, {4, shuffleLanes<4>}, {2, shuffleLanes<2>}, {1, shuffleLanes<1>}}};
  forAllLanes(input, elementSize, output, steps);
}

void unshuffle(View input, std::size_t elementSize, std::uint8_t* output) {
  static constexpr Steps steps{
      {{8, unshuffleLanes<8>}, {4, unshuffleLanes<4>}, {2, unshuffleLanes<2>}, {1, unshuffleLanes<1>}}};
  forAllLanes(input, elementSize, output, steps);
}

}  // namespace h5
