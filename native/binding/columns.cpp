#include "columns.hpp"

#include <algorithm>
#include <numeric>

#include "../core/columns.hpp"
#include "../core/error.hpp"
#include "convert.hpp"
#include "state.hpp"

namespace binding {
namespace {

std::size_t toSize(const Napi::Value& value, const char* what) {
  return static_cast<std::size_t>(toCount(value, what));
}

void require(bool fits) {
  if (!fits) throw h5::Error(h5::Code::InvalidValue, "The cells do not fit the rows");
}

// The first cell is at byte `at` of the rows, each other one `step` bytes after the one before.
std::uint8_t* placed(const h5::View& rows, std::size_t at, const h5::ColumnPlace& place) {
  require(place.rows == 0 ||
          (at <= rows.size && place.cellBytes <= rows.size - at && place.cellBytes <= place.rowBytes &&
           place.rows - 1 <= (rows.size - at - place.cellBytes) / std::max<std::size_t>(place.rowBytes, 1)));
  return const_cast<std::uint8_t*>(rows.data) + (place.rows == 0 ? 0 : at);
}

struct Column {
  std::uint8_t* rows;
  std::uint8_t* cells;
  h5::ColumnPlace place;
};

Column toColumn(const Napi::CallbackInfo& info) {
  const h5::View rows = toView(info[0], "rows"), cells = toView(info[3], "cells");
  const std::size_t count = toSize(info[4], "count");
  const h5::ColumnPlace place{count, toSize(info[2], "step"), count == 0 ? 0 : cells.size / count};
  require(cells.size == count * place.cellBytes);
  return {placed(rows, toSize(info[1], "at"), place), const_cast<std::uint8_t*>(cells.data), place};
}

void gather(const Napi::CallbackInfo& info) {
  guarded(info.Env(), [&] {
    const Column column = toColumn(info);
    h5::gatherColumn(column.rows, column.cells, column.place);
  });
}

void scatter(const Napi::CallbackInfo& info) {
  guarded(info.Env(), [&] {
    const Column column = toColumn(info);
    h5::scatterColumn(column.rows, column.cells, column.place);
  });
}

void scatterTexts(const Napi::CallbackInfo& info) {
  guarded(info.Env(), [&] {
    const h5::View rows = toView(info[0], "rows"), characters = toView(info[4], "characters");
    const std::vector<std::uint32_t> lengths = toLengths(info[5]);
    const h5::ColumnPlace place{lengths.size(), toSize(info[2], "step"), toSize(info[3], "width")};
    for (const std::uint32_t length : lengths) require(length <= place.cellBytes);
    require(std::accumulate(lengths.begin(), lengths.end(), std::size_t{0}) == characters.size);
    h5::scatterTexts(placed(rows, toSize(info[1], "at"), place), characters.data, lengths.data(), place);
  });
}

}  // namespace

void exportColumns(Napi::Object exports) {
  const Napi::Env env = exports.Env();
  exports.Set("gather", Napi::Function::New(env, gather, "gather"));
  exports.Set("scatter", Napi::Function::New(env, scatter, "scatter"));
  exports.Set("scatterTexts", Napi::Function::New(env, scatterTexts, "scatterTexts"));
}

}  // namespace binding
