#pragma once
#include <hdf5.h>

#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace h5 {

enum class Code {
  InvalidValue,
  InvalidType,
  NotFound,
  Exists,
  ReadOnly,
  Closed,
  Locked,
  NotHdf5,
  Io,
  Corrupt,
  FilterUnavailable,
  Unsupported,
  Unsafe,
  Limit,
  Hdf5,
};

// The code as JavaScript knows it: ERR_NOT_FOUND …
const char* nameOf(Code code);

// What went wrong in one sentence, to which path of which file; `frames` is libhdf5's own stack, innermost first.
struct Error : std::exception {
  Error(Code failure, std::string sentence) : code(failure), message(std::move(sentence)) {}
  const char* what() const noexcept override { return message.c_str(); }

  Code code;
  std::string message;
  std::string path;
  std::string filename;
  std::vector<std::string> frames;
};

// A failed call of libhdf5: "Cannot <operation> '<subject>': <reason>".
[[noreturn]] void fail(std::string_view operation, std::string_view subject);

// A failed system call: "Cannot <operation> '<subject>': <strerror>".
[[noreturn]] void failSystem(int number, std::string_view operation, std::string_view subject);

template <class Result>
Result check(Result result, std::string_view operation, std::string_view subject = {}) {
  if (result < 0) fail(operation, subject);
  return result;
}

// True if the failure of the last call began in this function of libhdf5; it is forgotten then.
bool takeFailureIn(std::string_view function);

// 'text', for sentences.
std::string quoted(std::string_view text);

}  // namespace h5
