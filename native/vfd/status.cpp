#include "status.hpp"

#include <fcntl.h>

#include <cerrno>

namespace journal {

namespace {

// Only looked at: a lock that is tried, if for a moment, keeps a writer from beginning.
bool isInUse(const std::string& path) {
  Descriptor main;
  return openRegular(path, O_RDONLY, main) == 0 && isClaimed(main);
}

}  // namespace

Failure inspect(const std::string& path, std::optional<Status>& status) {
  const std::string main = realPath(path);
  Descriptor log;
  const Failure missing = openLogFile(main, O_RDONLY, log);
  if (missing) return missing.number == ENOENT ? Failure{} : missing;
  Status found;
  found.path = logPath(main);
  if (const int error = sizeOf(log, found.bytes)) return {error, {}};
  found.isInUse = isInUse(main);
  std::optional<LogSummary> summary;
  if (Failure failure = summaryOf(log, summary)) return failure;
  if (summary) {
    found.isHot = summary->isHot();
    found.isInterrupted = summary->checkpointBegun;
    const int error = forEachRecord(log, *summary, [&](const Record& record) {
      found.pending += record.header.size;
      return 0;
    });
    if (error != 0) return {error, {}};
  }
  status = found;
  return {};
}

}  // namespace journal
