#pragma once
#include <cstddef>
#include <cstdint>

namespace h5 {

// How the cells of a column lie in packed rows.
struct ColumnPlace {
  std::size_t rows;
  std::size_t rowBytes;
  std::size_t cellBytes;
};

// Cells end to end, out of rows and into them; `rows` is where the first cell is.
void gatherColumn(const std::uint8_t* rows, std::uint8_t* cells, const ColumnPlace& place);
void scatterColumn(std::uint8_t* rows, const std::uint8_t* cells, const ColumnPlace& place);
// Texts end to end, of these lengths; what they leave of their cells becomes NUL.
void scatterTexts(std::uint8_t* rows, const std::uint8_t* characters, const std::uint32_t* lengths,
                  const ColumnPlace& place);

}  // namespace h5
