#pragma once
#include <string>

namespace journal {

// Why an operation failed: an errno, and a sentence where that says too little.
struct Failure {
  int number = 0;
  std::string sentence;
  explicit operator bool() const { return number != 0; }
};

}  // namespace journal
