#include "error.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>

namespace h5 {
namespace {

struct Cause {
  Code code;
  std::string reason;
};

// libhdf5's (major, minor) → ours; a major of -1 fits all. The first frame, innermost first, that fits decides.
struct Rule {
  hid_t major, minor;
  Code code;
  const char* reason;
};

constexpr hid_t kAny = -1;

const std::vector<Rule>& rules() {
  static const std::vector<Rule> table = {
      {H5E_RESOURCE, H5E_NOSPACE, Code::Limit, "there is not enough memory"},
      {H5E_RESOURCE, H5E_CANTALLOC, Code::Limit, "there is not enough memory"},
      {kAny, H5E_NOFILTER, Code::FilterUnavailable, "a filter it needs is not available"},
      {kAny, H5E_NOTHDF5, Code::NotHdf5, "it is no HDF5 file"},
      {kAny, H5E_TRUNCATED, Code::Corrupt, "the file is truncated"},
      {H5E_PLINE, H5E_CANTFILTER, Code::Corrupt, "a filter could not decode the stored bytes"},
      {H5E_PLINE, H5E_READERROR, Code::Corrupt, "the stored bytes do not match their checksum"},
      {H5E_PLINE, H5E_WRITEERROR, Code::Corrupt, "a filter failed"},
      {H5E_LINK, H5E_TRAVERSE, Code::NotFound, "a link on the way leads nowhere"},
      {H5E_LINK, H5E_NLINKS, Code::NotFound, "its links lead in a circle"},
      {H5E_SYM, H5E_NOTFOUND, Code::NotFound, "it is not there"},
      {H5E_LINK, H5E_NOTFOUND, Code::NotFound, "it is not there"},
      {H5E_ATTR, H5E_NOTFOUND, Code::NotFound, "it is not there"},
      {kAny, H5E_EXISTS, Code::Exists, "it is there already"},
      {kAny, H5E_ALREADYEXISTS, Code::Exists, "it is there already"},
      {H5E_DATATYPE, H5E_UNSUPPORTED, Code::Unsupported, "its type cannot be converted"},
      {H5E_DATATYPE, H5E_CANTCONVERT, Code::Unsupported, "its type cannot be converted"},
      {H5E_IO, H5E_READERROR, Code::Io, "reading the file failed"},
      {H5E_IO, H5E_WRITEERROR, Code::Io, "writing the file failed"},
      {H5E_IO, H5E_OVERFLOW, Code::Corrupt, "it points beyond the end of the file"},
      {H5E_ARGS, H5E_OVERFLOW, Code::Corrupt, "it points beyond the end of the file"},
      {H5E_VFL, H5E_OVERFLOW, Code::Corrupt, "it points beyond the end of the file"},
      {H5E_OHDR, kAny, Code::Corrupt, "its header is damaged"},
      {H5E_BTREE, kAny, Code::Corrupt, "its index is damaged"},
      {H5E_HEAP, kAny, Code::Corrupt, "its heap is damaged"},
      {H5E_CACHE, kAny, Code::Corrupt, "its metadata is damaged"},
      {H5E_SYM, H5E_CANTLOAD, Code::Corrupt, "its group is damaged"},
      {kAny, H5E_CANTDECODE, Code::Corrupt, "its metadata is damaged"},
      {kAny, H5E_VERSION, Code::Corrupt, "its metadata is damaged"},
  };
  return table;
}

struct Frame {
  hid_t major, minor;
  std::string text;
};

std::vector<Frame> takeFrames() {
  std::vector<Frame> frames;
  const auto collect = [](unsigned, const H5E_error2_t* error, void* out) -> herr_t {
    static_cast<std::vector<Frame>*>(out)->push_back(
        {error->maj_num, error->min_num, std::string(error->func_name) + ": " + (error->desc ? error->desc : "")});
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, collect, &frames);
  H5Eclear2(H5E_DEFAULT);
  return frames;
}

Cause causeOfErrno(int number) {
  switch (number) {
    case EAGAIN:
      return {Code::Locked, "another process, or another handle of this one, has it"};
    case ENOENT:
    case ENOTDIR:
      return {Code::NotFound, "there is no such file"};
    case EEXIST:
      return {Code::Exists, "it is there already"};
    default:
      return {Code::Io, std::strerror(number)};
  }
}

// libhdf5 gives the errno of a failed system call in the text of a frame only.
std::optional<Cause> causeInErrno(const std::vector<Frame>& frames) {
  constexpr std::string_view mark = "errno = ";
  for (const Frame& frame : frames) {
    const auto at = frame.text.find(mark);
    if (at == std::string::npos) continue;
    const int number = std::atoi(frame.text.c_str() + at + mark.size());
    if (number != 0) return causeOfErrno(number);
  }
  return std::nullopt;
}

// A soft link that leads through a dataset looks like a group without the message that makes it one.
bool isLinkThroughDataset(const std::vector<Frame>& frames) {
  const auto begins = [](const Frame& frame, std::string_view name) { return frame.text.rfind(name, 0) == 0; };
  if (frames.empty() || !begins(frames.front(), "H5O_msg_read_oh: message type not found")) return false;
  for (const Frame& frame : frames)
    if (begins(frame, "H5G__traverse_slink")) return true;
  return false;
}

Cause causeOf(const std::vector<Frame>& frames) {
  if (auto cause = causeInErrno(frames)) return *cause;
  if (isLinkThroughDataset(frames)) return {Code::NotFound, "a link on the way leads nowhere"};
  for (const Frame& frame : frames)
    for (const Rule& rule : rules())
      if ((rule.major == kAny || rule.major == frame.major) && (rule.minor == kAny || rule.minor == frame.minor))
        return {rule.code, rule.reason};
  return {Code::Hdf5, frames.empty() ? "libhdf5 gave no reason" : frames.front().text};
}

std::string sentence(std::string_view operation, std::string_view subject, std::string_view reason) {
  std::string text = "Cannot " + std::string(operation);
  if (!subject.empty()) text += " " + quoted(subject);
  return text + ": " + std::string(reason);
}

}  // namespace

const char* nameOf(Code code) {
  static constexpr const char* names[] = {"ERR_INVALID_VALUE",
                                          "ERR_INVALID_TYPE",
                                          "ERR_NOT_FOUND",
                                          "ERR_EXISTS",
                                          "ERR_READ_ONLY",
                                          "ERR_CLOSED",
                                          "ERR_LOCKED",
                                          "ERR_NOT_HDF5",
                                          "ERR_IO",
                                          "ERR_CORRUPT",
                                          "ERR_FILTER_UNAVAILABLE",
                                          "ERR_UNSUPPORTED",
                                          "ERR_UNSAFE",
                                          "ERR_LIMIT",
                                          "ERR_HDF5"};
  return names[static_cast<int>(code)];
}

std::string quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

void fail(std::string_view operation, std::string_view subject) {
  const auto frames = takeFrames();
  const Cause cause = causeOf(frames);
  Error error(cause.code, sentence(operation, subject, cause.reason));
  for (const Frame& frame : frames) error.frames.push_back(frame.text);
  throw error;
}

bool takeFailureIn(std::string_view function) {
  std::string innermost;
  const auto first = [](unsigned, const H5E_error2_t* error, void* out) -> herr_t {
    *static_cast<std::string*>(out) = error->func_name;
    return 1;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, first, &innermost);
  if (innermost != function) return false;
  H5Eclear2(H5E_DEFAULT);
  return true;
}

void failSystem(int number, std::string_view operation, std::string_view subject) {
  const Cause cause = causeOfErrno(number);
  throw Error(cause.code, sentence(operation, subject, cause.reason));
}

}  // namespace h5
