#include "trace.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <climits>
#include <cstdlib>
#include <vector>

namespace journal::trace {
namespace {

// One event: kind, length of the path, number (offset or size), length of the data; then path and data.
struct Event {
  char kind;
  std::uint32_t pathBytes;
  std::uint64_t number, dataBytes;
};

int traceFile() {
  static const int file = [] {
    const char* path = std::getenv("TRAJSTORE_IO_TRACE");
    return path == nullptr ? -1 : ::open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  }();
  return file;
}

std::string pathOf(int file) {
  char path[PATH_MAX];
  const ssize_t length = readlink(("/proc/self/fd/" + std::to_string(file)).c_str(), path, sizeof path);
  return length < 0 ? std::string() : std::string(path, static_cast<std::size_t>(length));
}

void append(const Event& event, const std::string& path, const void* data) {
  const auto* head = reinterpret_cast<const char*>(&event);
  const auto* body = static_cast<const char*>(data);
  std::vector<char> bytes(head, head + sizeof event);
  bytes.insert(bytes.end(), path.begin(), path.end());
  if (event.dataBytes > 0) bytes.insert(bytes.end(), body, body + event.dataBytes);
  // One call, so that events of several threads do not mix.
  static_cast<void>(!::write(traceFile(), bytes.data(), bytes.size()));
}

void record(char kind, const std::string& path, std::uint64_t number = 0, const void* data = nullptr,
            std::size_t size = 0) {
  Event event{};
  event.kind = kind;
  event.pathBytes = static_cast<std::uint32_t>(path.size());
  event.number = number;
  event.dataBytes = size;
  append(event, path, data);
}

bool off() { return traceFile() < 0; }

}  // namespace

void wrote(int file, const void* data, std::size_t size, std::uint64_t offset) {
  if (!off()) record('w', pathOf(file), offset, data, size);
}
void resized(int file, std::uint64_t size) {
  if (!off()) record('t', pathOf(file), size);
}
void synced(int file) {
  if (!off()) record('s', pathOf(file));
}
void syncedFolder() {
  if (!off()) record('d', "");
}
bool skipsSync(int file) {
  static const char* skipped = std::getenv("TRAJSTORE_SKIP_SYNC");
  if (off() || skipped == nullptr) return false;
  const std::string path = pathOf(file);
  const bool isLog = path.size() > 4 && path.compare(path.size() - 4, 4, "-wal") == 0;
  return std::string(skipped) == (isLog ? "log" : "main");
}
void created(const std::string& path) {
  if (!off()) record('c', path);
}
void removed(const std::string& path) {
  if (!off()) record('u', path);
}

}  // namespace journal::trace
