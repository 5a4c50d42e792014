#include "columns.hpp"

#include <cstring>

namespace h5 {
namespace {

void copyCells(const std::uint8_t* from, std::size_t fromStep, std::uint8_t* to, std::size_t toStep, std::size_t rows,
               std::size_t bytes) {
  for (std::size_t row = 0; row < rows; ++row, from += fromStep, to += toStep) std::memcpy(to, from, bytes);
}

// A size known to the compiler makes a copy one instruction.
template <std::size_t bytes>
void copyCells(const std::uint8_t* from, std::size_t fromStep, std::uint8_t* to, std::size_t toStep, std::size_t rows) {
  for (std::size_t row = 0; row < rows; ++row, from += fromStep, to += toStep) std::memcpy(to, from, bytes);
}

void copy(const std::uint8_t* from, std::size_t fromStep, std::uint8_t* to, std::size_t toStep, std::size_t rows,
          std::size_t bytes) {
  switch (bytes) {
    case 1:
      return copyCells<1>(from, fromStep, to, toStep, rows);
    case 2:
      return copyCells<2>(from, fromStep, to, toStep, rows);
    case 4:
      return copyCells<4>(from, fromStep, to, toStep, rows);
    case 8:
      return copyCells<8>(from, fromStep, to, toStep, rows);
    default:
      return copyCells(from, fromStep, to, toStep, rows, bytes);
  }
}

}  // namespace

void gatherColumn(const std::uint8_t* rows, std::uint8_t* cells, const ColumnPlace& place) {
  copy(rows, place.rowBytes, cells, place.cellBytes, place.rows, place.cellBytes);
}

void scatterColumn(std::uint8_t* rows, const std::uint8_t* cells, const ColumnPlace& place) {
  copy(cells, place.cellBytes, rows, place.rowBytes, place.rows, place.cellBytes);
}

void scatterTexts(std::uint8_t* rows, const std::uint8_t* characters, const std::uint32_t* lengths,
                  const ColumnPlace& place) {
  for (std::size_t row = 0; row < place.rows; ++row, rows += place.rowBytes) {
    const std::size_t length = lengths[row];
    // Where there are no characters at all, there need not be any memory for them.
    if (length > 0) std::memcpy(rows, characters, length);
    std::memset(rows + length, 0, place.cellBytes - length);
    characters += length;
  }
}

}  // namespace h5
