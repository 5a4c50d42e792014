// What libhdf5 allows: the trials as a small C++ program over it, with everything prepared once that can be.
// Answers requests on standard input, one JSON line each, as the other sides do.

#include <hdf5.h>
#include <sys/resource.h>

#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <vector>

namespace {

struct Params {
  std::string line;

  std::string text(const std::string& key) const {
    const std::size_t at = line.find("\"" + key + "\":");
    if (at == std::string::npos) return "";
    const std::size_t from = at + key.size() + 3;
    if (line[from] != '"') return line.substr(from, line.find_first_of(",}", from) - from);
    return line.substr(from + 1, line.find('"', from + 1) - from - 1);
  }
  long number(const std::string& key) const { return std::atol(text(key).c_str()); }
};

double timed(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

constexpr hsize_t kColumns = 8, kChunkRows = 2048, kBlockRows = 1000, kReadRows = 16 * 2048;

hid_t createFile(const std::string& name) {
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  H5Pset_libver_bounds(access, H5F_LIBVER_EARLIEST, H5F_LIBVER_LATEST);
  const hid_t file = H5Fcreate(name.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access);
  H5Pclose(access);
  return file;
}

void close(hid_t file) { H5Fclose(file); }

// --- leaves
// -----------------------------------------------------------------------------------------------------------

struct Types {
  hid_t scalar = H5Screate(H5S_SCALAR);
  hid_t null = H5Screate(H5S_NULL);
  std::map<std::size_t, hid_t> texts;

  hid_t text(std::size_t length) {
    hid_t& type = texts[length];
    if (type == 0) {
      type = H5Tcopy(H5T_C_S1);
      H5Tset_size(type, length == 0 ? 1 : length);
      H5Tset_cset(type, H5T_CSET_UTF8);
    }
    return type;
  }
};

void attribute(hid_t node, const char* name, hid_t type, hid_t space, const void* value) {
  const hid_t id = H5Acreate2(node, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  if (value != nullptr) H5Awrite(id, type, value);
  H5Aclose(id);
}

void textAttribute(Types& types, hid_t node, const char* name, const char* value) {
  const std::size_t length = std::strlen(value);
  attribute(node, name, types.text(length), length == 0 ? types.null : types.scalar, length == 0 ? nullptr : value);
}

double leafStore(const Params& params, const std::string& folder) {
  const long leaves = params.number("leaves");
  const hid_t file = createFile(folder + "/leaves.h5");
  std::array<double, 100> numbers;
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<double>(i);
  const double seconds = timed([&] {
    Types types;
    const hsize_t extent[1] = {100};
    const hid_t space = H5Screate_simple(1, extent, nullptr);
    const hid_t results = H5Gcreate2(file, "results", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    const std::array<std::array<const char*, 2>, 8> ofGroup{{{"CLASS", "GROUP"},
                                                             {"TITLE", ""},
                                                             {"VERSION", "1.0"},
                                                             {"SRVC_CLASS_NAME", "Result"},
                                                             {"SRVC_COMMENT", "A number of numbers"},
                                                             {"SRVC_INIT", "Result"},
                                                             {"text", "some text"},
                                                             {"unit", "mV"}}};
    const std::array<std::array<const char*, 2>, 4> ofArray{
        {{"CLASS", "ARRAY"}, {"TITLE", ""}, {"VERSION", "2.4"}, {"SRVC_STORE", "ARRAY"}}};
    for (long i = 0; i < leaves; ++i) {
      char name[32];
      std::snprintf(name, sizeof name, "leaf_%08ld", i);
      const hid_t group = H5Gcreate2(results, name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
      for (const auto& [key, value] : ofGroup) textAttribute(types, group, key, value);
      const unsigned char mark = 1;
      const long long number = i;
      const double half = static_cast<double>(i) + 0.5;
      attribute(group, "SRVC_LEAF", H5T_NATIVE_UCHAR, types.scalar, &mark);
      attribute(group, "number", H5T_NATIVE_LLONG, types.scalar, &number);
      attribute(group, "half", H5T_NATIVE_DOUBLE, types.scalar, &half);
      const hid_t array = H5Dcreate2(group, "data", H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
      H5Dwrite(array, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data());
      for (const auto& [key, value] : ofArray) textAttribute(types, array, key, value);
      H5Dclose(array);
      H5Gclose(group);
    }
    H5Gclose(results);
    H5Sclose(space);
    H5Fflush(file, H5F_SCOPE_GLOBAL);
  });
  close(file);
  return seconds;
}

// --- rows of 8 numbers
// ------------------------------------------------------------------------------------------------

hid_t createRows(hid_t file, const char* name, long complevel) {
  const hsize_t extent[2] = {0, kColumns}, limit[2] = {H5S_UNLIMITED, kColumns}, chunk[2] = {kChunkRows, kColumns};
  const hid_t space = H5Screate_simple(2, extent, limit);
  const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_chunk(creation, 2, chunk);
  if (complevel > 0) {
    H5Pset_shuffle(creation);
    H5Pset_deflate(creation, static_cast<unsigned>(complevel));
  }
  const hid_t rows = H5Dcreate2(file, name, H5T_IEEE_F64LE, space, H5P_DEFAULT, creation, H5P_DEFAULT);
  H5Pclose(creation);
  H5Sclose(space);
  return rows;
}

void transfer(hid_t dataset, hsize_t start, hsize_t count, void* out, const void* in) {
  const hsize_t from[2] = {start, 0}, block[2] = {count, kColumns};
  const hid_t space = H5Dget_space(dataset), memory = H5Screate_simple(2, block, nullptr);
  H5Sselect_hyperslab(space, H5S_SELECT_SET, from, nullptr, block, nullptr);
  if (in != nullptr)
    H5Dwrite(dataset, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, in);
  else
    H5Dread(dataset, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, out);
  H5Sclose(memory);
  H5Sclose(space);
}

void append(hid_t dataset, hsize_t start, hsize_t count, const double* rows) {
  const hsize_t extent[2] = {start + count, kColumns};
  H5Dset_extent(dataset, extent);
  transfer(dataset, start, count, nullptr, rows);
}

// Whole chunks at a time: nobody can append rows one by one and be faster.
double earrayAppend(const Params& params, const std::string& folder) {
  const auto rows = static_cast<hsize_t>(params.number("rows"));
  const hid_t file = createFile(folder + "/rows.h5");
  const double seconds = timed([&] {
    const hid_t dataset = createRows(file, "rows", 0);
    std::vector<double> buffer(kChunkRows * kColumns);
    hsize_t written = 0, pending = 0;
    for (hsize_t i = 0; i < rows; ++i) {
      for (hsize_t column = 0; column < kColumns; ++column)
        buffer[pending * kColumns + column] = static_cast<double>(column == 0 ? i : column);
      if (++pending < kChunkRows && i + 1 < rows) continue;
      append(dataset, written, pending, buffer.data());
      written += pending;
      pending = 0;
    }
    H5Dclose(dataset);
    H5Fflush(file, H5F_SCOPE_GLOBAL);
  });
  close(file);
  return seconds;
}

std::vector<double> signal(std::size_t rows) {
  std::vector<double> data(rows * kColumns);
  long long state = 1;
  double walk = 0;
  for (std::size_t i = 0; i < data.size(); ++i) {
    state = (state * 48271) % 2147483647;
    const double noise = static_cast<double>(state) / 2147483647.0 - 0.5;
    walk += noise;
    const double value = i % 8 < 4 ? 10 * std::sin(static_cast<double>(i) / 500) + noise : walk;
    data[i] = std::floor(value * 4096 + 0.5) / 4096;
  }
  return data;
}

double writeBlocks(const Params& params, const std::string& filename) {
  const std::vector<double> data = signal(kBlockRows * 16);
  const auto blocks = static_cast<hsize_t>(
      std::lround(static_cast<double>(params.number("megabytes")) * 1048576.0 / (kBlockRows * kColumns * 8)));
  const hid_t file = createFile(filename);
  const double seconds = timed([&] {
    const hid_t dataset = createRows(file, "blocks", params.number("complevel"));
    for (hsize_t i = 0; i < blocks; ++i)
      append(dataset, i * kBlockRows, kBlockRows, data.data() + (i % 16) * kBlockRows * kColumns);
    H5Dclose(dataset);
    H5Fflush(file, H5F_SCOPE_GLOBAL);
  });
  close(file);
  return seconds;
}

double blockWrite(const Params& params, const std::string& folder) {
  return writeBlocks(params, folder + "/blocks.h5");
}

double blockRead(const Params& params, const std::string& folder) {
  const std::string filename = folder + "/blocks.h5";
  writeBlocks(params, filename);
  std::vector<double> buffer(kReadRows * kColumns);
  return timed([&] {
    const hid_t file = H5Fopen(filename.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    const hid_t dataset = H5Dopen2(file, "blocks", H5P_DEFAULT);
    const hid_t space = H5Dget_space(dataset);
    hsize_t extent[2];
    H5Sget_simple_extent_dims(space, extent, nullptr);
    H5Sclose(space);
    for (hsize_t start = 0; start < extent[0]; start += kReadRows)
      transfer(dataset, start, std::min(kReadRows, extent[0] - start), buffer.data(), nullptr);
    H5Dclose(dataset);
    close(file);
  });
}

// --- one array
// --------------------------------------------------------------------------------------------------------

double writeContiguous(const Params& params, const std::string& filename) {
  std::vector<double> data(static_cast<std::size_t>(params.number("megabytes")) << 17);
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<double>(i);
  return timed([&] {
    const hid_t file = createFile(filename);
    const hsize_t extent[1] = {data.size()};
    const hid_t space = H5Screate_simple(1, extent, nullptr);
    const hid_t array = H5Dcreate2(file, "array", H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Dwrite(array, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, data.data());
    H5Dclose(array);
    H5Sclose(space);
    close(file);
  });
}

double contiguousWrite(const Params& params, const std::string& folder) {
  return writeContiguous(params, folder + "/array.h5");
}

double contiguousRead(const Params& params, const std::string& folder) {
  const std::string filename = folder + "/array.h5";
  writeContiguous(params, filename);
  return timed([&] {
    std::vector<double> data(static_cast<std::size_t>(params.number("megabytes")) << 17);
    const hid_t file = H5Fopen(filename.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    const hid_t array = H5Dopen2(file, "array", H5P_DEFAULT);
    H5Dread(array, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, data.data());
    H5Dclose(array);
    close(file);
  });
}

using Operation = double (*)(const Params&, const std::string&);
const std::map<std::string, Operation> kOperations{
    {"leafStore", leafStore}, {"earrayAppend", earrayAppend},       {"blockWrite", blockWrite},
    {"blockRead", blockRead}, {"contiguousWrite", contiguousWrite}, {"contiguousRead", contiguousRead}};

}  // namespace

int main() {
  std::string line;
  while (std::getline(std::cin, line)) {
    const Params request{line};
    const auto operation = kOperations.find(request.text("operation"));
    if (operation == kOperations.end()) {
      std::printf("{\"unavailable\":\"no such operation\"}\n");
    } else {
      const double seconds = operation->second(request, request.text("folder"));
      rusage usage{};
      getrusage(RUSAGE_SELF, &usage);
      std::printf("{\"seconds\":%.9f,\"peakBytes\":%ld}\n", seconds, usage.ru_maxrss * 1024);
    }
    std::fflush(stdout);
  }
}
