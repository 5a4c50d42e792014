#pragma once
#include <cstddef>
#include <cstdint>

namespace h5 {

// Where one column lies in packed rows.
struct ColumnPlace {
  std::size_t rows;
  std::size_t rowBytes;
  std::size_t offset;
  std::size_t cellBytes;
};

// Cells end to end, out of rows and into them.
void gatherColumn(const std::uint8_t* rows, std::uint8_t* cells, const ColumnPlace& place);
void scatterColumn(std::uint8_t* rows, const std::uint8_t* cells, const ColumnPlace& place);

}  // namespace h5
