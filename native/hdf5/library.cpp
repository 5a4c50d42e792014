#include "library.hpp"

#include <blosc.h>
#include <bzlib.h>
#include <hdf5.h>
#include <libdeflate.h>
#include <zlib.h>

#include "../core/error.hpp"
#include "../core/lock.hpp"
#include "../core/memory.hpp"
#include "datatype.hpp"
#include "global_heap.hpp"

namespace h5 {
namespace {

bool start() {
  keepFreedMemory();
  // First of all: at exit, other threads may still be inside libhdf5 while its handler would tear it down.
  H5dont_atexit();
  check(H5open(), "start libhdf5");
  Lock lock;
  // Otherwise a file could have libraries loaded from wherever the environment points.
  check(H5PLset_loading_state(0), "switch plugins off");
  // While there are few conversions that it could affect.
  referenceType();
  return true;
}

}  // namespace

void startLibrary() {
  static const bool started = start();
  static_cast<void>(started);
}

std::map<std::string, std::string> libraryVersions() {
  unsigned major = 0, minor = 0, release = 0;
  check(H5get_libversion(&major, &minor, &release), "get libhdf5's version");
  return {{"hdf5", std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(release)},
          {"blosc", blosc_get_version_string()},
          {"zlib", zlibVersion()},
          {"libdeflate", LIBDEFLATE_VERSION_STRING},
          {"bzip2", BZ2_bzlibVersion()}};
}

std::size_t countOpenObjects() {
  // libhdf5 counts types that belong to no file too.
  return static_cast<std::size_t>(check(H5Fget_obj_count(H5F_OBJ_ALL, H5F_OBJ_ALL), "count open objects")) -
         countSharedTypes();
}

}  // namespace h5
