#include "page_store.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <new>

namespace journal {
namespace {

constexpr std::size_t kChunkPages = 256;
constexpr std::size_t kChunkBytes = kChunkPages * kPageBytes;
// Chunks in ordinary memory: so many first, and so many when the file cannot grow.
constexpr std::size_t kFirstChunks = 64;
constexpr std::size_t kMostChunks = 512;

}  // namespace

std::uint8_t* PageStore::take() {
  if ((chunks_.empty() || taken_ == kChunkPages) && !grow()) return nullptr;
  return chunks_.back().bytes + kPageBytes * taken_++;
}

bool PageStore::grow() {
  chunks_.reserve(chunks_.size() + 1);
  std::uint8_t* mapped = inMemory_ >= kFirstChunks ? growInFile() : nullptr;
  if (mapped == nullptr) {
    if (inMemory_ >= kMostChunks) return false;
    chunks_.push_back({new std::uint8_t[kChunkBytes], false});
    ++inMemory_;
  } else {
    chunks_.push_back({mapped, true});
  }
  taken_ = 0;
  return true;
}

// Where the file system knows no files without a name it gets one of its own, and loses it at once: what a crash has
// left, or somebody has put there, is not in the way.
Descriptor PageStore::makeFile() const {
  const auto slash = spillPath_.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : spillPath_.substr(0, slash + 1);
  Descriptor nameless(::open(folder.c_str(), O_RDWR | O_TMPFILE | O_EXCL | O_CLOEXEC, 0600));
  if (nameless) return nameless;
  std::string name = spillPath_ + "-XXXXXX";
  Descriptor named(mkostemp(name.data(), O_CLOEXEC));
  if (named) unlink(name.c_str());
  return named;
}

// Space is reserved first: writing to a mapped page without any would end the process.
std::uint8_t* PageStore::growInFile() {
  if (!file_) {
    file_ = makeFile();
    if (!file_) return nullptr;
  }
  const auto offset = static_cast<off_t>(fileBytes_);
  if (posix_fallocate(file_.get(), offset, static_cast<off_t>(kChunkBytes)) != 0) return nullptr;
  void* mapped = mmap(nullptr, kChunkBytes, PROT_READ | PROT_WRITE, MAP_SHARED, file_.get(), offset);
  if (mapped == MAP_FAILED) return nullptr;
  fileBytes_ += kChunkBytes;
  return static_cast<std::uint8_t*>(mapped);
}

void PageStore::clear() {
  for (const Chunk& chunk : chunks_) {
    if (chunk.isMapped)
      munmap(chunk.bytes, kChunkBytes);
    else
      delete[] chunk.bytes;
  }
  chunks_.clear();
  inMemory_ = taken_ = 0;
  file_.reset();
  fileBytes_ = 0;
}

}  // namespace journal
