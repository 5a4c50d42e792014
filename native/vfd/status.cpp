#include "status.hpp"

#include <fcntl.h>

#include <cerrno>

namespace journal {

namespace {

// The lock is what a writer holds as long as it has the file. It is tried and let go with the descriptor at once.
bool isLocked(const Descriptor& log) { return setLock(log, LockKind::Shared) != 0; }

}  // namespace

Failure inspect(const std::string& path, std::optional<Status>& status) {
  const std::string name = logPath(realPath(path));
  Descriptor log;
  const int missing = openRegular(name, O_RDONLY, log);
  if (missing == ENOENT) return {};
  if (missing != 0) return {missing, {}};
  Status found;
  found.path = name;
  if (const int error = sizeOf(log, found.bytes)) return {error, {}};
  found.isInUse = isLocked(log);
  std::optional<LogSummary> summary;
  if (const int error = summarize(log, summary)) return {error, {}};
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
