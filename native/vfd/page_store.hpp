#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "posix.hpp"

namespace journal {

constexpr std::size_t kPageBytes = 4096;

// Memory for pages, all given back at once. Beyond some of it, it is that of a file without a name, so that changes
// larger than memory go to the disk; where the disk is full, ordinary memory serves up to a limit.
class PageStore {
 public:
  // The file is made beside `spillPath` when it is needed, and has no name.
  explicit PageStore(std::string spillPath) : spillPath_(std::move(spillPath)) {}
  ~PageStore() { clear(); }
  PageStore(const PageStore&) = delete;
  PageStore& operator=(const PageStore&) = delete;

  // kPageBytes with anything in them; null when there is no room.
  std::uint8_t* take();
  void clear();

 private:
  bool grow();
  std::uint8_t* growInFile();
  Descriptor makeFile() const;

  struct Chunk {
    std::uint8_t* bytes;
    bool isMapped;
  };
  const std::string spillPath_;
  std::vector<Chunk> chunks_;
  std::size_t inMemory_ = 0;  // chunks
  std::size_t taken_ = 0;     // pages of the last chunk
  Descriptor file_;
  std::uint64_t fileBytes_ = 0;
};

}  // namespace journal
